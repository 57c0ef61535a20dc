"""What a figure says, in sentences a headteacher can read out."""

from weald.measures.domain.figures import Shown
from weald.measures.domain.intervals import Difference
from weald.measures.domain.series import National, Series
from weald.measures.domain.units import academic_year, is_share, is_signed, unit_of
from weald.measures.enums import Direction, Unit
from weald.measures.models import Measure

# Below this many pupils a sentence says how much one pupil counts.
FEW_PUPILS = 30
NO_PUPIL_NUMBERS = "The source gives no numbers of pupils: what chance alone does here cannot be told."
SOME_PUPIL_NUMBERS = (
    "The band is what chance alone does; where there is none, the source gives no number of pupils."
)
ONE_BAND = "The band is that of the disadvantaged pupils alone; the numbers have the gap’s own."
BAND = "The band is where 95 in 100 such figures fall by chance alone"
WHOLE_SCHOOL = (
    "This counts every pupil on roll: no interval is needed, but a small school moves more from year to year."
)


def say(measure: Measure, value: float) -> str:
    return unit_of(measure).say(value, signed=is_signed(measure))


def say_distance(measure: Measure, value: float) -> str:
    """Say how large a difference is, without its sign: percentages differ by points."""
    unit = unit_of(measure)
    size = unit.figure(abs(round(value, unit.decimals)))
    return f"{size} {'point' if size == '1' else 'points'}"


def trend_sentence(series: Series, national: National) -> str:
    """Say where the school stands in its latest year, beside the country."""
    latest = series.latest
    if latest is None or latest.value is None:
        return f"{series.measure.name}: no figure in any year; the table says why."
    begin = f"{say(series.measure, latest.value)} in {academic_year(latest.year)}"
    there = national.value(latest.year)
    return f"{begin}{_beside(series.measure, latest, there, national)}{_since(series, latest)}."


def _beside(measure: Measure, latest: Shown, there: float | None, national: National) -> str:
    if there is None or latest.value is None:
        return ""
    name = "the average school" if national.name == "Average school" else national.name
    figure = say(measure, there)
    if latest.interval is not None and latest.interval.covers(there):
        return f", which chance alone may set apart from {name} ({figure})"
    distance = latest.value - there
    if say(measure, latest.value) == figure:
        return f", the same as {name}"
    return f", {say_distance(measure, distance)} {'above' if distance > 0 else 'below'} {name} ({figure})"


def _since(series: Series, latest: Shown) -> str:
    """Add where the series began, unless a break lies between: those two cannot be compared."""
    first = next((year for year in series.years if series.value(year) is not None), latest.year)
    began = series.value(first)
    if began is None or first == latest.year:
        return ""
    if any(first < year <= latest.year for year in series.breaks):
        return ""
    return f"; {say(series.measure, began)} in {academic_year(first)}"


def uncertainty_sentence(series: Series) -> str:
    latest = series.latest
    if latest is None:
        return "Without figures there is nothing to be uncertain about."
    if not latest.pupils:
        if not (is_share(series.measure) or series.measure.spread):
            return WHOLE_SCHOOL
        return SOME_PUPIL_NUMBERS if series.band else NO_PUPIL_NUMBERS
    counts = ""
    if is_share(series.measure) and latest.pupils < FEW_PUPILS:
        counts = f" One pupil counts for {100 / latest.pupils:.0f} points."
    return f"{BAND}; the latest is of {latest.pupils} pupils.{counts}"


def trend_lede(series: Series, national: National) -> str:
    """Say the headline measure in one breath, for the head of a page."""
    sentence = trend_sentence(series, national).partition(";")[0].rstrip(".")
    spoken = series.measure.spoken
    return f"{spoken[:1].upper()}{spoken[1:]}: {sentence}."


def gap_lede(measure: Measure, gap: Difference) -> str:
    """Say the gap in one breath, and whether it may be chance."""
    size = say_distance(measure, gap.value)
    if not round(gap.value, measure.decimals):
        return f"In {measure.spoken}, disadvantaged pupils do as well as others."
    doubt = ""
    if gap.interval is not None and gap.interval.covers(0):
        doubt = ", but with so few pupils that may be chance"
    return f"In {measure.spoken}, disadvantaged pupils are {size} {_side(measure, gap)}{doubt}."


def gap_sentence(measure: Measure, one: Shown, other: Shown, gap: Difference) -> str:
    """Say the distance between disadvantaged and other pupils."""
    word = "of" if measure.unit == Unit.PERCENT else "for"
    first, second = (
        f"{say(measure, figure.value or 0.0)} {word} {name}{_of(figure)}"
        for figure, name in ((one, "disadvantaged pupils"), (other, "other pupils"))
    )
    begin = f"{measure.name} in {academic_year(one.year)}: {first}, {second}"
    size = say_distance(measure, gap.value)
    if not round(gap.value, measure.decimals):
        return f"{begin}. There is no gap."
    return f"{begin}. Disadvantaged pupils are {size} {_side(measure, gap)}."


def gap_uncertainty(measure: Measure, gap: Difference) -> str:
    if gap.interval is None:
        return NO_PUPIL_NUMBERS
    unit = unit_of(measure)
    low, high = (unit.figure(end, signed=True) for end in (gap.interval.low, gap.interval.high))
    if gap.interval.covers(0):
        return (
            f"With so few pupils, chance alone puts the gap anywhere from {low} to {high} points: "
            f"it cannot be told from none. {ONE_BAND}"
        )
    return (
        f"Chance alone leaves the gap between {low} and {high} points: "
        f"that there is one is not chance. {ONE_BAND}"
    )


def _side(measure: Measure, gap: Difference) -> str:
    return "behind" if (gap.value < 0) == (measure.direction != Direction.LOWER) else "ahead"


def _of(figure: Shown) -> str:
    return f" ({figure.pupils})" if figure.pupils else ""
