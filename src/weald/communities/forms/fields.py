"""Fields that several forms share: somebody one knows, an organisation by its name or number."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from weald.communities.enums import Joining
from weald.people.models import User
from weald.schools.models import Organisation


def capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


class OrganisationField(forms.CharField):
    """An organisation by its exact name or URN."""

    def clean(self, value: Any) -> Organisation | None:  # noqa: ANN401 -- Django's signature
        words = super().clean(value).strip()
        if not words:
            return None
        by = (
            {"identifiers__scheme": "urn", "identifiers__value": words}
            if words.isdigit()
            else {"name__iexact": words}
        )
        found = list(Organisation.objects.filter(**by)[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            "Several organisations have this name: give the URN."
            if found
            else "No organisation is known by this name or URN."
        )


class ColleagueField(forms.CharField):
    """Somebody among the people one knows, by name or address. About others it says nothing."""

    known: QuerySet[User] = User.objects.none()

    def clean(self, value: Any) -> User:  # noqa: ANN401 -- as above
        words = super().clean(value).strip()
        by = {"email__iexact": words} if "@" in words else {"name__iexact": words}
        found = list(self.known.filter(is_active=True, **by).distinct()[:2])
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            "Several people have this name: give the e-mail address."
            if found
            else "Nobody you share a trust or a community with has this name or address."
        )


def joining_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Who may join",
        choices=capitalised(list(Joining.choices)),
        initial=Joining.OPEN,
        widget=forms.RadioSelect,
    )
