"""Figures as a reader may see them: the one place where an observation becomes something shown.

Published figures and those of one's own trust are shown whole. What another school holds of its own is
shown with small numbers hidden. Pages, lists, exports and JSON all come here, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from weald.core.permissions import Actor
from weald.measures.domain.intervals import Interval, interval_of
from weald.measures.domain.suppression import Bounds, Cell, Key, Sum, hidden_cells
from weald.measures.domain.units import is_share
from weald.measures.enums import PARTITIONS, Group, Missing, Unit
from weald.measures.models import Measure
from weald.measures.queries.series import Row, guarded_rows

# One sentence for small cells and for those that protect them: telling them apart would tell too much.
HIDDEN = "hidden: few pupils, or it would give a hidden number away"


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure of one school for one reader; without a value it says why in words."""

    school: int
    measure: int
    year: int
    group: str
    value: float | None
    pupils: int | None
    reason: str
    interval: Interval | None
    source: str


def figures_of(
    organisations: Collection[int], measures: Mapping[int, Measure], actor: Actor, **narrowing: object
) -> list[Shown]:
    """Give the figures of these schools (by their identity today) as the actor may see them. Two queries."""
    rows = guarded_rows(organisations, actor, **({"measure__in": measures.keys()} | narrowing))
    return shown(rows, measures, actor)


def shown(rows: Iterable[Row], measures: Mapping[int, Measure], actor: Actor) -> list[Shown]:
    rows = list(rows)
    hidden = hidden_keys(rows, measures, actor)
    return [_shown(row, measures[row.measure], is_hidden=_key(row) in hidden) for row in rows]


def hidden_keys(rows: Collection[Row], measures: Mapping[int, Measure], actor: Actor) -> frozenset[Key]:
    """Say which figures this reader must not see: by school, measure and year, groups against their whole."""
    if all(_is_open(row, actor) for row in rows):
        return frozenset()
    tables: dict[tuple[int, int, int], list[Row]] = defaultdict(list)
    for row in rows:
        tables[row.school, row.measure, row.year].append(row)
    hidden: set[Key] = set()
    for table in tables.values():
        if not all(_is_open(row, actor) for row in table):
            hidden |= _hidden_in(table, measures[table[0].measure], actor)
    return frozenset(hidden)


def threshold(group: str) -> int:
    """Give the number of pupils below which a figure is hidden; subgroups have their own."""
    is_whole = group == Group.ALL
    return settings.WEALD_SUPPRESS_BELOW if is_whole else settings.WEALD_SUPPRESS_SUBGROUP_BELOW


def _is_open(row: Row, actor: Actor) -> bool:
    return row.is_public or actor.is_system or row.school in actor.trusts


def _hidden_in(table: list[Row], measure: Measure, actor: Actor) -> set[Key]:
    """Hide what is small or unsafe; a figure of nobody knows how many pupils cannot be shown to be safe."""
    cells = []
    unsafe: set[Key] = set()
    for row in table:
        pupils = row.value if measure.unit == Unit.COUNT else row.cohort
        if row.value is None:
            continue
        if pupils is None:
            if not _is_open(row, actor):
                unsafe.add(_key(row))
            continue
        is_count = measure.unit == Unit.COUNT
        value = 1.0 if is_count else row.value
        cells.append(Cell(row.group, int(pupils), value, threshold(row.group), _is_open(row, actor)))
    sums = [Sum(Group.ALL.value, tuple(part.value for part in parts)) for parts in PARTITIONS]
    groups = hidden_cells(cells, sums, Bounds(measure.lowest, measure.highest))
    return unsafe | {_key(row) for row in table if row.group in groups}


def _key(row: Row) -> Key:
    return (row.school, row.measure, row.year, row.group)


def _shown(row: Row, measure: Measure, *, is_hidden: bool) -> Shown:
    figure = Shown(
        school=row.school,
        measure=row.measure,
        year=row.year,
        group=row.group,
        value=row.value,
        pupils=row.cohort,
        reason=str(Missing(row.missing).label) if row.missing else "",
        interval=None,
        source=row.publisher or row.release,
    )
    if is_hidden:
        return replace(figure, value=None, pupils=None, reason=HIDDEN)
    if row.value is None:
        # How many pupils a hidden figure is of is part of what its publisher hides.
        return replace(figure, pupils=None)
    interval = interval_of(row.value, row.cohort, is_share=is_share(measure), spread=measure.spread)
    return replace(figure, interval=interval)


def figure_columns() -> dict[str, str]:
    """Give the columns of every export of figures, over rows of `as_rows`."""
    names = (
        "urn",
        "school",
        "measure",
        "year",
        "group",
        "value",
        "low",
        "high",
        "pupils",
        "missing_because",
        "source",
    )
    return {name: name for name in names}


def as_rows(
    figures: Iterable[Shown], measures: Mapping[int, Measure], names: Mapping[int, tuple[str, str]]
) -> Iterable[dict[str, object]]:
    """Write figures out for an export; `names` gives each school's URN and name."""
    for figure in figures:
        urn, name = names[figure.school]
        yield {
            "urn": urn,
            "school": name,
            "measure": measures[figure.measure].code,
            "year": figure.year,
            "group": figure.group,
            "value": figure.value,
            "low": figure.interval.low if figure.interval else None,
            "high": figure.interval.high if figure.interval else None,
            "pupils": figure.pupils,
            "missing_because": figure.reason,
            "source": figure.source,
        }
