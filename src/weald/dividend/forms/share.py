from django import forms

from weald.core.enums import Audience


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

    def result_id(self) -> int:
        """Give the result meant, or one that does not exist."""
        given = self.data.get("result", "")
        return int(given) if str(given).isdigit() else 0
