"""How a measure's figures are written: the unit of its charts and sentences."""

from collections.abc import Iterable
from dataclasses import replace

from weald.charts.words import THIN, Unit
from weald.measures.enums import Unit as MeasureUnit
from weald.measures.models import Measure

SUFFIXES = {
    MeasureUnit.PERCENT: f"{THIN}%",
    MeasureUnit.RATE: f"{THIN}%",
}


def unit_of(measure: Measure) -> Unit:
    return Unit(
        measure.get_unit_display(),
        SUFFIXES.get(MeasureUnit(measure.unit), ""),
        measure.decimals,
        measure.lowest,
        measure.highest,
    )


def is_signed(measure: Measure) -> bool:
    """Whether 0 is the national average, so that a figure needs its sign."""
    return measure.unit == MeasureUnit.PROGRESS


def is_share(measure: Measure) -> bool:
    return measure.unit == MeasureUnit.PERCENT


def academic_year(year: int) -> str:
    """Write the academic year that ends in a calendar year: 2016 → 2015/16."""
    return f"{year - 1}/{year % 100:02d}"


def said_source(measure: Measure, files: Iterable[str]) -> str:
    """Say where figures come from, and whose measure it is: a simulated figure is not its publisher's."""
    whose = f" The measure is that of: {measure.source}." if measure.source else ""
    return f"Figures from: {'; '.join(files) or 'nothing yet'}.{whose}"


def distance_unit(measure: Measure) -> Unit:
    """Give the unit of a difference or a spread: percentages differ by points."""
    is_percentage = measure.unit in SUFFIXES
    return Unit("points", " points", 1 if is_percentage else max(measure.decimals, 1))


def spread_unit(measure: Measure) -> Unit:
    """Give the unit of a standard deviation, which is never below nought."""
    return replace(distance_unit(measure), low=0)
