"""Who sees a practice, and who writes it."""

from typing import Any

from django import forms

from weald.core.permissions import Actor
from weald.people.models import User
from weald.practices.forms.writing import AUDIENCES, Line
from weald.practices.queries.colleagues import colleagues_by_address
from weald.schools.forms.partners import NamesPartners, PartnersField


class AudienceForm(NamesPartners):
    audience = forms.ChoiceField(label="Who may see it", choices=AUDIENCES, widget=forms.RadioSelect)
    partners = PartnersField()


class AuthorForm(forms.Form):
    address = Line(
        label="E-mail address",
        max_length=254,
        help_text="Of somebody in your trust who wrote it with you, or will.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.actor = actor

    def clean_address(self) -> User:
        """Find the colleague; of everybody else nothing is told."""
        address = self.cleaned_data["address"]
        found = colleagues_by_address([address], self.actor)
        if not found:
            msg = "Nobody in your trust is known here by this address."
            raise forms.ValidationError(msg)
        return found[address.strip().lower()]
