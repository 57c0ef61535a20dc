"""From the register's spells to the joinings an estimate is made from."""

from collections.abc import Iterable
from datetime import date

from weald.dividend.queries.cohorts import Joining, Stratum
from weald.measures.domain.intake import kind_of_school
from weald.schools.enums import SpellReason
from wealdstats.panel import Join, Joins

# Key-stage tests and GCSEs begin in May: who joins in May is not yet its trust's result.
FIRST_EXAM_MONTH = 5
# The register writes this date where none is known.
UNKNOWN_DATE = date(1900, 1, 1)


def first_results_after(day: date) -> int:
    """Give the first year whose examinations are sat after a day."""
    return day.year if day.month < FIRST_EXAM_MONTH else day.year + 1


def joins_from(joinings: Iterable[Joining]) -> Joins:
    """Keep each school's first joining of each trust; a school whose date is unknown is set aside."""
    records: dict[tuple[int, int], Join] = {}
    undated: set[str] = set()
    for joining in joinings:
        if joining.joined_on is None or joining.joined_on <= UNKNOWN_DATE:
            undated.add(str(joining.school))
            continue
        records.setdefault(
            (joining.school, joining.trust),
            Join(
                unit=str(joining.school),
                trust=str(joining.trust),
                first_year=first_results_after(joining.joined_on),
                route=route_of(joining.reason),
                left_year=first_results_after(joining.left_on) if joining.left_on else None,
            ),
        )
    dated = (join for join in records.values() if join.unit not in undated)
    return Joins(tuple(dated), frozenset(undated))


def route_of(reason: str) -> str:
    """Say how a school came to be an academy, where the register knows."""
    return {SpellReason.SPONSORED: "sponsored", SpellReason.CONVERTED: "converter"}.get(
        SpellReason(reason), ""
    )


def kind_of(stratum: Stratum) -> str:
    """Say what sets a school apart from those it may be compared with; empty for an ordinary one."""
    return kind_of_school(stratum.type_group, stratum.establishment_type, stratum.admissions_policy)
