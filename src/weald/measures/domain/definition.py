"""A measure explained: what it is, which years are missing or cut off, and its national path."""

from collections.abc import Sequence
from dataclasses import dataclass

from weald.charts.figure import Figure, Table
from weald.charts.path import PathChart, Series
from weald.measures.domain.series import shades_of
from weald.measures.domain.units import academic_year, is_signed, unit_of
from weald.measures.enums import Basis, Gap, Group
from weald.measures.models import Measure, NationalFigure


@dataclass(frozen=True, slots=True)
class SpecialYear:
    """One or more years with the same thing to say of them."""

    years: str
    kind: str
    reason: str


def special_years(measure: Measure) -> list[SpecialYear]:
    """Give what is special about which years; years with the same reason as one."""
    together: dict[tuple[str, str], list[int]] = {}
    for note in measure.notes.all():
        together.setdefault((note.kind, note.reason), []).append(note.year)
    return [
        SpecialYear(", ".join(academic_year(year) for year in sorted(years)), str(Gap(kind).label), reason)
        for (kind, reason), years in sorted(together.items(), key=lambda item: (min(item[1]), item[0]))
    ]


def national_figure(measure: Measure, figures: Sequence[NationalFigure], csv_url: str = "") -> Figure | None:
    """Draw the country over the years: as published where it is, otherwise as the schools here average."""
    own = sorted((figure for figure in figures if figure.group == Group.ALL), key=_published_last)
    by_year = {figure.year: figure for figure in own}
    if not by_year:
        return None
    years = tuple(range(min(by_year), max(by_year) + 1))
    latest = by_year[years[-1]]
    sentence = (
        f"{unit_of(measure).say(latest.value, signed=is_signed(measure))} in {academic_year(latest.year)}"
    )
    sentence += f", {_basis(latest)}."
    points = tuple((year, by_year[year].value if year in by_year else None) for year in years)
    breaks = tuple(note.year for note in measure.notes.all() if note.kind == Gap.BREAK)
    chart = PathChart(
        title=f"{measure.name}, England",
        description=sentence,
        unit=unit_of(measure),
        series=(Series("England", "observed", points, breaks=breaks),),
        shades=shades_of(measure, years),
        has_zero=is_signed(measure),
    )
    return Figure(
        chart=chart,
        sentence=sentence,
        table=_table(measure, by_year, years),
        source=measure.source or measure.name,
        uncertainty="Of so many pupils that chance moves it by less than is shown.",
        csv_url=csv_url,
    )


def _published_last(figure: NationalFigure) -> bool:
    return figure.basis == Basis.PUBLISHED


def _basis(figure: NationalFigure) -> str:
    if figure.basis == Basis.PUBLISHED:
        return "as published for England"
    return f"the average of the {figure.schools:,} schools whose results are here"


def _table(measure: Measure, by_year: dict[int, NationalFigure], years: Sequence[int]) -> Table:
    unit = unit_of(measure)
    reasons = {note.year: note.reason for note in measure.notes.all() if note.kind != Gap.BREAK}
    rows = []
    for year in years:
        figure = by_year.get(year)
        said = unit.say(figure.value, signed=is_signed(measure)) if figure else reasons.get(year, "no figure")
        rows.append((academic_year(year), said, _basis(figure) if figure else "–"))
    return Table(("Year", "England", "Where from"), tuple(rows))
