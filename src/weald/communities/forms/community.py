"""Starting communities and changing them."""

from typing import Any

from django import forms

from weald.communities.domain.starting import About, Terms
from weald.communities.enums import DigestChoice, ReferenceKind, Rhythm
from weald.communities.forms.fields import ColleagueField, OrganisationField, capitalised, joining_field
from weald.communities.models import Community
from weald.communities.queries.communities import LABEL
from weald.core.enums import Audience
from weald.people.enums import RoleKind
from weald.schools.enums import TermKind
from weald.schools.forms.partners import NamesPartners, PartnersField
from weald.schools.queries.partners import partners_of, written
from weald.schools.queries.vocabulary import in_use

AUDIENCES = [
    (Audience.SECTOR, "Everyone who works in the sector"),
    (Audience.TRUST, "My trust"),
    (Audience.SCHOOL, "My school"),
    (Audience.PARTNERS, "My school and partners I name"),
]
# Whoever leads a network across the sector may show it to the world, and take it back.
PUBLIC = (Audience.PUBLIC, "Everyone, without signing in")


class GroupForm(NamesPartners):
    """All that a group needs."""

    name = forms.CharField(label="Name", max_length=120)
    purpose = forms.CharField(
        label="What is it for?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence is enough: what you want to find out or get better at.",
    )
    joining = joining_field()
    audience = forms.ChoiceField(label="Who may see it", choices=AUDIENCES, initial=Audience.SECTOR)
    partners = PartnersField()

    def about(self) -> About:
        given = {name: self.cleaned_data[name] for name in self.fields}
        return About(**{**given, "partners": tuple(one.pk for one in given["partners"])})


class NetworkForm(forms.Form):
    """A network and whom it enrols."""

    name = forms.CharField(label="Name", max_length=120)
    purpose = forms.CharField(
        label="What is it for?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    rhythm = forms.ChoiceField(label="It meets", choices=capitalised(list(Rhythm.choices)))
    roles = forms.MultipleChoiceField(
        label="Who holds one of these roles",
        required=False,
        choices=capitalised([choice for choice in RoleKind.choices if choice[0] != RoleKind.EXTERNAL_READER]),
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = forms.MultipleChoiceField(
        label="For one of these subjects",
        required=False,
        help_text="None means any.",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    phases = forms.MultipleChoiceField(
        label="In a school of one of these phases", required=False, widget=forms.CheckboxSelectMultiple
    )
    place = OrganisationField(
        label="At or within",
        required=False,
        max_length=200,
        help_text="The name or URN of a school, trust, authority or hub. Leave blank for everywhere.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **kwargs)
        for name, kind in (("subjects", TermKind.SUBJECT), ("phases", TermKind.PHASE)):
            field = self.fields[name]
            field.choices = list(in_use(kind).values_list("code", "name"))  # type: ignore[attr-defined]  # a field of choices

    def about(self) -> About:
        given = self.cleaned_data
        return About(given["name"], given["purpose"], rhythm=given["rhythm"])

    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(tuple(given["roles"]), tuple(given["subjects"]), tuple(given["phases"]), given["place"])


class ChangeForm(GroupForm):
    """What a community says of itself, anew."""

    rhythm = forms.ChoiceField(label="It meets", choices=capitalised(list(Rhythm.choices)))

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:  # noqa: ANN401 -- as above
        names = ("name", "purpose", "rhythm", "joining", "audience")
        initial = {name: getattr(community, name) for name in names}
        initial["partners"] = written(partners_of(LABEL, community.pk))
        super().__init__(*args, initial=initial, **kwargs)
        wide = [AUDIENCES[0], PUBLIC]
        field = self.fields["audience"]
        field.choices = [*AUDIENCES, PUBLIC] if community.home_id else wide  # type: ignore[attr-defined]  # a field of choices


class ReferenceForm(forms.Form):
    kind = forms.ChoiceField(label="What it is", choices=capitalised(list(ReferenceKind.choices)))
    title = forms.CharField(label="Its name", max_length=200)
    url = forms.URLField(label="Its address", assume_scheme="https")
    note = forms.CharField(label="Why it is worth it", max_length=300, required=False)


class InviteForm(forms.Form):
    person = ColleagueField(
        label="Who",
        max_length=200,
        help_text="The name or e-mail address of somebody in your trust or in one of your communities.",
    )


class DigestForm(forms.Form):
    digest = forms.ChoiceField(
        label="Write to me about it", required=False, choices=capitalised(list(DigestChoice.choices))
    )
