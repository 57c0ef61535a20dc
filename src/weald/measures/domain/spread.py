"""How far a trust's schools truly lie apart over the years, and where that comes from.

Made of the figures the reader may see and of nothing else, so that it cannot tell what those hide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from weald.measures.domain.figures import Shown
from weald.measures.domain.intervals import sampling_variance
from weald.measures.domain.units import is_share
from weald.measures.models import Likeness, Measure, VariationRun

if TYPE_CHECKING:
    from wealdstats.variation import BetweenSchools

Floats = npt.NDArray[np.float64]

# Of three schools a spread says next to nothing.
FEWEST = 4
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class YearSpread:
    """How far schools lie apart in one year: a standard deviation with its 95 % interval."""

    year: int
    schools: int
    sd: float
    low: float
    high: float
    # Share of the variance between the figures that is the noise of few pupils.
    noise: float


@dataclass(frozen=True, slots=True)
class Rung:
    """The spread left once something is taken off."""

    what: str
    sd: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """How far one school truly stands from the middle of its trust, and its share of the spread."""

    school: int
    away: float
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A trust's variation on one measure: over time, and taken apart in one year."""

    years: tuple[YearSpread, ...]
    year: int
    rungs: tuple[Rung, ...]
    schools: tuple[Away, ...]

    @property
    def chosen(self) -> YearSpread | None:
        return next((one for one in self.years if one.year == self.year), None)


def spread_of(
    figures: Sequence[Shown],
    measure: Measure,
    year: int,
    run: VariationRun | None,
    likenesses: Mapping[int, Likeness],
) -> Spread | None:
    """Take the spread of these figures apart; None where no year has enough schools of known noise."""
    schools = sorted({figure.school for figure in figures})
    years = sorted({figure.year for figure in figures})
    value, variance = _sheets(figures, schools, years, measure)
    enough = np.isfinite(variance).sum(axis=0) >= FEWEST
    if not enough.any():
        return None
    from wealdstats.variation import between_school_variance  # noqa: PLC0415 -- slow import

    told = np.array(years)[enough]
    found = between_school_variance(value[:, enough], variance[:, enough], years=told)
    at = years.index(year)
    here = np.flatnonzero(np.isfinite(variance[:, at]))
    is_told = len(here) >= FEWEST
    ids = [schools[row] for row in here]
    y, v = value[here, at], variance[here, at]
    return Spread(
        years=_years_of(found),
        year=year,
        rungs=tuple(_rungs(ids, y, v, run, likenesses)) if is_told else (),
        schools=tuple(_away(ids, y, v)) if is_told else (),
    )


def _sheets(
    figures: Sequence[Shown], schools: Sequence[int], years: Sequence[int], measure: Measure
) -> tuple[Floats, Floats]:
    value, pupils = (np.full((len(schools), len(years)), np.nan) for _ in range(2))
    rows, columns = ({key: at for at, key in enumerate(keys)} for keys in (schools, years))
    for figure in figures:
        if figure.value is not None:
            at = rows[figure.school], columns[figure.year]
            value[at], pupils[at] = figure.value, figure.pupils or np.nan
    variance = sampling_variance(value, pupils, is_share=is_share(measure), spread=measure.spread)
    return np.where(np.isnan(variance), np.nan, value), variance


def _years_of(found: "BetweenSchools") -> tuple[YearSpread, ...]:
    return tuple(
        YearSpread(
            year=int(found.years[at]),
            schools=int(found.n[at]),
            sd=float(np.sqrt(found.tau2[at])),
            low=float(np.sqrt(found.lower[at])),
            high=float(np.sqrt(found.upper[at])),
            noise=float(found.noise[at] / (found.noise[at] + found.tau2[at])),
        )
        for at in range(len(found.years))
    )


def _rungs(
    schools: Sequence[int],
    value: Floats,
    variance: Floats,
    run: VariationRun | None,
    likenesses: Mapping[int, Likeness],
) -> list[Rung]:
    """Take off one thing after another: noise, then what phase, then what intake usually brings."""
    rungs = [
        Rung("The figures as they stand", float(value.std(ddof=1))),
        _rung("Without the noise of few pupils", value, variance),
    ]
    coefficients = run.body["coefficients"] if run else {}
    phases = {name: size for name, size in coefficients.items() if name.startswith("phase ")}
    shares = {name: size for name, size in coefficients.items() if name not in phases and name != "intercept"}
    intakes = [likenesses[school].intake if school in likenesses else {} for school in schools]
    # One and the same schools on every rung, or the rungs could not be compared.
    if not coefficients or not all(set(shares) <= intake.keys() for intake in intakes):
        return rungs
    if phases and len({intake.get("phase") for intake in intakes}) > 1:
        value = value - np.array([phases.get(f"phase {intake.get('phase')}", 0.0) for intake in intakes])
        rungs.append(_rung("Among schools of one phase", value, variance))
    if shares:
        usual = np.array([_usual(shares, intake) for intake in intakes])
        rungs.append(_rung("Among schools of like intake", value - usual, variance))
    return rungs


def _usual(coefficients: Mapping[str, float], intake: Mapping[str, Any]) -> float:
    return float(sum(size * intake[name] for name, size in coefficients.items()))


def _rung(what: str, value: Floats, variance: Floats) -> Rung:
    from wealdstats.variation import between_school_variance  # noqa: PLC0415 -- slow import

    found = between_school_variance(value, variance)
    ends = (float(np.sqrt(end[0])) for end in (found.tau2, found.lower, found.upper))
    return Rung(what, *ends)


def _away(schools: Sequence[int], value: Floats, variance: Floats) -> list[Away]:
    """Say which schools the spread comes from; nothing where they differ no more than chance makes them."""
    from wealdstats.variation import shrunken_residuals  # noqa: PLC0415 -- slow import

    found = shrunken_residuals(value, variance)
    total = float((found.residual**2).sum())
    if not total:
        return []
    half = Z * found.se
    return [
        Away(school, away, away - reach, away + reach, away**2 / total)
        for school, away, reach in zip(schools, found.residual.tolist(), half.tolist(), strict=True)
    ]
