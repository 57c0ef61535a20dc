"""Who joined which trust when, and what a school is compared within: what an estimate is made from."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce, Lower, Upper

from weald.schools.enums import Kind, TrustType
from weald.schools.models import Organisation, Spell


class Joining(NamedTuple):
    """One school's spell in one multi-academy trust."""

    school: int
    trust: int
    joined_on: date | None
    left_on: date | None
    reason: str


class Stratum(NamedTuple):
    """What a school is compared within."""

    school: int
    phase: str
    region: str
    authority: int | None
    establishment_type: str
    type_group: str
    admissions_policy: str
    easting: int | None
    northing: int | None


def trust_joinings() -> Iterator[Joining]:
    """Give every spell in a multi-academy trust, under the school's lasting identity, earliest first."""
    spells = (
        Spell.objects.filter(kind=Kind.TRUST, parent__trust_type=TrustType.MULTI)
        .annotate(
            school=Coalesce("child__identity_id", "child_id"),
            joined_on=Lower("period"),
            left_on=Upper("period"),
        )
        .order_by(F("joined_on").asc(nulls_first=True), "pk")
    )
    rows = spells.values_list("school", "parent_id", "joined_on", "left_on", "reason")
    return (Joining(*row) for row in rows.iterator())


def strata() -> Iterator[Stratum]:
    """Give the present facts of every school that stands for its whole chain of URNs."""
    authority = Spell.objects.filter(kind=Kind.LOCAL_AUTHORITY, period__endswith__isnull=True)
    authorities = dict(authority.values_list("child_id", "parent_id"))
    rows = Organisation.objects.filter(kind=Kind.SCHOOL, identity__isnull=True).values_list(
        "pk",
        "details__phase",
        "region",
        "details__establishment_type",
        "details__type_group",
        "details__admissions_policy",
        "easting",
        "northing",
    )
    for pk, phase, region, kind, group, policy, easting, northing in rows.iterator():
        yield Stratum(
            pk,
            phase or "",
            region,
            authorities.get(pk),
            kind or "",
            group or "",
            policy or "",
            easting,
            northing,
        )
