from django import forms

from weald.measures.enums import Group
from weald.measures.models import Measure


class EstimateForm(forms.Form):
    """What to estimate, for every trust at once."""

    measure = forms.ModelChoiceField(Measure.objects.order_by("name"), label="Measure", to_field_name="code")
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
