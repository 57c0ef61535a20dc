"""Krippendorff's alpha: agreement of any number of raters, with holes, on four kinds of scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from scipy import sparse

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval
from wealdstats.types import FloatArray, Result

Metric: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]

BLOCK_NUMBERS = 2**21
LEAST_DRAWS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Alpha(Result):
    """Krippendorff's alpha with a bootstrap interval.

    Parameters
    ----------
    alpha : float
        1: perfect agreement; 0: as by chance; below 0: systematic disagreement.
    interval : Interval or None
        Percentile interval over units; None when hardly any draw had two different values.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        Kind of scale.
    n_units, n_ratings : int
        Units with at least two ratings, and their ratings.
    left_out : int
        Units with fewer than two.
    draws : int
        Draws with at least two different values, on which the interval rests.
    seed : int
        Seed of the draws.

    Notes
    -----
    Source: Krippendorff (2019), Content Analysis, 4th edition, chapter 12.

    Examples
    --------
    >>> krippendorff_alpha(np.array([[1, 2, 3.0], [1, 2, 2.0]]), draws=100).n_ratings
    6
    """

    alpha: float
    interval: Interval | None
    metric: Metric
    n_units: int
    n_ratings: int
    left_out: int
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Table:
    """How often each value was given to each unit that has at least two ratings."""

    counts: sparse.csr_array
    values: FloatArray
    ratings: FloatArray  # of each unit


def krippendorff_alpha(
    ratings: FloatArray,
    metric: Metric = "nominal",
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Alpha:
    """Measure how far raters agree beyond chance.

    Parameters
    ----------
    ratings : ndarray (raters, units)
        Values, nan where a rater did not rate a unit: missing is left out, never filled. Units with fewer
        than two ratings say nothing about agreement and are counted in ``left_out``.
    metric : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two values are: different or not; ranks between them; their difference; their difference
        as a share of their sum (values not negative).
    draws : int
        Bootstrap draws of units, at least 20.
    level : float
        Coverage of the interval.
    seed : int
        Seed of the draws.

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
    Source: Krippendorff (2019), Content Analysis, 4th edition, chapter 12; for the bootstrap of units Zapf,
    Castell, Morawietz and Karch (2016), BMC Medical Research Methodology 16:93. Assumes units drawn
    independently and raters interchangeable. Agreement is not correctness.

    Examples
    --------
    >>> nan = np.nan
    >>> raters = [[nan] * 5 + [3, 4, 1, 2, 1, 1, 3, 3, nan, 3], [1, nan, 2, 1, 3, 3, 4, 3] + [nan] * 7,
    ...           [nan, nan, 2, 1, 3, 4, 4, nan, 2, 1, 1, 3, 3, nan, 4]]
    >>> round(krippendorff_alpha(np.array(raters), "nominal").alpha, 3)
    0.691
    """
    given = np.asarray(ratings, np.float64)
    _check(given, metric, draws, level)
    table = _table(given)
    whole = _alphas(table, metric, np.ones((1, len(table.ratings))))
    if np.isnan(whole[0]):
        raise NoVariationError("two different values", "one value throughout", "rate more varied units")
    blocks = _resampled(len(table.ratings), draws, np.random.default_rng(seed))
    drawn = np.concatenate([_alphas(table, metric, block) for block in blocks])
    usable = drawn[~np.isnan(drawn)]
    ends = np.quantile(usable, [0.5 - level / 2.0, 0.5 + level / 2.0]) if len(usable) >= LEAST_DRAWS else None
    return Alpha(
        alpha=float(whole[0]),
        interval=None if ends is None else Interval(float(ends[0]), float(ends[1]), level),
        metric=metric,
        n_units=len(table.ratings),
        n_ratings=int(table.ratings.sum()),
        left_out=given.shape[1] - len(table.ratings),
        draws=len(usable),
        seed=seed,
    )


def _check(given: FloatArray, metric: str, draws: int, level: float) -> None:
    if given.ndim != 2 or np.isinf(given).any():
        found = f"shape {given.shape}" if given.ndim != 2 else "an infinite value"
        raise InputError("raters × units, nan where missing", found, "reshape the ratings")
    if metric not in get_args(Metric):
        raise InputError(f"a metric of {get_args(Metric)}", repr(metric), "choose one of these")
    if metric == "ratio" and (given < 0.0).any():
        raise InputError("no negative value on a ratio scale", "a negative one", 'use metric="interval"')
    if draws < LEAST_DRAWS or not 0.0 < level < 1.0:
        found = f"{draws} draws, level {level}"
        raise InputError(f"{LEAST_DRAWS} draws or more and a level between 0 and 1", found, "change these")


def _table(given: FloatArray) -> _Table:
    rated = ~np.isnan(given)
    pairable = rated.sum(axis=0) >= 2
    if pairable.sum() < 2:
        found = f"{int(pairable.sum())} such units"
        raise TooFewError("two units with two ratings each", found, "have more units rated twice")
    kept = given[:, pairable]
    rater, unit = np.nonzero(~np.isnan(kept))
    values, code = np.unique(kept[rater, unit], return_inverse=True)
    shape = (kept.shape[1], len(values))
    counts = sparse.csr_array((np.ones(len(unit)), (unit, code)), shape=shape)
    return _Table(counts, values, counts.sum(axis=1))


def _resampled(units: int, draws: int, rng: np.random.Generator) -> Iterator[FloatArray]:
    """Give how often each unit is drawn, some draws at a time."""
    block = max(1, BLOCK_NUMBERS // units)
    for start in range(0, draws, block):
        size = min(block, draws - start)
        drawn = rng.integers(0, units, (size, units)) + units * np.arange(size)[:, None]
        yield np.bincount(drawn.reshape(-1), minlength=size * units).reshape(size, units).astype(np.float64)


def _alphas(table: _Table, metric: Metric, weights: FloatArray) -> FloatArray:
    """Alpha with units weighted (draws, units); nan where a draw has one value only."""
    counts = np.asarray(weights @ table.counts)
    total = weights @ table.ratings
    if metric == "nominal":
        within, between = _nominal(table, weights, counts)
    elif metric == "ratio":
        within, between = _relative(table, weights, counts)
    else:
        centred = table.values - table.values.mean()
        places = _midranks(counts) if metric == "ordinal" else centred[None]
        within, between = _squared(table, weights, counts, places)
    varied = (counts > 0.0).sum(axis=1) > 1
    chance = np.where(varied, between, 1.0)
    return np.where(varied, 1.0 - (total - 1.0) * within / chance, np.nan)


def _nominal(table: _Table, weights: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    m = table.ratings
    within = (m**2 - (table.counts**2).sum(axis=1)) / (m - 1.0)
    return weights @ within, counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)


def _midranks(counts: FloatArray) -> FloatArray:
    """Places of the values on an ordinal scale: their difference counts the ranks between them."""
    places: FloatArray = np.cumsum(counts, axis=1) - counts / 2.0 - counts.sum(axis=1, keepdims=True) / 2.0
    return places


def _squared(
    table: _Table, weights: FloatArray, counts: FloatArray, places: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Squared distances between places, summed over pairs without making any pair."""
    m = table.ratings[:, None]
    sums, squares = table.counts @ places.T, table.counts @ (places**2).T
    apart = 2.0 * (m * squares - sums**2) / (m - 1.0)
    within = weights @ apart[:, 0] if apart.shape[1] == 1 else np.einsum("bu,ub->b", weights, apart)
    n = counts.sum(axis=1)
    between = 2.0 * (n * (counts * places**2).sum(axis=1) - (counts * places).sum(axis=1) ** 2)
    return within, between


def _relative(table: _Table, weights: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Squared shares (a − b)² / (a + b)², value by value: rows of the table of distances one block a time."""
    within = np.zeros(len(table.ratings))
    between = np.zeros(len(counts))
    block = max(1, BLOCK_NUMBERS // len(table.values))
    for start in range(0, len(table.values), block):
        part = slice(start, start + block)
        apart = _shares(table.values[part], table.values)
        between += ((counts[:, part] @ apart) * counts).sum(axis=1)
        here = table.counts[:, np.arange(len(table.values))[part]].tocoo()
        within += _meet(here, apart, table.counts)
    return weights @ (within / (table.ratings - 1.0)), between


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
