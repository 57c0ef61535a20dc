from collections.abc import Sequence
from typing import Self

from django import forms

from weald.core.enums import Audience
from weald.dividend.models import Result
from weald.dividend.queries.earlier import Earlier
from weald.schools.forms.partners import PartnersField
from weald.schools.models import Organisation

RELEASE, TAKE_BACK = "release", "take_back"
READERS = [(choice.value, choice.label) for choice in (Audience.TRUST, Audience.SECTOR, Audience.PUBLIC)]


class ReadersField(PartnersField):
    """Organisations that read it beside its audience."""

    def __init__(self) -> None:
        super().__init__()
        self.label = "And, by name"
        self.help_text = (
            "An inspectorate or a partner, by name or URN, one a line. Who reads for them sees this measure."
        )


class OfResult(forms.Form):
    """Something said of one result."""

    result = forms.IntegerField(widget=forms.HiddenInput)

    def result_id(self) -> int:
        """Give the result meant, or one that does not exist."""
        given = self.data.get("result", "")
        return int(given) if str(given).isdigit() else 0


class ShareForm(OfResult):
    """Who may read a trust's dividend."""

    audience = forms.ChoiceField(
        label="Readers", choices=READERS, help_text="Each change is written in the ledger."
    )
    named = ReadersField()


class EarlierForm(OfResult):
    """What is to become of those who still read an earlier estimate; it holds whom the page named."""

    audience = forms.ChoiceField(choices=READERS, widget=forms.HiddenInput)
    to = forms.ModelMultipleChoiceField(
        Organisation.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )
    act = forms.ChoiceField(choices=[(RELEASE, RELEASE), (TAKE_BACK, TAKE_BACK)])

    @classmethod
    def about(cls, result: Result, earlier: Sequence[Earlier]) -> Self:
        read_by = {one.result.audience for one in earlier}
        shown = {
            "result": result.pk,
            "audience": next(one for one, _ in reversed(READERS) if one in {*read_by, Audience.TRUST}),
            "to": sorted({reader.organisation.pk for one in earlier for reader in one.readers}),
        }
        # The page has another form with the same fields: their ids would be there twice.
        return cls(initial=shown, auto_id=False)
