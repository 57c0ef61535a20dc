"""Choosing what a trust's page shows."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst

from weald.measures.enums import Group
from weald.measures.models import Measure


class TrustForm(forms.Form):
    """Which measure, of which pupils, in which year; what the address names wrongly is left out."""

    measure = forms.ModelChoiceField(
        Measure.objects.none(), required=False, to_field_name="code", empty_label=None
    )
    group = forms.ChoiceField(
        label="Pupils", choices=[(group.value, capfirst(group.label)) for group in Group], required=False
    )
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, measures: QuerySet[Measure]) -> None:
        super().__init__(data)
        self.fields["measure"].queryset = measures  # type: ignore[attr-defined]  # the base class's type
        self.full_clean()

    def chosen(self) -> tuple[Measure | None, str, int | None]:
        """Give what was asked for, or the first measure, all pupils, the latest year."""
        given = self.cleaned_data
        first = self.fields["measure"].queryset.first()  # type: ignore[attr-defined]  # as above
        return given.get("measure") or first, given.get("group") or Group.ALL.value, given.get("year")
