"""A few words of thanks."""

from django import forms


class ThanksForm(forms.Form):
    words = forms.CharField(
        label="In your words",
        max_length=300,
        required=False,
        help_text="If you like: what it changed. Name no pupils.",
    )
