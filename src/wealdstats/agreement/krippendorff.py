"""Krippendorff's alpha: agreement of any number of raters, with holes, on four kinds of scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from scipy import sparse, special

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval
from wealdstats.types import FloatArray, IntArray, Result

Metric: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]

BLOCK_NUMBERS = 2**21
FEW_VALUES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Alpha(Result):
    """Krippendorff's alpha with an interval.

    Parameters
    ----------
    alpha : float
        1: perfect agreement; 0: as by chance; below 0: systematic disagreement.
    interval : Interval or None
        None where nobody disagreed, or one unit alone varies: the units then cannot say how far it is known.
    se : float
        Jackknife standard error over units; nan where there is no interval.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        Kind of scale.
    n_units, n_ratings : int
        Units with at least two ratings, and their ratings.
    left_out : int
        Units with fewer than two.

    Notes
    -----
    Source: Krippendorff (2019), Content Analysis, 4th edition, chapter 12.

    Examples
    --------
    >>> krippendorff_alpha(np.array([[1, 2, 3.0], [1, 2, 2.0]])).n_ratings
    6
    """

    alpha: float
    interval: Interval | None
    se: float
    metric: Metric
    n_units: int
    n_ratings: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Table:
    """How often each value was given to each unit that has at least two ratings."""

    counts: sparse.csr_array
    values: FloatArray
    ratings: FloatArray  # of each unit


@dataclass(frozen=True, slots=True)
class _Apart:
    """Squared distances, observed and expected, and what one more rating of a value would do to them."""

    observed: FloatArray  # within each unit
    expected: float  # among all ratings
    of_expected: FloatArray  # by value
    of_observed: FloatArray  # by value: nought unless a rating moves the places of others


def krippendorff_alpha(ratings: FloatArray, metric: Metric = "nominal", *, level: float = 0.95) -> Alpha:
    """Measure how far raters agree beyond chance.

    Parameters
    ----------
    ratings : ndarray (raters, units)
        Values, nan where a rater did not rate a unit: missing is left out, never filled. Units with fewer
        than two ratings say nothing about agreement and are counted in ``left_out``.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two values are: different or not; ranks between them; their difference; their difference
        as a share of their sum (values not negative).
    level : float
        Coverage of the interval.

    Returns
    -------
    Alpha
        ``alpha`` with its interval.

    Raises
    ------
    InputError
        With another shape, an infinite value, a negative one on a ratio scale, or an unknown metric.
    TooFewError
        When fewer than two units have two ratings.
    NoVariationError
        When only one value was ever given: chance agreement is then perfect too.

    Notes
    -----
    Source: Krippendorff (2019), Content Analysis, 4th edition, chapter 12; the interval is a jackknife over
    units on Fisher's scale for intraclass correlations. Assumes units drawn independently and raters
    interchangeable. Agreement is not correctness.

    Examples
    --------
    >>> nan = np.nan
    >>> raters = [[nan] * 5 + [3, 4, 1, 2, 1, 1, 3, 3, nan, 3], [1, nan, 2, 1, 3, 3, 4, 3] + [nan] * 7,
    ...           [nan, nan, 2, 1, 3, 4, 4, nan, 2, 1, 1, 3, 3, nan, 4]]
    >>> round(krippendorff_alpha(np.array(raters), "nominal").alpha, 3)
    0.691
    """
    given = np.asarray(ratings, np.float64)
    _check(given, metric, level)
    table = _table(given)
    if len(table.values) < 2:
        raise NoVariationError("two different values", "one value throughout", "rate more varied units")
    apart = _distances(table, metric)
    alpha = float(1.0 - (table.ratings.sum() - 1.0) * apart.observed.sum() / apart.expected)
    se = _jackknife(table, apart)
    return Alpha(
        alpha=alpha,
        interval=None if np.isnan(se) else _interval(alpha, se, table.ratings, level),
        se=se,
        metric=metric,
        n_units=len(table.ratings),
        n_ratings=int(table.ratings.sum()),
        left_out=given.shape[1] - len(table.ratings),
    )


def _check(given: FloatArray, metric: str, level: float) -> None:
    if given.ndim != 2 or np.isinf(given).any():
        found = f"shape {given.shape}" if given.ndim != 2 else "an infinite value"
        raise InputError("raters × units, nan where missing", found, "reshape the ratings")
    if metric not in get_args(Metric):
        raise InputError(f"a metric of {get_args(Metric)}", repr(metric), "choose one of these")
    if metric == "ratio" and (given < 0.0).any():
        raise InputError("no negative value on a ratio scale", "a negative one", 'use metric="interval"')
    if not 0.0 < level < 1.0:
        raise InputError("a level between 0 and 1", f"{level}", "use 0.95")


def _table(given: FloatArray) -> _Table:
    rated = ~np.isnan(given.T)
    ratings = rated.sum(axis=1)
    pairable = ratings >= 2
    if pairable.sum() < 2:
        found = f"{int(pairable.sum())} such units"
        raise TooFewError("two units with two ratings each", found, "have more units rated twice")
    ratings = ratings[pairable]
    values, code = _coded(given.T[rated & pairable[:, None]])
    first = np.concatenate([[0], np.cumsum(ratings)])
    counts = sparse.csr_array((np.ones(len(code)), code, first), shape=(len(ratings), len(values)))
    counts.sum_duplicates()
    return _Table(counts, values, ratings.astype(np.float64))


def _coded(marks: FloatArray) -> tuple[FloatArray, IntArray]:
    """Give the different values, in order, and each mark's number. Small whole numbers need no sort."""
    low = marks.min()
    shifted = (marks - low).astype(np.int64) if marks.max() - low < FEW_VALUES else None
    if shifted is None or not np.array_equal(shifted + low, marks):
        values, code = np.unique(marks, return_inverse=True)
        return values, code
    there = np.bincount(shifted) > 0
    return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[shifted]


def _distances(table: _Table, metric: Metric) -> _Apart:
    counts = table.counts.sum(axis=0)
    if metric == "nominal":
        m, n = table.ratings, counts.sum()
        same = table.counts.power(2).sum(axis=1)
        return _Apart(
            (m**2 - same) / (m - 1.0), float(n**2 - counts @ counts), 2.0 * (n - counts), 0.0 * counts
        )
    if metric == "ratio":
        return _relative(table, counts)
    places = np.cumsum(counts) - counts / 2.0 if metric == "ordinal" else table.values
    return _squared(table, counts, places - places @ counts / counts.sum(), moving=metric == "ordinal")


def _squared(table: _Table, counts: FloatArray, places: FloatArray, *, moving: bool) -> _Apart:
    """Squared distances between centred places, summed over pairs without making any pair.

    On an ordinal scale places are mid-ranks: one more rating of a value moves those of all values above it by
    one, and its own by half.
    """
    m, n = table.ratings, counts.sum()
    sums, squares = table.counts @ places, table.counts @ places**2
    observed, spread = 2.0 * (m * squares - sums**2) / (m - 1.0), float(counts @ places**2)
    by_value = 2.0 * (spread + n * places**2)
    if not moving:
        return _Apart(observed, 2.0 * n * spread, by_value, 0.0 * counts)
    back = table.counts.T
    of_places = 4.0 * (places * (back @ (m / (m - 1.0))) - back @ (sums / (m - 1.0)))
    by_value += _above(4.0 * n * counts * places)
    return _Apart(observed, 2.0 * n * spread, by_value, _above(of_places))


def _above(each: FloatArray) -> FloatArray:
    """Sum over all values above, and half of its own."""
    above: FloatArray = np.cumsum(each[::-1])[::-1] - each / 2.0
    return above


def _relative(table: _Table, counts: FloatArray) -> _Apart:
    """Squared shares (a − b)² / (a + b)², value by value: rows of the table of distances one block a time."""
    within, expected = np.zeros(len(table.ratings)), np.zeros(len(counts))
    block = max(1, BLOCK_NUMBERS // len(table.values))
    for start in range(0, len(table.values), block):
        part = slice(start, start + block)
        apart = _shares(table.values[part], table.values)
        expected[part] = apart @ counts
        here = table.counts[:, np.arange(len(table.values))[part]].tocoo()
        within += _meet(here, apart, table.counts)
    return _Apart(within / (table.ratings - 1.0), float(expected @ counts), 2.0 * expected, 0.0 * counts)


def _shares(a: FloatArray, b: FloatArray) -> FloatArray:
    total = a[:, None] + b
    return np.divide(a[:, None] - b, total, out=np.zeros_like(total), where=total > 0.0) ** 2


def _meet(here: sparse.coo_array, apart: FloatArray, counts: sparse.csr_array) -> FloatArray:
    """Sum distances from values in a block to all values of the same unit."""
    unit, value = here.coords
    length = np.diff(counts.indptr)[unit]
    first = np.repeat(np.arange(len(unit)), length)
    place = np.arange(len(first)) - np.repeat(np.cumsum(length) - length, length) + counts.indptr[unit][first]
    distance = apart[value[first], counts.indices[place]]
    weight = here.data[first] * counts.data[place] * distance
    summed: FloatArray = np.bincount(unit[first], weight, counts.shape[0]).astype(np.float64)
    return summed


def _jackknife(table: _Table, apart: _Apart) -> float:
    """Give the standard error from leaving out each unit in turn; mid-ranks move to first order."""
    m, k = table.ratings, len(table.ratings)
    observed = apart.observed.sum() - apart.observed - table.counts @ apart.of_observed
    expected = apart.expected - table.counts @ apart.of_expected + (m - 1.0) * apart.observed
    if not apart.observed.any() or expected.min() <= apart.expected * np.finfo(float).eps * k:
        return float("nan")
    left = (m.sum() - m - 1.0) * observed / expected
    return float(np.sqrt((k - 1.0) / k * ((left - left.mean()) ** 2).sum()))


def _interval(alpha: float, se: float, ratings: FloatArray, level: float) -> Interval:
    """Give t limits of ½ log((1 + (m − 1) α) / (1 − α)), m the smallest number of ratings of a unit."""
    others = float(ratings.min()) - 1.0
    middle = 0.5 * np.log((1.0 + others * alpha) / (1.0 - alpha))
    spread = se * (others + 1.0) / (2.0 * (1.0 + others * alpha) * (1.0 - alpha))
    half = special.stdtrit(len(ratings) - 1, 0.5 + level / 2.0) * spread
    lower, upper = (
        -np.expm1(-2.0 * end) / (1.0 + others * np.exp(-2.0 * end)) for end in (middle - half, middle + half)
    )
    return Interval(float(lower), float(upper), level)
