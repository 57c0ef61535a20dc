"""How far a figure of few pupils may move by chance: intervals from the number of pupils behind it.

A school's pupils are all of its year's pupils, not a sample of them. The interval says how much such a
figure would differ had another year of pupils come from the same families to the same school.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

# The 97.5th percentile of the normal distribution: 95 in 100 such intervals cover.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % interval, in the measure's unit."""

    low: float
    high: float

    def covers(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Difference:
    """One group's figure less another's, with its interval where the numbers of pupils are known."""

    value: float
    interval: Interval | None


def share_interval(percent: float, pupils: int) -> Interval:
    """Wilson's score interval of a percentage.

    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22. Unlike the
    textbook interval it holds for few pupils and at 0 and 100 per cent.
    """
    share = percent / 100
    middle = (share + Z * Z / (2 * pupils)) / (1 + Z * Z / pupils)
    half = Z / (1 + Z * Z / pupils) * sqrt(share * (1 - share) / pupils + Z * Z / (4 * pupils * pupils))
    return Interval(100 * max(0.0, middle - half), 100 * min(1.0, middle + half))


def mean_interval(mean: float, spread: float, pupils: int) -> Interval:
    """Interval of a mean by the pupils' known standard deviation, as the performance tables do it."""
    half = Z * spread / sqrt(pupils)
    return Interval(mean - half, mean + half)


def interval_of(value: float, pupils: int | None, *, is_share: bool, spread: float | None) -> Interval | None:
    """Give a figure's interval, or None where the source does not say how many pupils or how they vary."""
    if not pupils:
        return None
    if is_share:
        return share_interval(value, pupils) if 0 <= value <= 100 else None
    return mean_interval(value, spread, pupils) if spread else None


def difference(first: float, second: float, one: Interval | None, other: Interval | None) -> Difference:
    """Difference of two independent figures by their own intervals' halves.

    Source: Newcombe, R. G. (1998), Statistics in Medicine 17, method 10, for shares; for means with
    symmetric intervals it is the usual square root of the sum of squares.
    """
    value = first - second
    if one is None or other is None:
        return Difference(value, None)
    below = sqrt((first - one.low) ** 2 + (other.high - second) ** 2)
    above = sqrt((one.high - first) ** 2 + (second - other.low) ** 2)
    return Difference(value, Interval(value - below, value + above))


def sampling_variance(
    value: npt.NDArray[np.float64],
    pupils: npt.NDArray[np.float64],
    *,
    is_share: bool,
    spread: float | None,
) -> npt.NDArray[np.float64]:
    """Give how much chance alone moves each figure, squared unit; NaN where it cannot be told.

    Source: Agresti, A. and Coull, B. A. (1998), The American Statistician 52(2): with two pupils added to
    either side a percentage of few pupils, even 0 or 100, is never taken to be certain.
    """
    counted = np.where(pupils > 0, pupils, np.nan)
    if is_share:
        share = (value / 100 * counted + 2) / (counted + 4)
        within = (value >= 0) & (value <= 100)
        return np.where(within, 100**2 * share * (1 - share) / counted, np.nan)
    return spread**2 / counted if spread else np.full(np.shape(value), np.nan)
