"""Figures of schools over the years, along the register's chain of identities.

An observation belongs to the URN it was published under. A school's series is that of its URN and of
those before it; where two of them have the same year, the later URN's figure counts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from weald.core.permissions import Actor
from weald.measures.models import Measure, Observation
from weald.measures.queries.visibility import guarded
from weald.schools.enums import Kind
from weald.schools.models import Organisation


@dataclass(frozen=True, slots=True)
class Row:
    """One observation of one school, with what deciding about it needs."""

    school: int
    measure: int
    year: int
    group: str
    value: float | None
    cohort: int | None
    missing: str
    is_public: bool
    release: str
    publisher: str


def along_chain(organisations: Collection[int]) -> list[int]:
    """Give these schools with all they were before. One query.

    A query of its own: as a join, the database reads every observation there is.
    """
    chain = Organisation.objects.filter(Q(pk__in=organisations) | Q(identity__in=organisations))
    return list(chain.values_list("pk", flat=True))


def guarded_rows(organisations: Collection[int], actor: Actor, **narrowing: object) -> list[Row]:
    """Give every figure of these schools, as they are today, with small ones still in. Two queries.

    Ordered by measure, school, year and group; each of them stands once. Only for `domain.figures`.
    """
    found = (
        guarded(Observation.objects.all(), actor)
        .annotate(school=Coalesce("organisation__identity_id", "organisation_id"))
        .filter(organisation__in=along_chain(organisations), **narrowing)
        .order_by(
            "measure__order",
            "measure_id",
            "school",
            "year",
            "group",
            F("organisation__identity_id").asc(nulls_first=True),
            "-organisation_id",
        )
        .values_list(
            "school",
            "measure_id",
            "year",
            "group",
            "value",
            "cohort",
            "missing",
            "release__is_public",
            "release__name",
            "release__publisher",
        )
    )
    once: dict[tuple[int, int, int, str], Row] = {}
    for values in found:
        row = Row(*values)
        once.setdefault((row.school, row.measure, row.year, row.group), row)
    return list(once.values())


def schools_of(trust: Organisation, on: date) -> QuerySet[Organisation]:
    """Give the schools that are in a trust on a day, by name."""
    return Organisation.objects.filter(
        kind=Kind.SCHOOL, spells__parent=trust, spells__period__contains=on
    ).order_by("name", "pk")


def measures_with_notes(**narrowing: object) -> dict[int, Measure]:
    """Give measures by id in their order, with what is special about their years. Two queries."""
    found = Measure.objects.filter(**narrowing).prefetch_related("notes")
    return {measure.pk: measure for measure in found}
