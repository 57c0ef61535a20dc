"""What a dividend says, in sentences a governor can repeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from weald.charts.words import POINTS, Unit
from weald.dividend.enums import Verdict
from weald.dividend.models import Result
from weald.measures.enums import Unit as MeasureUnit
from weald.measures.models import Measure

Tone = Literal["plain", "good", "open", "seen", "bad"]

TONES: dict[str, Tone] = {
    Verdict.DIVIDEND: "good",
    Verdict.NOT_PERSISTENT: "seen",
    Verdict.TOO_SMALL: "seen",
    Verdict.LOSS: "bad",
    Verdict.NO_SIGN: "plain",
    Verdict.CANNOT_TELL: "open",
}
NOTES = {
    Verdict.DIVIDEND: "significant and persistent",
    Verdict.NOT_PERSISTENT: "it came and went",
    Verdict.TOO_SMALL: "there, but below what matters",
    Verdict.LOSS: "significant and persistent",
    Verdict.NO_SIGN: "any difference is too small to matter",
    Verdict.CANNOT_TELL: "the results so far fit several answers",
}
EARLIER_VERSION = "This run was made by an earlier version; a new run will say."
TOO_EARLY = "too early: fewer than three years of results since it began"


@dataclass(frozen=True, slots=True)
class Cell:
    """One finding under the heading."""

    label: str
    value: str
    note: str
    tone: Tone = "plain"


def effect_unit(measure: Measure) -> Unit:
    """Give the unit of a difference: percentages differ by points."""
    if measure.unit == MeasureUnit.PERCENT:
        return POINTS
    return Unit(measure.get_unit_display(), " points", max(measure.decimals, 1))


def amount(measure: Measure, value: float) -> str:
    """Say how large a difference is, without its sign."""
    size = abs(value)
    if measure.unit == MeasureUnit.PERCENT:
        pupils = "pupil" if round(size, 1) == 1 else "pupils"
        return (
            f"about {size:.0f} {pupils} in every hundred"
            if size >= 1.5
            else f"{size:.1f} {pupils} in every hundred"
        )
    return effect_unit(measure).say(size)


def above(value: float) -> str:
    return "above" if value > 0 else "below"


def lede(result: Result) -> str:
    """Answer the page's question in one sentence, leading with what can be said."""
    measure, body = result.run.measure, result.body
    since = body["onset"]["mean_since"] if body["onset"] else result.att
    size = amount(measure, since or 0.0)
    topic = f"On {measure.spoken}{', since it set in,' if body['onset'] else ''}"
    reach = effect_unit(measure).say_range(result.lower, result.upper, signed=True)
    match Verdict(result.verdict):
        case Verdict.DIVIDEND:
            return (
                f"Yes. {topic} they stand {size} above what we think they would have reached otherwise, "
                "and it has lasted."
            )
        case Verdict.LOSS:
            return (
                f"No. {topic} they stand {size} below what we think they would have reached otherwise, and "
                "it has lasted."
            )
        case Verdict.NOT_PERSISTENT:
            return (
                f"For a time. {topic} they moved beyond what chance explains, and then came back to what "
                "the same schools would probably have reached anyway."
            )
        case Verdict.TOO_SMALL:
            return (
                f"A little. {topic} they stand {size} {above(since or 0.0)} what we think they would have "
                "reached: lasting, but smaller than what matters."
            )
        case Verdict.NO_SIGN:
            return (
                f"No sign of it. {topic} any difference lies within {reach}: too small to matter either way."
            )
        case _:
            return (
                f"{topic} they stand {size} {above(result.att or 0.0)} what we think they would have "
                "reached; "
                f"anything from {reach} would fit the results, so they do not yet say whether the trust is "
                "the reason."
            )


def cells(result: Result) -> list[Cell]:
    """Give the four findings under the heading."""
    measure, body = result.run.measure, result.body
    unit = effect_unit(measure)
    verdict = Verdict(result.verdict)
    note = TOO_EARLY if body["too_early"] else NOTES[verdict]
    level = f"{body['conf_int']['level'] * 100:.0f} % interval"
    return [
        Cell("Verdict", verdict.label, note, TONES[verdict]),
        Cell(
            "Size since joining",
            unit.say(result.att, signed=True),
            f"{level} {unit.say_range(result.lower, result.upper, signed=True)}",
        ),
        _onset_cell(body),
        Cell(
            "Smallest it could show",
            unit.say(body["mde"]),
            f"{result.schools} schools, {donors_of(body)} comparison schools",
        ),
    ]


def _onset_cell(body: Mapping[str, Any]) -> Cell:
    onset = body["onset"]
    if onset is None:
        return Cell("Set in", "Not seen", "the gap does not leave what chance produces and stay out")
    early, late = onset["earliest"], onset["latest"]
    span = (
        "known to the year"
        if early == late
        else f"between {event_words(early)} and {event_words(late)} after joining"
    )
    return Cell("Set in", years_after(onset["event_time"]).capitalize(), span)


def event_words(event_time: int) -> str:
    """Say an event time: 0 is the first summer's results after joining."""
    return f"{event_time + 1} year{'s' if event_time else ''}"


def years_after(event_time: int) -> str:
    if event_time < 0:
        return f"{-event_time} year{'s' if event_time != -1 else ''} before joining"
    return "in the first results" if event_time == 0 else f"{event_words(event_time)} after joining"


def donors_of(body: Mapping[str, Any]) -> int:
    """Count the different schools the comparison rests on."""
    return len({donor for school in body["schools"] for donor in school["donors"]})


def among_all(result: Result) -> str:
    """Say where a result stands among many, without ranking it."""
    sector = result.run.sector
    q = sector["q"] * 100
    family = f"{sector['trusts']} trusts were asked the same question of the same results"
    if result.q_value is None:
        return f"{family}."
    survives = result.q_value <= sector["q"]
    verb = "remains" if survives else "does not remain"
    return (
        f"{family}. Allowing for that many questions (false discoveries held to {q:.0f} %), this one "
        f"{verb} beyond chance. {shrunken_words(result)} {named_words(result)}"
    ).strip()


def shrunken_words(result: Result) -> str:
    """Say what the effect is worth given all the others: the largest of many owes most to luck."""
    if "shrunken" not in result.body:
        return EARLIER_VERSION
    shrunken = result.body["shrunken"]
    if shrunken is None:
        return "There are too few trusts to draw its effect towards the others’."
    return (
        "Drawn towards the others’ as far as it is uncertain, its effect is "
        f"{shrunken_effect(result.run.measure, shrunken)}."
    )


def shrunken_effect(measure: Measure, shrunken: Mapping[str, float]) -> str:
    return say_with_range(effect_unit(measure), shrunken["effect"], shrunken["lower"], shrunken["upper"])


def say_with_range(unit: Unit, value: float, low: float, high: float, *, signed: bool = True) -> str:
    """Say a figure with its interval, the unit once."""
    middle, *ends = (unit.figure(number, signed=signed) for number in (value, low, high))
    return f"{middle} ({' to '.join(ends)}){unit.suffix}"


def named_words(result: Result) -> str:
    """Say whether it may be named among all trusts, which takes more than a verdict of its own."""
    named = result.run.sector.get("may_be_named")
    if named is None or not result.body.get("shrunken"):
        return ""
    if str(result.organisation_id) in named:
        sure = "the only one" if len(named) == 1 else f"one of {len(named)}"
        return f"It is {sure} sure enough to be named among all trusts."
    return "That is not sure enough to name it among all trusts."


def raw_claim(result: Result) -> str:
    """Say what the plain comparison would have claimed, and why it is not evidence."""
    raw = result.body["raw"]
    unit = effect_unit(result.run.measure)
    return (
        f"Before and after joining, results moved by {unit.say(raw['change'], signed=True)}. That is no "
        "evidence: it takes "
        "the country’s trend and the recovery from a bad year for the trust’s doing. Set against all "
        "schools that never "
        f"joined a trust, the change is {unit.say(raw['against_all'], signed=True)}."
    )


def beside_words(result: Result) -> str:
    """Say what the other two estimators make of the same schools and donors."""
    unit = effect_unit(result.run.measure)
    names = {"did": "difference-in-differences", "sc": "synthetic control"}
    said = [
        f"{names[other['method']]} {unit.say(other['att'], signed=True)}" for other in result.body["beside"]
    ]
    return "From the same schools and donors: " + " and ".join(said) + "."
