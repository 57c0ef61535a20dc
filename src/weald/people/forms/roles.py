from datetime import date

from django import forms
from django.utils import timezone


class EndForm(forms.Form):
    on = forms.DateField(
        label="First day without it",
        initial=timezone.localdate,
        help_text="Today ends it at once.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_on(self) -> date:
        """Refuse a day gone by: what was done since then was done in the role."""
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate():
            msg = "Give today or a later day."
            raise forms.ValidationError(msg)
        return on
