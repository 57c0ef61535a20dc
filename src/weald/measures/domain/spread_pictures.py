"""A trust's variation, drawn: over the years, taken apart, and school by school."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from weald.charts.dots import DotChart, Estimate
from weald.charts.figure import Figure, Table
from weald.charts.path import PathChart
from weald.charts.path import Series as Path
from weald.measures.domain.series import shades_of
from weald.measures.domain.spread import Away, Rung, Spread, YearSpread
from weald.measures.domain.units import academic_year, distance_unit, spread_unit
from weald.measures.enums import Gap
from weald.measures.models import Measure, VariationRun

THESE, ALL = "These schools", "All schools"
STANDARD = "The spread is a standard deviation: about two schools in three lie within it of their middle."


@dataclass(frozen=True, slots=True)
class SpreadPictures:
    """The parts of a page about a trust's variation; what cannot be drawn is None."""

    lede: str
    path: Figure
    rungs: Figure | None
    schools: Figure | None
    # Why nothing is said of single schools.
    why_no_schools: str


def draw(
    spread: Spread, measure: Measure, run: VariationRun | None, names: Mapping[int, str], source: str
) -> SpreadPictures:
    at_once = spread.chosen
    return SpreadPictures(
        lede=_lede(measure, spread, at_once),
        path=path_figure(spread, measure, run, source),
        rungs=rungs_figure(spread, measure, source) if spread.rungs else None,
        schools=away_figure(spread, measure, names, source) if spread.schools else None,
        why_no_schools="" if spread.schools else _why_none(spread, at_once),
    )


def _lede(measure: Measure, spread: Spread, chosen: YearSpread | None) -> str:
    unit = spread_unit(measure)
    if chosen is None:
        return f"In {academic_year(spread.year)} too few schools have a figure and a number of pupils to say."
    when = f"In {academic_year(chosen.year)} these {chosen.schools} schools"
    reach = f"95 % interval {unit.say_range(chosen.low, chosen.high)}"
    if not chosen.sd:
        return f"{when} differ no more than chance makes of so few pupils ({reach})."
    return (
        f"{when} truly lie {unit.say(chosen.sd)} apart ({reach}). "
        f"{chosen.noise * 100:.0f} % of the variance between their figures is the noise of few pupils."
    )


def _why_none(spread: Spread, chosen: YearSpread | None) -> str:
    if chosen is None:
        return "Choose a year in which more of the schools have figures."
    return (
        f"In {academic_year(spread.year)} there is no spread to share out among the schools: whoever stands "
        "above or below may do so by chance."
    )


def path_figure(spread: Spread, measure: Measure, run: VariationRun | None, source: str) -> Figure:
    """Draw the spread over the years, with that among all schools in grey."""
    unit, told = spread_unit(measure), {one.year: one for one in spread.years}
    years = tuple(range(min(told), max(told) + 1))
    breaks = tuple(note.year for note in measure.notes.all() if note.kind == Gap.BREAK)
    everyone = {one["year"]: one["tau"] for one in run.body["spread"]} if run else {}
    beside = tuple((year, everyone.get(year)) for year in years)
    lines = [
        Path(
            THESE,
            "observed",
            tuple((year, told[year].sd if year in told else None) for year in years),
            tuple((one.year, one.low, one.high) for one in spread.years),
            breaks,
        )
    ]
    if any(value is not None for _, value in beside):
        lines.append(Path(ALL, "comparator", beside, breaks=breaks))
    sentence = _path_sentence(spread.years, measure)
    chart = PathChart(
        title=f"{measure.name}: how far these schools lie apart, beyond chance",
        description=sentence,
        unit=unit,
        series=tuple(lines),
        shades=shades_of(measure, years),
    )
    rows = tuple(
        (
            academic_year(one.year),
            unit.say(one.sd),
            unit.say_range(one.low, one.high),
            f"{one.noise * 100:.0f} %",
            str(one.schools),
            unit.say(everyone[one.year]) if one.year in everyone else "–",
        )
        for one in spread.years
    )
    columns = ("Year", "Spread", "95 % interval", "Noise in the variance", "Schools", ALL)
    return Figure(
        chart=chart,
        sentence=sentence,
        table=Table(columns, rows, frozenset({1, 2, 3, 4, 5})),
        source=source,
        uncertainty=f"{STANDARD} The band holds the true one 95 times in 100; with few schools it is wide.",
    )


def _path_sentence(years: Sequence[YearSpread], measure: Measure) -> str:
    unit, first, last = spread_unit(measure), years[0], years[-1]
    begin = f"Net of noise, {unit.say(last.sd)} in {academic_year(last.year)}"
    if first is last:
        return f"{begin}; no other year has enough schools."
    before = f"{begin} and {unit.say(first.sd)} in {academic_year(first.year)}"
    if last.low > first.high or last.high < first.low:
        way = "further apart" if last.sd > first.sd else "closer together"
        return f"{before}: they came {way}, by more than chance."
    return f"{before}; the intervals overlap, so no change can be told from chance."


def rungs_figure(spread: Spread, measure: Measure, source: str) -> Figure:
    """Draw what is left of the spread as one cause after another is taken off."""
    unit = spread_unit(measure)
    chart = DotChart(
        title=f"Where the spread of {academic_year(spread.year)} comes from",
        description=_rungs_sentence(spread.rungs, measure),
        unit=unit,
        estimates=[Estimate(rung.what, rung.sd, rung.low, rung.high, tone="seen") for rung in spread.rungs],
        reference=0,
        reference_label="all alike",
        is_signed=False,
    )
    rows = tuple(
        (rung.what, unit.say(rung.sd), unit.say_range(rung.low, rung.high) if rung.low is not None else "–")
        for rung in spread.rungs
    )
    return Figure(
        chart=chart,
        sentence=_rungs_sentence(spread.rungs, measure),
        table=Table(("What is left", "Spread", "95 % interval"), rows, frozenset({1, 2})),
        source=source,
        uncertainty=(
            f"{STANDARD} Each line is of the same schools. What intake usually brings is taken from all "
            "schools of the sector; a spread may grow by it where schools with harder intakes do better."
        ),
    )


def _rungs_sentence(rungs: Sequence[Rung], measure: Measure) -> str:
    unit = spread_unit(measure)
    stand, net, *more = rungs
    said = f"The figures lie {unit.say(stand.sd)} apart; without noise {unit.say(net.sd)}"
    for rung in more:
        said += f"; {rung.what[0].lower()}{rung.what[1:]} {unit.say(rung.sd)}"
    return f"{said}."


def away_figure(spread: Spread, measure: Measure, names: Mapping[int, str], source: str) -> Figure:
    """Draw how far each school truly stands from their middle, by name."""
    unit = distance_unit(measure)
    shown = sorted(spread.schools, key=lambda one: (names[one.school], one.school))
    chart = DotChart(
        title=f"Which schools the spread of {academic_year(spread.year)} comes from",
        description=_away_sentence(shown, names),
        unit=unit,
        estimates=[Estimate(names[one.school], one.away, one.low, one.high, tone="seen") for one in shown],
        reference_label="their middle",
    )
    rows = tuple(
        (
            names[one.school],
            unit.say(one.away, signed=True),
            unit.say_range(one.low, one.high, signed=True),
            f"{one.share * 100:.0f} %",
        )
        for one in shown
    )
    columns = ("School", "From the middle", "95 % interval", "Share of the spread")
    return Figure(
        chart=chart,
        sentence=_away_sentence(shown, names),
        table=Table(columns, rows, frozenset({1, 2, 3})),
        source=source,
        uncertainty=(
            "Each figure is drawn towards the middle as far as it is uncertain; the bars hold the true one "
            "95 times in 100. They stand in the order of their names."
        ),
    )


def _away_sentence(shown: Sequence[Away], names: Mapping[int, str]) -> str:
    """Name those who make most of the spread together, in the order of their names."""
    largest = sorted(shown, key=lambda one: -one.share)
    most = largest[: bisect_left(list(accumulate(one.share for one in largest)), 0.5) + 1]
    told = [names[one.school] for one in shown if one.low > 0 or one.high < 0]
    listed = " and ".join(sorted(names[one.school] for one in most)) if len(most) < 3 else ""
    who = listed or f"{len(most)} of the {len(shown)} schools"
    sure = (
        f"surely away from the middle: {', '.join(told)}"
        if told
        else "none of them is surely away from the middle"
    )
    return f"Half of the spread or more comes from {who}; {sure}."
