"""Declarations of interest and how they stand, by academic year."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from weald.core.permissions import Actor, visibility
from weald.people.enums import InterestKind, Standing
from weald.people.models import Interest

# Academic years run from 1 September to 31 August and are named by the year in which they begin.
FIRST_MONTH = 9


def academic_year(day: date | None = None) -> int:
    day = day or timezone.localdate()
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


@visibility(Interest)
def own_interests(interests: QuerySet[Interest], actor: Actor) -> QuerySet[Interest]:
    """Show only one's own; the independence of reviewers is computed, not read."""
    return interests.filter(person_id=actor.person_id) if actor.is_known else interests.none()


def declared(person_id: int, year: int) -> QuerySet[Interest]:
    return (
        Interest.objects.filter(person_id=person_id, academic_year=year, withdrawn_at__isnull=True)
        .select_related("organisation")
        .order_by("declared_at", "pk")
    )


def over(person_id: int, year: int) -> QuerySet[Interest]:
    """Give what no longer holds: withdrawn, or of an earlier year."""
    past = Q(withdrawn_at__isnull=False) | Q(academic_year__lt=year)
    mine = Interest.objects.filter(past, person_id=person_id)
    return mine.select_related("organisation").order_by("-academic_year", "-pk")


def standings(people: Collection[int], year: int | None = None) -> dict[int, Standing]:
    """Say for each person whether they declared for the year; one query for any number of them."""
    year = year or academic_year()
    latest = dict(
        Interest.objects.filter(person_id__in=people, academic_year__lte=year, withdrawn_at__isnull=True)
        .order_by()
        .values_list("person_id")
        .annotate(latest=Max("academic_year"))
    )
    return {person: _standing(latest.get(person), year) for person in people}


def _standing(latest: int | None, year: int) -> Standing:
    if latest is None:
        return Standing.NEVER
    return Standing.DECLARED if latest == year else Standing.DUE


def proposal(person_id: int, year: int) -> list[Interest]:
    """Give what was declared last year and not yet this year: to be confirmed, never copied unasked."""
    already = {(one.kind, one.organisation_id, one.detail) for one in declared(person_id, year)}
    earlier = declared(person_id, year - 1).exclude(kind=InterestKind.NOTHING)
    return [one for one in earlier if (one.kind, one.organisation_id, one.detail) not in already]
