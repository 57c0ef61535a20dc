"""What a person says about themself."""

from django import forms
from django.db.models import TextChoices

from weald.people.enums import Digest, InterestKind
from weald.people.models import Interest, User
from weald.schools.models import Organisation

ERASE_WORD = "erase"


def capitalised(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Give choices as they stand alone in a form: in a sentence they are lower case."""
    return [(value, label.capitalize()) for value, label in choices.choices]


class ChoicesForm(forms.ModelForm):
    digest = forms.ChoiceField(
        choices=capitalised(Digest),
        widget=forms.RadioSelect,
        label="Write to me about what moved",
        help_text="Invitations and security letters always come at once.",
    )

    class Meta:
        model = User
        fields = ("name", "digest")
        labels = {"name": "Name"}
        help_texts = {"name": "As colleagues know you."}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class InterestForm(forms.ModelForm):
    organisation = forms.CharField(
        label="Organisation",
        required=False,
        max_length=200,
        help_text="Its name or URN, where the interest is in one. Leave blank otherwise.",
    )

    class Meta:
        model = Interest
        fields = ("kind", "organisation", "detail")
        labels = {"kind": "What kind of interest", "detail": "In a few words"}
        help_texts = {"detail": "Name no pupils. For example: governor since 2021."}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as given
        self.fields["kind"].choices = [  # type: ignore[attr-defined] # a field of choices
            (value, label) for value, label in capitalised(InterestKind) if value != InterestKind.NOTHING
        ]

    def clean_organisation(self) -> Organisation | None:
        """Find the one organisation meant, by its exact name or URN."""
        words = self.cleaned_data["organisation"].strip()
        if not words:
            return None
        by = (
            {"identifiers__scheme": "urn", "identifiers__value": words}
            if words.isdigit()
            else {"name__iexact": words}
        )
        found = list(Organisation.objects.filter(**by)[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            "Several organisations have this name: give the URN."
            if found
            else "No organisation is known by this name or URN. Describe it in a few words instead."
        )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("organisation") or cleaned.get("detail")):
            self.add_error("detail", "Say with whom, or in a few words in what.")
        return cleaned


class EraseForm(forms.Form):
    word = forms.CharField(
        label=f"Type the word {ERASE_WORD}",
        max_length=12,
        help_text="This cannot be undone by anybody.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip().lower()
        if word != ERASE_WORD:
            msg = f"Type {ERASE_WORD} to say that you mean it."
            raise forms.ValidationError(msg)
        return word
