from django import forms

from weald.core.enums import Audience
from weald.schools.forms.partners import PartnersField


class ReadersField(PartnersField):
    """Organisations that read it beside its audience."""

    def __init__(self) -> None:
        super().__init__()
        self.label = "And, by name"
        self.help_text = (
            "An inspectorate or a partner, by name or URN, one a line. Who reads for them sees this measure."
        )


class ShareForm(forms.Form):
    """Who may read a trust's dividend."""

    result = forms.IntegerField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label="Readers",
        choices=[
            (choice.value, choice.label) for choice in (Audience.TRUST, Audience.SECTOR, Audience.PUBLIC)
        ],
        help_text="Each change is written in the ledger.",
    )

    named = ReadersField()

    def result_id(self) -> int:
        """Give the result meant, or one that does not exist."""
        given = self.data.get("result", "")
        return int(given) if str(given).isdigit() else 0
