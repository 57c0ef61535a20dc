from django import forms


class Everything(forms.Form):
    """One field of each kind, for the component page. It is never saved."""

    name = forms.CharField(label="Name of the school", help_text="As the register has it.")
    email = forms.EmailField(label="E-mail", required=False)
    days = forms.IntegerField(label="Days you can give", max_value=5, help_text="In this half-term.")
    phase = forms.ChoiceField(label="Phase", choices=[("p", "Primary"), ("s", "Secondary")])
    way = forms.ChoiceField(
        label="How",
        choices=[("online", "Online"), ("site", "On site"), ("either", "Either")],
        widget=forms.RadioSelect,
        help_text="Travel is counted in.",
    )
    years = forms.MultipleChoiceField(
        label="Years",
        choices=[("r", "Reception"), ("1", "Year 1"), ("2", "Year 2")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(label="What it is about", widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.BooleanField(label="The headteacher knows of this")
    file = forms.FileField(label="The register’s file", help_text="Exactly as downloaded.")
