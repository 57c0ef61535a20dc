"""Naming partners in a form: one a line, with suggestions where a name is not quite one's."""

from typing import Any

from django import forms

from weald.core.enums import Audience
from weald.schools.models import Organisation
from weald.schools.queries.partners import organisations_named


class PartnersField(forms.CharField):
    """Organisations by name or URN, one a line."""

    def __init__(self) -> None:
        super().__init__(
            label="Which partners",
            required=False,
            help_text="Schools, trusts and others by name or URN, one a line. "
            "Who works there sees it, in a trust also who works in its schools.",
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> list[Organisation]:  # noqa: ANN401 -- as posted
        naming = organisations_named(super().clean(value))
        if naming.problems:
            raise forms.ValidationError([*naming.problems])
        return naming.found


class NamesPartners(forms.Form):
    """A form with an `audience`, which may be the `partners` it names. With any other, they do not matter."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "partners" not in self.fields:
            return given
        if given.get("audience") != Audience.PARTNERS:
            self.errors.pop("partners", None)
            given["partners"] = []
        elif not given.get("partners") and "partners" not in self.errors:
            self.add_error("partners", "Name at least one, or choose who else may see it.")
        return given
