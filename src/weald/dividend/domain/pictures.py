"""The pictures of a dividend: two paths with their band, the gap by years since joining, the donor funnel."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst

from weald.charts.figure import Figure
from weald.charts.funnel import FunnelChart, Step
from weald.charts.path import Mark, PathChart, Series, Shade
from weald.charts.words import Unit
from weald.dividend.domain.words import EARLIER_VERSION, effect_unit
from weald.dividend.models import Result, Run
from weald.measures.domain.units import unit_of
from weald.measures.models import Measure

# What each filter of donors leaves, and why the others are left out.
FILTERS = {
    "in_panel": ("Schools with results", ""),
    "same_phase": ("of the same phase", "they teach another phase"),
    "same_region": ("in the same region", "they lie in another region"),
    "same_kind": ("of the same kind", "they are selective or special, or the school is"),
    "counterfactual": ("never in a trust", "they joined a trust themselves"),
    "complete": ("with results in the same years", "a result is missing in one of the years"),
    "far_enough": ("not next door", "they are close neighbours"),
    "nearest": ("most alike before joining", "they were less alike before joining"),
}
OBSERVED, COUNTERFACTUAL = "These schools", "Had they not joined"


def paths_figure(result: Result, shades: tuple[Shade, ...], csv_url: str) -> Figure:
    """Draw what the schools reached in blue, and what they would have reached in green with its band."""
    path, measure = result.body["calendar"], result.run.measure
    years = path["years"]
    chart = PathChart(
        title=f"{measure.name}: {OBSERVED.lower()} and the same schools {COUNTERFACTUAL.lower()}",
        description=describe_paths(path, level_unit(measure)),
        unit=level_unit(measure),
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
            Series("Gap", "observed", tuple(zip(times, event["gap"], strict=True))),
            Series(
                "Chance alone",
                "counterfactual",
                tuple((time, 0.0) for time in times),
                band=tuple(zip(times, event["lower"], event["upper"], strict=True)),
                outer=tuple(zip(times, event["sup_lower"], event["sup_upper"], strict=True))
                if "sup_lower" in event
                else (),
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
        uncertainty=whole_path_words(result),
    )


def whole_path_words(result: Result) -> str:
    """Say what the two bands around nought hold, and whether the path as a whole leaves chance behind."""
    event, level = result.body["event"], f"{result.body['conf_int']['level'] * 100:.0f} %"
    inner = (
        f"The inner band holds {level} of make-believe trusts year by year: over many years one of them may "
        "leave it by chance."
    )
    if "sup_lower" not in event:
        return f"{inner} {EARLIER_VERSION}"
    bands = zip(event["event_times"], event["gap"], event["sup_lower"], event["sup_upper"], strict=True)
    left = [time for time, gap, low, high in bands if not low <= gap <= high]
    share = share_words(event["p_sup"])
    doubt = " It leaves it before joining already: doubt the comparison." if min(left, default=0) < 0 else ""
    return (
        f"{inner} The outer one, with dashed edges, holds {level} of them all the way. This path "
        f"{'leaves' if left else 'stays inside'} it; of make-believe trusts {share} stray as far "
        f"somewhere.{doubt}"
    )


def share_words(share: float) -> str:
    return "fewer than one in a hundred" if share < 0.01 else f"{share * 100:.0f} in a hundred"


def funnel_figure(result: Result) -> Figure:
    """Draw how all schools became the few that each school is compared with."""
    steps = result.body["funnel"]
    chart = FunnelChart(
        title="Schools that could be compared with the median school of the trust",
        description=f"From {steps[0]['median']:,} schools to {steps[-1]['median']:,}, filter by filter.",
        steps=[Step(FILTERS[step["name"]][0], step["median"], FILTERS[step["name"]][1]) for step in steps],
    )
    return Figure(
        chart=chart,
        sentence=(
            f"Of {steps[0]['median']:,} schools with results, the {steps[-1]['median']:,} most alike remain "
            "to be compared with the median school."
        ),
        table=chart.as_table(),
        source=source_of(result),
        uncertainty=(
            f"Counted exactly; between the schools of the trust the last step ranges from "
            f"{steps[-1]['fewest']:,} to {steps[-1]['most']:,}."
        ),
    )


def level_unit(measure: Measure) -> Unit:
    """Give the measure's unit, finer by one decimal: a mean of several schools carries it."""
    unit = unit_of(measure)
    return replace(unit, decimals=unit.decimals + 1)


def describe_paths(path: Mapping[str, Any], unit: Unit) -> str:
    first, last = path["years"][0], path["years"][-1]
    return (
        f"Observed {unit.say(path['observed'][0])} in {first} and {unit.say(path['observed'][-1])} in "
        f"{last}; "
        f"counterfactual {unit.say(path['counterfactual'][0])} and {unit.say(path['counterfactual'][-1])}."
    )


def sentence_of(result: Result) -> str:
    path, unit = result.body["calendar"], level_unit(result.run.measure)
    return (
        f"Green: the same {result.schools} schools had they not joined, built for each from schools that "
        "looked like it "
        f"before joining. In {path['years'][-1]} they reached {unit.say(path['observed'][-1])}, against "
        f"{unit.say(path['counterfactual'][-1])}."
    )


def source_of(result: Result) -> str:
    return run_source(result.run)


def run_source(run: Run) -> str:
    """Say which files the numbers came from, for which pupils, and how to find the run again."""
    files = "; ".join(run.sector.get("sources", ())) or run.measure.name
    return f"{files}. {capfirst(run.get_group_display())}. Run {run.pk}, data {run.data_hash[:8]}."


def first_joining(body: Mapping[str, Any]) -> int:
    return int(min(school["first_year"] for school in body["schools"]))
