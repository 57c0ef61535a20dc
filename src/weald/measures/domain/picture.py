"""A school's picture: the disadvantage gap first, then each measure beside the country, then its intake."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weald.charts.figure import Figure, Table
from weald.charts.path import PathChart
from weald.charts.path import Series as Path
from weald.core.permissions import Actor
from weald.measures.domain.figures import Shown, figures_of
from weald.measures.domain.intervals import Difference, difference
from weald.measures.domain.series import National, Series, national_of, series_of, shades_of
from weald.measures.domain.units import academic_year, is_signed, said_source, unit_of
from weald.measures.domain.words import (
    gap_lede,
    gap_sentence,
    gap_uncertainty,
    say,
    trend_lede,
    trend_sentence,
    uncertainty_sentence,
)
from weald.measures.enums import Basis, Gap, Group, Topic
from weald.measures.models import Measure, NationalFigure
from weald.measures.queries.national import national_series
from weald.measures.queries.series import measures_with_notes
from weald.schools.models import Organisation

DISADVANTAGED, OTHERS = "Disadvantaged pupils", "Other pupils"
THIS_SCHOOL = "This school"
Nationals = Mapping[tuple[int, str, int], NationalFigure]


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one topic."""

    topic: Topic
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One fact of who the pupils are, latest year, beside the country."""

    measure: Measure
    value: str
    year: str
    national: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page shows of a school; `gap` is None where no results by disadvantage are here."""

    school: Organisation
    lede: str
    gap: Figure | None
    sections: tuple[Section, ...]
    intake: tuple[IntakeRow, ...]

    @property
    def is_empty(self) -> bool:
        return not self.sections and not self.intake

    @property
    def headline(self) -> Figure | None:
        """Give the one figure that stands for the school's results where there is room for one."""
        return self.sections[0].figures[0] if self.sections else None


def picture_of(school: Organisation, actor: Actor, csv_url: str = "") -> Picture:
    """Put together what this reader may see of a school. Five queries, however many figures."""
    measures = measures_with_notes()
    figures = figures_of([school.identity_id or school.pk], measures, actor)
    held = {figure.measure for figure in figures}
    national = national_series(held)
    results = [
        measure for measure in measures.values() if measure.pk in held and measure.topic != Topic.INTAKE
    ]
    with_gap = next((measure for measure in results if _latest_gap(figures, measure)), None)
    return Picture(
        school=school,
        lede=_lede(figures, results, with_gap, national),
        gap=gap_figure(figures, with_gap, csv_url) if with_gap else None,
        sections=tuple(_sections(figures, results, national, csv_url)),
        intake=tuple(intake_rows(figures, measures.values(), national)),
    )


def _lede(
    figures: Sequence[Shown], results: Sequence[Measure], with_gap: Measure | None, national: Nationals
) -> str:
    """Answer the page's question in a sentence: by the gap where there is one, else by the first measure."""
    gap = _latest_gap(figures, with_gap) if with_gap else None
    if with_gap and gap:
        return gap_lede(with_gap, gap)
    if not results:
        return ""
    return trend_lede(series_of(figures, results[0]), national_of(national, results[0]))


def _latest_gap(figures: Sequence[Shown], measure: Measure) -> Difference | None:
    gaps = gaps_of(*(series_of(figures, measure, group) for group in (Group.DISADVANTAGED, Group.OTHER)))
    return gaps[max(gaps)] if gaps else None


def _sections(
    figures: Sequence[Shown], results: Sequence[Measure], national: Nationals, csv_url: str
) -> Iterable[Section]:
    for topic in Topic:
        drawn = tuple(
            trend_figure(figures, measure, national_of(national, measure), csv_url)
            for measure in results
            if measure.topic == topic and series_of(figures, measure).figures
        )
        if drawn:
            yield Section(topic, drawn)


def trend_figure(figures: Iterable[Shown], measure: Measure, national: National, csv_url: str) -> Figure:
    """Draw one measure over the years, with the country in grey and what chance allows as a band."""
    series = series_of(figures, measure)
    lines = [Path(THIS_SCHOOL, "observed", series.points, series.band, series.breaks)]
    beside = national.points(series.years)
    if any(value is not None for _, value in beside):
        lines.append(Path(national.name, "comparator", beside, breaks=series.breaks))
    sentence = trend_sentence(series, national)
    chart = PathChart(
        title=measure.name,
        description=f"{THIS_SCHOOL}: {sentence}",
        unit=unit_of(measure),
        series=tuple(lines),
        shades=shades_of(measure, series.years),
        has_zero=is_signed(measure),
        why_empty="no figure was published in any year; the table gives the reasons",
    )
    return Figure(
        chart=chart,
        sentence=f"{sentence}{_break_words(series)}",
        table=trend_table(series, national),
        source=_sources(series),
        uncertainty=uncertainty_sentence(series),
        csv_url=_with_measure(csv_url, measure),
    )


def trend_table(series: Series, national: National) -> Table:
    unit, signed = unit_of(series.measure), is_signed(series.measure)
    rows = []
    for year in series.years:
        figure = series.figures.get(year)
        value = series.value(year)
        interval = figure.interval if figure else None
        there = national.value(year)
        rows.append(
            (
                academic_year(year),
                series.reason(year) if value is None else unit.say(value, signed=signed),
                unit.say_range(interval.low, interval.high, signed=signed) if interval else "–",
                f"{figure.pupils:,}" if figure and figure.pupils is not None else "–",
                "–" if there is None else unit.say(there, signed=signed),
            )
        )
    columns = ("Year", THIS_SCHOOL, "95 % interval", "Pupils", national.name)
    return Table(columns, tuple(rows), frozenset({2, 3, 4}))


def gap_figure(figures: Iterable[Shown], measure: Measure, csv_url: str = "") -> Figure:
    """Draw disadvantaged and other pupils over the years, of which at least one has both."""
    figures = list(figures)
    one = series_of(figures, measure, Group.DISADVANTAGED)
    other = series_of(figures, measure, Group.OTHER)
    gaps = gaps_of(one, other)
    latest = max(gaps)
    years = tuple(range(min(*one.years, *other.years), max(*one.years, *other.years) + 1))
    sentence = gap_sentence(measure, one.figures[latest], other.figures[latest], gaps[latest])
    chart = PathChart(
        title=f"{measure.name}: disadvantaged and other pupils",
        description=sentence,
        unit=unit_of(measure),
        series=(
            Path(DISADVANTAGED, "observed", one.over(years), one.band, one.breaks),
            # Two bands would lie on each other, and their overlap says nothing of the difference.
            Path(OTHERS, "other", other.over(years), breaks=other.breaks),
        ),
        shades=shades_of(measure, years),
        has_zero=is_signed(measure),
    )
    return Figure(
        chart=chart,
        sentence=sentence,
        table=gap_table(one, other, gaps, years),
        source=_sources(one),
        uncertainty=gap_uncertainty(measure, gaps[latest]),
        csv_url=_with_measure(csv_url, measure),
    )


def gaps_of(one: Series, other: Series) -> dict[int, Difference]:
    """Give the difference for each year in which both groups have a figure."""
    found = {}
    for year in sorted(one.figures.keys() & other.figures.keys()):
        first, second = one.figures[year], other.figures[year]
        if first.value is not None and second.value is not None:
            found[year] = difference(first.value, second.value, first.interval, second.interval)
    return found


def gap_table(one: Series, other: Series, gaps: Mapping[int, Difference], years: Sequence[int]) -> Table:
    unit, signed = unit_of(one.measure), is_signed(one.measure)
    rows = []
    for year in years:
        gap = gaps.get(year)
        cells = [
            series.reason(year) if (value := series.value(year)) is None else unit.say(value, signed=signed)
            for series in (one, other)
        ]
        if cells[0] == cells[1] and gap is None:
            cells[1] = "–"
        interval = gap.interval if gap else None
        rows.append(
            (
                academic_year(year),
                *cells,
                unit.figure(gap.value, signed=True) if gap else "–",
                f"{unit.figure(interval.low, signed=True)} to {unit.figure(interval.high, signed=True)}"
                if interval
                else "–",
            )
        )
    columns = ("Year", DISADVANTAGED, OTHERS, "Gap, points", "95 % interval")
    return Table(columns, tuple(rows), frozenset({3, 4}))


def intake_rows(
    figures: Iterable[Shown],
    measures: Iterable[Measure],
    national: Nationals,
) -> Iterable[IntakeRow]:
    figures = list(figures)
    for measure in measures:
        if measure.topic != Topic.INTAKE:
            continue
        latest = series_of(figures, measure).latest
        if latest is None or latest.value is None:
            continue
        # An average over schools of every kind, special ones among them, would mislead here.
        there = national.get((measure.pk, Group.ALL.value, latest.year))
        is_published = there is not None and there.basis == Basis.PUBLISHED
        yield IntakeRow(
            measure,
            say(measure, latest.value),
            academic_year(latest.year),
            say(measure, there.value) if there is not None and is_published else "",
        )


def _break_words(series: Series) -> str:
    """Name the breaks that lie between the years drawn."""
    first, last = series.years[0], series.years[-1]
    notes = [
        note for note in series.measure.notes.all() if note.kind == Gap.BREAK and first < note.year <= last
    ]
    if not notes:
        return ""
    said = "; ".join(f"from {academic_year(note.year)} {note.reason}" for note in notes)
    return f" The line is broken where years cannot be compared: {said}."


def _sources(series: Series) -> str:
    names = dict.fromkeys(figure.source for figure in series.figures.values() if figure.source)
    return said_source(series.measure, names)


def _with_measure(csv_url: str, measure: Measure) -> str:
    return f"{csv_url}?format=csv&measure={measure.code}" if csv_url else ""
