"""Several years of a measure as one figure a school, so that a single lucky year does not stand out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from weald.measures.domain.intervals import sampling_variance
from weald.measures.domain.panel import LongPanel
from weald.measures.domain.units import is_share
from weald.measures.enums import Gap
from weald.measures.models import Measure

Floats = npt.NDArray[np.float64]

MOST_YEARS, FEWEST_YEARS = 3, 2
# A year in which fewer schools than this share of the fullest year's have figures is only half told.
FULL = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A measure of schools × years with the noise of few pupils in each; NaN where nothing is known."""

    school: npt.NDArray[np.int64]
    years: npt.NDArray[np.int64]
    value: Floats
    variance: Floats

    def of(self, keep: npt.NDArray[np.bool_]) -> "Sheet":
        return Sheet(self.school[keep], self.years, self.value[keep], self.variance[keep])


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The mean of each school's years, taken from the middle of all, and how much chance moves it.

    The variance holds, beside the noise of few pupils, what schools change from year to year by themselves.
    Schools with fewer than two of the years are NaN.
    """

    years: tuple[int, ...]
    value: Floats
    variance: Floats


def sheet_of(panel: LongPanel, measure: Measure) -> Sheet:
    """Lay a panel out as schools × years; a figure without a number of pupils stays out."""
    noise = sampling_variance(panel.value, panel.cohort, is_share=is_share(measure), spread=measure.spread)
    school, row = np.unique(panel.school, return_inverse=True)
    years, column = np.unique(panel.year, return_inverse=True)
    value, variance = (np.full((len(school), len(years)), np.nan) for _ in range(2))
    value[row, column] = np.where(np.isnan(noise), np.nan, panel.value)
    variance[row, column] = noise
    return Sheet(school, years, value, variance)


def comparable_years(sheet: Sheet, measure: Measure) -> list[int]:
    """Choose the latest years that most schools have, none from before a break in the measure."""
    counts = np.isfinite(sheet.value).sum(axis=0)
    full = sheet.years[counts >= max(1, FULL * counts.max(initial=0))].tolist()
    breaks = [note.year for note in measure.notes.all() if note.kind == Gap.BREAK and full]
    began = max((year for year in breaks if year <= full[-1]), default=0)
    return [year for year in full if year >= began][-MOST_YEARS:]


def pool(sheet: Sheet, years: Iterable[int]) -> Pooled:
    """Average the years given."""
    chosen = tuple(years)
    at = np.isin(sheet.years, chosen)
    value, variance = sheet.value[:, at], sheet.variance[:, at]
    known = np.isfinite(value)
    counts = known.sum(axis=1)
    enough = counts >= FEWEST_YEARS
    if not enough.any():
        nothing = np.full(len(value), np.nan)
        return Pooled(chosen, nothing, nothing)
    middle = np.nanmean(np.where(enough[:, None], value, np.nan), axis=0)
    # A school that lacks a bad year for everybody has not done better by that.
    apart = np.where(known, value - middle, 0.0)
    mean = apart.sum(axis=1) / np.maximum(counts, 1)
    noise = np.where(known, variance, 0.0).sum(axis=1)
    left = np.where(known, value - middle - mean[:, None], 0.0)
    drift = _year_to_year(left[enough], noise[enough], counts[enough])
    total = (noise / np.maximum(counts, 1) + drift) / np.maximum(counts, 1)
    return Pooled(
        chosen,
        np.where(enough, middle.mean() + mean, np.nan),
        np.where(enough, total, np.nan),
    )


def _year_to_year(left: Floats, noise: Floats, counts: npt.NDArray[np.int64]) -> float:
    """Give the variance within schools that the noise of few pupils does not explain; never below nought."""
    observed = (left**2).sum() / (counts - 1).sum()
    return float(max(0.0, observed - noise.sum() / counts.sum()))
