"""What the register says today of every open school's intake and place."""

from collections.abc import Iterator
from typing import NamedTuple

from weald.schools.enums import Kind, Status
from weald.schools.models import Organisation


class SchoolFacts(NamedTuple):
    """One open school, as it is today."""

    school: int
    phase: str
    region: str
    urban_rural: str
    establishment_type: str
    type_group: str
    admissions_policy: str
    pupils: int | None
    fsm_percent: float | None


def open_schools() -> Iterator[SchoolFacts]:
    """Give every school that is open and stands for its whole chain of URNs, in order of id. One query."""
    rows = Organisation.objects.filter(
        kind=Kind.SCHOOL, identity__isnull=True, status__in=[Status.OPEN, Status.PROPOSED_TO_CLOSE]
    ).order_by("pk")
    fields = (
        "pk",
        "details__phase",
        "region",
        "details__urban_rural",
        "details__establishment_type",
        "details__type_group",
        "details__admissions_policy",
        "details__pupils",
        "details__fsm_percent",
    )
    for pk, phase, region, urban, kind, group, policy, pupils, fsm in rows.values_list(*fields).iterator():
        yield SchoolFacts(
            pk,
            phase or "",
            region,
            urban or "",
            kind or "",
            group or "",
            policy or "",
            pupils,
            None if fsm is None else float(fsm),
        )
