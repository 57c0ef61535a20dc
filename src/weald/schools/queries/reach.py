"""How far an organisation reaches: what is inside it, and who is in the same trusts."""

from collections.abc import Collection
from datetime import date

from weald.schools.enums import Kind
from weald.schools.models import Spell

# What a role at one of these sees from the inside: its schools and its teams.
INWARD_KINDS = (Kind.TRUST, Kind.FEDERATION, Kind.SCHOOL, Kind.TEAM)


def inside(organisations: Collection[int], on: date) -> frozenset[int]:
    """Give the organisations with everything within them on that day (two levels: schools, teams)."""
    found = set(organisations)
    edge = found
    for _ in range(2):
        if not edge:
            break
        within = Spell.objects.filter(parent__in=edge, kind__in=INWARD_KINDS, period__contains=on)
        edge = set(within.values_list("child_id", flat=True)) - found
        found |= edge
    return frozenset(found)


def holding(organisations: Collection[int], on: date) -> frozenset[int]:
    """Give what holds these from outside: a school's trust and federation, a team's school and its trust."""
    if not organisations:
        return frozenset()
    above = Spell.objects.filter(child__in=organisations, kind__in=INWARD_KINDS, period__contains=on)
    parents = set(above.values_list("parent_id", flat=True))
    grandparents = Spell.objects.filter(child__in=parents, kind=Kind.TRUST, period__contains=on)
    parents |= set(grandparents.values_list("parent_id", flat=True))
    return frozenset(parents - set(organisations))


def same_trusts(organisations: Collection[int], on: date) -> frozenset[int]:
    """Give everything that is in the same trusts as these: the trusts, their schools and teams."""
    return inside(set(organisations) | holding(organisations, on), on)
