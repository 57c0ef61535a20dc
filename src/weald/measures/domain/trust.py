"""A trust's schools on one measure, in the order of their names: open data, never a ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from weald.charts.dots import DotChart, Estimate
from weald.charts.figure import Figure, Table
from weald.core.permissions import Actor
from weald.measures.domain.figures import Shown, figures_of
from weald.measures.domain.series import NOT_HERE, National, national_of, why_missing
from weald.measures.domain.units import academic_year, is_signed, said_source, unit_of
from weald.measures.domain.words import NO_PUPIL_NUMBERS, say
from weald.measures.models import Measure
from weald.measures.queries.national import national_series
from weald.schools.models import Organisation


@dataclass(frozen=True, slots=True)
class TrustPicture:
    """What a page shows of a trust's schools on one measure."""

    year: int
    years: tuple[int, ...]
    figure: Figure
    figures: Mapping[int, Shown]
    # The figures of every year.
    known: tuple[Shown, ...]
    # Schools that have no figure of the measure in any year: most often it is not of their phase.
    without: tuple[Organisation, ...]


def trust_picture(
    schools: Sequence[Organisation],
    measure: Measure,
    group: str,
    actor: Actor,
    *,
    year: int | None = None,
    csv_url: str = "",
) -> TrustPicture | None:
    """Draw each school's figure of one year (the latest that any has, unless one is named). Three queries."""
    # Their other groups are read too: what is hidden in one depends on the others.
    known = figures_of([school.pk for school in schools], {measure.pk: measure}, actor)
    wanted = [figure for figure in known if figure.group == group]
    years = tuple(sorted({figure.year for figure in wanted if figure.value is not None}))
    if not years:
        return None
    chosen = year if year in years else years[-1]
    held = {figure.school for figure in wanted}
    drawn = [school for school in schools if school.pk in held]
    of_year = {figure.school: figure for figure in wanted if figure.year == chosen}
    national = national_of(national_series([measure.pk]), measure, group)
    return TrustPicture(
        year=chosen,
        years=years,
        figure=_figure(drawn, measure, of_year, chosen, national, csv_url),
        figures=of_year,
        known=tuple(wanted),
        without=tuple(school for school in schools if school.pk not in held),
    )


def _figure(
    schools: Sequence[Organisation],
    measure: Measure,
    figures: Mapping[int, Shown],
    year: int,
    national: National,
    csv_url: str,
) -> Figure:
    there = national.value(year)
    shown = [estimate_of(school, figures.get(school.pk), measure, year) for school in schools]
    with_value = [one.value for one in shown if one.value is not None]
    sentence = _sentence(measure, with_value, len(schools), year, there, national)
    chart = DotChart(
        title=f"{measure.name}, {academic_year(year)}, each school",
        description=sentence,
        unit=unit_of(measure),
        estimates=shown,
        reference=there if there is not None else sum(with_value) / len(with_value),
        reference_label=national.name if there is not None else "their average",
        is_signed=is_signed(measure),
    )
    return Figure(
        chart=chart,
        sentence=sentence,
        table=figures_table(chart, schools, figures),
        source=sources_words(measure, figures),
        uncertainty=_uncertainty(shown),
        csv_url=csv_url,
    )


def estimate_of(
    school: Organisation,
    figure: Shown | None,
    measure: Measure,
    year: int,
    tone: Literal["seen", "plain"] = "seen",
) -> Estimate:
    if figure is None or figure.value is None:
        reason = figure.reason if figure else why_missing(measure, year) or NOT_HERE
        return Estimate(school.name, None, why_missing=reason)
    interval = figure.interval
    return Estimate(
        school.name,
        figure.value,
        interval.low if interval else None,
        interval.high if interval else None,
        tone=tone,
    )


def _sentence(
    measure: Measure,
    values: Sequence[float],
    schools: int,
    year: int,
    there: float | None,
    national: National,
) -> str:
    """Say how far the schools are apart, not who is first."""
    spread = (
        f"from {say(measure, min(values))} to {say(measure, max(values))}"
        if len(values) > 1
        else say(measure, values[0])
    )
    beside = "" if there is None else f" {national.name}: {say(measure, there)}."
    return f"{measure.name} in {academic_year(year)}: {len(values)} of {schools} schools, {spread}.{beside}"


def _uncertainty(shown: Sequence[Estimate]) -> str:
    if not any(one.low is not None for one in shown):
        return NO_PUPIL_NUMBERS
    return (
        "Each bar is where 95 in 100 such figures fall by chance alone, given the school’s number of pupils. "
        "Schools whose bars overlap much cannot be told apart. They stand in the order of their names."
    )


def figures_table(chart: DotChart, schools: Sequence[Organisation], figures: Mapping[int, Shown]) -> Table:
    table = chart.as_table()
    rows = []
    for school, row in zip(schools, table.rows, strict=True):
        figure = figures.get(school.pk)
        pupils = f"{figure.pupils:,}" if figure and figure.pupils is not None else "–"
        has_interval = figure is not None and figure.interval is not None
        rows.append((row[0], row[1], row[2] if has_interval else "–", pupils))
    return Table(("School", "Figure", "95 % interval", "Pupils"), tuple(rows), frozenset({2, 3}))


def sources_words(measure: Measure, figures: Mapping[int, Shown]) -> str:
    names = dict.fromkeys(figure.source for figure in figures.values() if figure.source)
    return said_source(measure, names)
