"""A bundle from another Weald: the file, where it shall be at home, and that Weald's key where known."""

from django import forms

from weald.core.enums import Audience
from weald.core.permissions import Actor
from weald.schools.models import Organisation

AUDIENCES = (Audience.SCHOOL, Audience.TRUST, Audience.SECTOR)


class BringInForm(forms.Form):
    file = forms.FileField(label="The bundle", help_text="As another Weald gave it: a .zip, unopened.")
    home = forms.ModelChoiceField(
        Organisation.objects.none(), label="At home in", empty_label=None, help_text="Where you work."
    )
    audience = forms.ChoiceField(
        label="Shared with", choices=[(one.value, one.label.capitalize()) for one in AUDIENCES]
    )
    known_key = forms.CharField(
        label="The key that Weald publishes",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands under /api/v1/key there. Without it the bundle’s own signature is checked, and "
        "the practice says that nobody verified whose it is.",
    )

    def __init__(self, data: object, files: object, *, actor: Actor) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # passed on as given
        homes = Organisation.objects.filter(pk__in=actor.own).order_by("name")
        self.fields["home"].queryset = homes  # type: ignore[attr-defined]  # a field of its own kind
