"""What is searched for. What cannot be understood is left out, never an error page."""

from django import forms

from weald.search.queries.facets import FACETS

MOST_CHARACTERS = 200
# As one types: a moment after the last letter, and only the newest question is answered.
AS_ONE_TYPES = {
    "hx-trigger": "input changed delay:200ms, search",
    "hx-target": "#found",
    "hx-include": "closest form",
    "hx-sync": "this:replace",
    "hx-replace-url": "true",
}


class Search(forms.Form):
    """Words, a choice in each facet, and whether the words are to be taken exactly as typed."""

    q = forms.CharField(
        label="Words, a name, a town, a postcode or a number",
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "maxlength": MOST_CHARACTERS}),
    )
    as_typed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: object, url: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.fields["q"].widget.attrs |= {"hx-get": url, **AS_ONE_TYPES}
        for facet in FACETS:
            self.fields[facet] = forms.RegexField(r"^[\w.-]{1,64}$", required=False, widget=forms.HiddenInput)

    def understood(self) -> tuple[str, dict[str, str], int, bool]:
        """Give the words, what is chosen, the page, and whether to take the words as typed."""
        self.is_valid()
        said = self.cleaned_data
        chosen = {facet: said[facet] for facet in FACETS if said.get(facet)}
        words = (said.get("q") or "").replace("\0", "").strip()[:MOST_CHARACTERS]
        return words, chosen, said.get("page") or 1, bool(said.get("as_typed"))
