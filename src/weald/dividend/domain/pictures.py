"""The pictures of a dividend: two paths with their band, the gap by years since joining, the donor funnel."""

from collections.abc import Mapping
from typing import Any

from weald.core.charts.figure import Figure
from weald.core.charts.path import Mark, PathChart, Series, Shade
from weald.core.charts.words import Unit
from weald.dividend.domain.words import effect_unit
from weald.dividend.models import Result
from weald.measures.domain.units import unit_of
from weald.measures.models import Measure

OBSERVED, COUNTERFACTUAL = "These schools", "Had they not joined"


def paths_figure(result: Result, shades: tuple[Shade, ...], csv_url: str) -> Figure:
    """Draw what the schools reached in blue, and what they would have reached in green with its band."""
    path, measure = result.body["calendar"], result.run.measure
    years = path["years"]
    chart = PathChart(
        title=f"{measure.name}: {OBSERVED.lower()} and the same schools {COUNTERFACTUAL.lower()}",
        description=describe_paths(path, unit_of(measure)),
        unit=unit_of(measure),
        series=(
            Series(OBSERVED, "observed", tuple(zip(years, path["observed"], strict=True))),
            Series(
                COUNTERFACTUAL,
                "counterfactual",
                tuple(zip(years, path["counterfactual"], strict=True)),
                band=tuple(zip(years, path["lower"], path["upper"], strict=True)),
            ),
        ),
        shades=shades,
        marks=(Mark(first_joining(result.body) - 0.5, "first schools join"),),
    )
    return Figure(
        chart=chart,
        sentence=sentence_of(result),
        table=chart.as_table(),
        source=source_of(result),
        uncertainty=(
            f"The band holds {result.body['conf_int']['level'] * 100:.0f} % of "
            f"{result.body['placebos']['n']:,} make-believe "
            "trusts, year by year: over many years one of them may leave it by chance."
        ),
        csv_url=csv_url,
    )


def gap_figure(result: Result) -> Figure:
    """Draw the gap by years since each school joined."""
    event, unit = result.body["event"], effect_unit(result.run.measure)
    times = event["event_times"]
    chart = PathChart(
        title=f"Gap by years since joining, {unit.name}",
        description=(
            f"Observed minus counterfactual from {times[0]} to {times[-1]} years from joining; "
            f"the last gap is {unit.say(event['gap'][-1], signed=True)}."
        ),
        unit=unit,
        series=(
            Series(
                "Gap",
                "observed",
                tuple(zip(times, event["gap"], strict=True)),
                band=tuple(zip(times, event["lower"], event["upper"], strict=True)),
            ),
        ),
        marks=(Mark(-0.5, "joined"),),
        x_axis="event",
        has_zero=True,
    )
    return Figure(
        chart=chart,
        sentence=(
            "Each school’s years are counted from its own joining; 0 is the first summer’s results the "
            "trust can have touched."
        ),
        table=chart.as_table(),
        source=source_of(result),
        uncertainty="The band around nought is what chance alone makes of trusts that never existed.",
    )


def describe_paths(path: Mapping[str, Any], unit: Unit) -> str:
    first, last = path["years"][0], path["years"][-1]
    return (
        f"Observed {unit.say(path['observed'][0])} in {first} and {unit.say(path['observed'][-1])} in "
        f"{last}; "
        f"counterfactual {unit.say(path['counterfactual'][0])} and {unit.say(path['counterfactual'][-1])}."
    )


def sentence_of(result: Result) -> str:
    path, unit = result.body["calendar"], unit_of(result.run.measure)
    return (
        f"Green: the same {result.schools} schools had they not joined, built for each from schools that "
        "looked like it "
        f"before joining. In {path['years'][-1]} they reached {unit.say(path['observed'][-1])}, against "
        f"{unit.say(path['counterfactual'][-1])}."
    )


def source_of(result: Result) -> str:
    measure: Measure = result.run.measure
    group = result.run.get_group_display()
    return f"{measure.source or measure.name}, {group}; run {result.run_id}, data {result.run.data_hash[:8]}."


def first_joining(body: Mapping[str, Any]) -> int:
    return min(school["first_year"] for school in body["schools"])
