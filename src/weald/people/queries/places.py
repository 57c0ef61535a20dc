"""An organisation as the rules of people see it."""

from django.utils import timezone

from weald.people.models import Role
from weald.people.rules import Offer, Workplace
from weald.schools.models import Organisation, Spell
from weald.schools.queries.reach import INWARD_KINDS, inside


def workplace(organisation: Organisation) -> Workplace:
    """Give the organisation with everything it lies within today (two levels: school, trust)."""
    today = timezone.localdate()
    above = {organisation.pk}
    edge = {organisation.pk}
    for _ in range(2):
        over = Spell.objects.filter(child__in=edge, kind__in=INWARD_KINDS, period__contains=today)
        edge = set(over.values_list("parent_id", flat=True)) - above
        above |= edge
    return Workplace(organisation.pk, organisation.name, organisation.kind, frozenset(above))


def offer_of(organisation: Organisation, kind: str, person_id: int | None = None) -> Offer:
    return Offer(workplace(organisation), kind, person_id)


def places_near(place: Workplace) -> frozenset[int]:
    """Give everything above the place and within it today."""
    return place.above | inside({place.id}, timezone.localdate())


def held_today(person_id: int) -> list[tuple[str, int]]:
    """List the roles a person holds today or is to take up, as (kind, organisation)."""
    after = Role.objects.filter(person_id=person_id).exclude(period__fully_lt=(timezone.localdate(), None))
    return list(after.values_list("kind", "organisation_id"))
