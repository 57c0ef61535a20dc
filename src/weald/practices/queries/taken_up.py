"""Which schools took a practice up when, and within which trust: what its effect is estimated from."""

from datetime import date
from typing import NamedTuple

from weald.practices.models import Adoption, Practice
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell


class SchoolAdoption(NamedTuple):
    school: int
    site: int
    began_on: date
    ended_on: date | None


def school_adoptions(practice: Practice) -> list[SchoolAdoption]:
    """Give each adoption by a school, or by a team within one, under the school's lasting identity.

    Whatever else adopts (a trust, a hub) has no results of its own and is left out.
    """
    adoptions = list(
        Adoption.objects.filter(practice=practice).values_list("organisation_id", "began_on", "ended_on")
    )
    schools = _schools_of({place for place, _, _ in adoptions})
    trusts = dict(
        Spell.objects.filter(
            child__in=set(schools.values()), kind=Kind.TRUST, period__endswith__isnull=True
        ).values_list("child_id", "parent_id")
    )
    return [
        SchoolAdoption(school, trusts.get(school, school), began_on, ended_on)
        for place, began_on, ended_on in adoptions
        if (school := schools.get(place)) is not None
    ]


def _schools_of(places: set[int]) -> dict[int, int]:
    """Give the lasting identity of each school, and of the school each team is in."""
    teams = dict(
        Spell.objects.filter(
            child__in=places, child__kind=Kind.TEAM, parent__kind=Kind.SCHOOL, period__endswith__isnull=True
        ).values_list("child_id", "parent_id")
    )
    rows = Organisation.objects.filter(pk__in=places | set(teams.values()), kind=Kind.SCHOOL)
    lasting = {pk: identity or pk for pk, identity in rows.values_list("pk", "identity_id")}
    return lasting | {team: lasting[school] for team, school in teams.items()}
