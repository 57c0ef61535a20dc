from django import forms

from weald.people.enums import ConcernKind, ConcernOutcome


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is wrong",
        choices=[(one.value, one.label[:1].upper() + one.label[1:]) for one in ConcernKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    text = forms.CharField(
        label="Where is it?",
        required=False,
        max_length=300,
        help_text="So that it is found: “in the second step”, “on page 3 of the file”. Do not repeat a name.",
    )


class LookForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What shall become of it",
        choices=[(ConcernOutcome.KEPT, "It stays"), (ConcernOutcome.TAKEN_DOWN, "Take it down")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it stays or is taken down."},
    )
    because = forms.CharField(
        label="Why",
        max_length=300,
        error_messages={"required": "Say why: those who wrote it and whoever reported it read it."},
        help_text="Its authors and whoever reported it read this. Do not repeat a name.",
    )
