import re

from django import forms
from django.core.exceptions import ValidationError

from weald.measures.enums import Group
from weald.measures.models import Measure


class EstimateForm(forms.Form):
    """What to estimate, for every trust at once."""

    measure = forms.ModelChoiceField(
        Measure.objects.order_by("name"),
        label="Measure",
        to_field_name="code",
        empty_label="Choose a measure",
    )
    group = forms.ChoiceField(label="Pupils", choices=Group.choices)
    draws = forms.IntegerField(
        label="Make-believe trusts",
        min_value=200,
        max_value=100_000,
        initial=10_000,
        help_text=(
            "How many are drawn to see what chance makes. More take longer and settle small differences."
        ),
    )
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=2**31,
        initial=1,
        help_text="The same seed and data give the same answer.",
    )
    hard_years = forms.CharField(
        label="Hard years",
        required=False,
        max_length=60,
        help_text=(
            "Years in which it was hard everywhere, such as 2023: declare them before you look at results. "
            "Left empty, the years that ship with the measure count."
        ),
    )

    def clean_hard_years(self) -> list[int] | None:
        """Give the years written, or nothing where the measure's own shall count."""
        words = re.findall(r"[^\s,;]+", self.cleaned_data["hard_years"])
        if not all(re.fullmatch(r"(19|20)\d\d", word) for word in words):
            raise ValidationError("Write years, such as 2022, 2023.")
        return [int(word) for word in words] or None
