"""Choosing from the library. What cannot be understood is left out, never an error page."""

from typing import Any

from django import forms

from weald.practices.enums import PracticeKind, Stage
from weald.practices.forms.writing import TermField, capitalised
from weald.practices.queries.library import EVERY_STAGE, MINE, SCHOOL, TRUST
from weald.schools.enums import TermKind

SORTS = ("-changed", "changed", "title", "-title", "-adopted", "adopted", "home", "-home")


class LibraryChoice(forms.Form):
    phase = TermField(kind=TermKind.PHASE, label="Phase", nothing="Every phase")
    subject = TermField(kind=TermKind.SUBJECT, label="Subject", nothing="Every subject")
    area = TermField(kind=TermKind.AREA, label="Area of provision", nothing="Every area")
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *capitalised(PracticeKind)])
    stage = forms.ChoiceField(
        required=False,
        choices=[("", "In use or on its way"), *capitalised(Stage), (EVERY_STAGE, "Every stage")],
    )
    whose = forms.ChoiceField(
        label="From",
        required=False,
        choices=[("", "Anywhere"), (MINE, "Me"), (SCHOOL, "My school"), (TRUST, "My trust")],
    )
    lines = forms.ChoiceField(
        label="Adaptations",
        required=False,
        choices=[("", "Beneath what they came from"), ("all", "Listed as well")],
    )
    sort = forms.ChoiceField(
        required=False, choices=[(sort, sort) for sort in SORTS], widget=forms.HiddenInput
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
