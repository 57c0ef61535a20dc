"""How much schools truly differ: the variance between them net of noise, and its path over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError, TooFewError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result
from wealdstats.variation.reml import Fit, Rows, fit, maximise, q_profile, slope
from wealdstats.variation.rows import checked, checked_level, design_of


@dataclass(frozen=True, slots=True, eq=False)
class BetweenSchools(Result):
    """The variance between schools in each year.

    Parameters
    ----------
    years : ndarray of int (T,)
        Years, or 0 where no years were given.
    n : ndarray of int (T,)
        Schools with a value, a variance and all covariates.
    tau2, se : ndarray (T,)
        Variance between schools net of noise, squared unit, and its standard error from the expected
        information; NaN in years with too few schools.
    lower, upper : ndarray (T,)
        Its interval by the Q-profile, at ``level``.
    mean, mean_se : ndarray (T,)
        Mean of schools alike (at average covariates), precision-weighted, and its standard error.
    noise : ndarray (T,)
        Mean sampling variance: what an observed variance holds too much.
    covariance : ndarray (T, T)
        Of the errors of ``tau2``: the same schools come again every year.
    trend, trend_se : float or None
        Change of the standard deviation a year, in the measure's unit, by least squares over the years, and
        its standard error; None with fewer than three years, or where a year's variance is zero.
    level : float
        Coverage of the intervals.

    Notes
    -----
    Source: docs/methods/between_school_variance.md.

    Examples
    --------
    >>> between_school_variance(np.array([50.0, 60.0, 70.0]), np.full(3, 25.0)).sd.round(3)
    array([8.66])
    """

    years: IntArray
    n: IntArray
    tau2: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray
    mean: FloatArray
    mean_se: FloatArray
    noise: FloatArray
    covariance: FloatArray
    trend: float | None
    trend_se: float | None
    level: float

    @property
    def sd(self) -> FloatArray:
        """Standard deviation between schools, in the measure's unit (T,)."""
        return np.sqrt(self.tau2)


@dataclass(frozen=True, slots=True, eq=False)
class VarianceByGroup(Result):
    """The variance between the schools of each group, in each year.

    Parameters
    ----------
    groups : tuple
        Names of the groups, sorted.
    years : ndarray of int (T,)
        Years, or 0 where none were given.
    n : ndarray of int (G, T)
        Schools with a value and a variance.
    tau2, se, lower, upper : ndarray (G, T)
        As in `BetweenSchools`; NaN where a group has fewer than ``min_schools``.
    level : float
        Coverage of the intervals.
    min_schools : int
        Fewest schools a variance is estimated from.

    Notes
    -----
    Source: docs/methods/between_school_variance.md.

    Examples
    --------
    >>> found = variance_by_group(np.array([1.0, 2.0, 9.0, 5.0]), np.ones(4), ["a", "a", "a", "b"])
    >>> found.groups, found.n.ravel(), found.tau2.ravel().round(2)
    (('a', 'b'), array([3, 1]), array([18., nan]))
    """

    groups: tuple[str, ...]
    years: IntArray
    n: IntArray
    tau2: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray
    level: float
    min_schools: int


def between_school_variance(
    value: FloatArray,
    variance: FloatArray,
    *,
    years: Sequence[int] | IntArray | None = None,
    covariates: FloatArray | None = None,
    level: float = 0.95,
) -> BetweenSchools:
    """Estimate how much schools truly differ, net of sampling noise, in one year or along several.

    Parameters
    ----------
    value : ndarray (n,) or (n, T)
        A measure of n schools, in T years; NaN for missing, which is left out, never filled.
    variance : ndarray, same shape
        Known sampling variance of each value (such as p(1 − p)/pupils, or sd²/pupils); positive.
    years : sequence of int (T,), optional
        Ascending calendar years; 0, 1, … where left out.
    covariates : ndarray (n,) or (n, k), optional
        Intake: what is left is the variance among schools of like intake. A school without one is left out.
    level : float
        Coverage of the intervals.

    Returns
    -------
    BetweenSchools
        Variance, errors, intervals and trend.

    Raises
    ------
    InputError
        Where shapes, variances, years or covariates cannot be used.
    TooFewError
        Where no year has two schools more than coefficients.

    Notes
    -----
    Source: Viechtbauer (2005), doi:10.3102/10769986030003261 (REML); (2007), doi:10.1002/sim.2514 (interval).
    Assumes that the sampling variances are right and that what schools truly achieve is roughly normal around
    what the covariates predict; it does not show why schools differ, nor which.

    Examples
    --------
    >>> scores = np.array([52.0, 61.0, 48.0, 70.0, 55.0])
    >>> found = between_school_variance(scores, np.full(5, 16.0))
    >>> found.tau2.round(2), found.lower.round(2), found.upper.round(2)
    (array([57.7]), array([10.46]), array([592.56]))
    """
    values, variances, known = checked(value, variance)
    n, periods = values.shape
    calendar = _calendar(years, periods)
    design = design_of(covariates, n)
    known = known & ~np.isnan(design.matrix).any(axis=1, keepdims=True)
    width = design.matrix.shape[1]
    usable: BoolArray = np.array(known.sum(axis=0) >= width + 2)
    if not usable.any():
        need = f"{width + 2} schools with a value in some year"
        raise TooFewError(need, f"at most {known.sum(axis=0).max(initial=0)}", "use fewer covariates")
    year, school = np.nonzero(np.transpose(known & usable))
    cell = np.cumsum(usable)[year] - 1
    rows = Rows(values[school, year], variances[school, year], design.matrix[school], cell)
    tau2 = maximise(rows)
    at = fit(rows, tau2)
    low, high = q_profile(rows, checked_level(level))

    def spread(each: FloatArray) -> FloatArray:
        return _spread(each, usable)

    covariance = np.full((periods, periods), np.nan)
    covariance[np.ix_(usable, usable)] = _covariance(rows, at, school, n)
    trend, trend_se = _trend(calendar, spread(tau2), covariance)
    return BetweenSchools(
        years=calendar,
        n=known.sum(axis=0).astype(np.int64),
        tau2=spread(tau2),
        se=spread(slope(rows, at)[1] ** -0.5),
        lower=spread(low),
        upper=spread(high),
        mean=spread(at.beta[:, 0]),
        mean_se=spread(np.sqrt(at.inverse[:, 0, 0])),
        noise=spread(rows.total(rows.v) / rows.counts),
        covariance=covariance,
        trend=trend,
        trend_se=trend_se,
        level=level,
    )


def variance_by_group(
    value: FloatArray,
    variance: FloatArray,
    group: Sequence[str],
    *,
    years: Sequence[int] | IntArray | None = None,
    min_schools: int = 3,
    level: float = 0.95,
) -> VarianceByGroup:
    """Estimate the variance between the schools of each trust (or other group), all groups at once.

    Parameters
    ----------
    value, variance : ndarray (n,) or (n, T)
        As in `between_school_variance`. For variance given intake pass residuals in place of values.
    group : sequence of str (n,)
        Group each school belongs to; empty for none, which is left out.
    years : sequence of int (T,), optional
        Ascending calendar years; 0, 1, … where left out.
    min_schools : int
        Fewest schools a variance is estimated from, at least 2.
    level : float
        Coverage of the intervals.

    Returns
    -------
    VarianceByGroup
        Variances, errors and intervals, groups by years.

    Raises
    ------
    InputError
        Where shapes, variances, years or groups cannot be used.
    TooFewError
        Where no group has enough schools in any year.

    Notes
    -----
    Source: as `between_school_variance`. Few schools give wide intervals: read them, not the points.

    Examples
    --------
    >>> found = variance_by_group(np.array([1.0, 2.0, 9.0]), np.ones(3), ["a", "a", "a"])
    >>> found.tau2.round(2)
    array([[18.]])
    """
    values, variances, known = checked(value, variance)
    n, periods = values.shape
    calendar, names = _calendar(years, periods), np.asarray(group, dtype=np.str_)
    if names.shape != (n,) or min_schools < 2:
        found = f"{names.size} groups of {n} schools, min_schools {min_schools}"
        raise InputError("a group for each school, two schools or more", found, "align them")
    labels, code = np.unique(names, return_inverse=True)
    known = known & (names != "")[:, None]
    place = code[:, None] * periods + np.arange(periods)
    counts = np.bincount(place[known], minlength=len(labels) * periods)
    usable = counts >= min_schools
    if not usable.any():
        raise TooFewError(f"a group of {min_schools} schools in some year", "none", "lower min_schools")
    chosen = known & usable[place]
    order = np.argsort(place[chosen], kind="stable")
    cell = (np.cumsum(usable) - 1)[place[chosen][order]]
    y = values[chosen][order]
    rows = Rows(y, variances[chosen][order], np.ones((len(y), 1)), cell)
    tau2 = maximise(rows)
    low, high = q_profile(rows, checked_level(level))
    kept = labels != ""
    tau, se, lower, upper = (
        _spread(each, usable).reshape(len(labels), periods)[kept]
        for each in (tau2, slope(rows, fit(rows, tau2))[1] ** -0.5, low, high)
    )
    return VarianceByGroup(
        groups=tuple(labels[kept].tolist()),
        years=calendar,
        n=counts.reshape(len(labels), periods)[kept].astype(np.int64),
        tau2=tau,
        se=se,
        lower=lower,
        upper=upper,
        level=level,
        min_schools=min_schools,
    )


def _calendar(years: Sequence[int] | IntArray | None, periods: int) -> IntArray:
    calendar = np.arange(periods) if years is None else np.array(years)
    if calendar.shape != (periods,) or calendar.dtype.kind not in "iu" or (np.diff(calendar) <= 0).any():
        raise InputError(f"{periods} ascending years", f"{calendar.tolist()}", "sort the columns by year")
    return calendar.astype(np.int64)


def _spread(each: FloatArray, usable: BoolArray) -> FloatArray:
    """Put the numbers of usable cells in their places; NaN in the others."""
    placed = np.full(usable.shape, np.nan)
    placed[usable] = each
    return placed


def _covariance(rows: Rows, at: Fit, school: IntArray, n: int) -> FloatArray:
    """Return the covariance of the errors, from what each school adds to each year's slope (C, C)."""
    leverage = np.einsum("np,npq,nq->n", rows.x, at.inverse[rows.cell], rows.x)
    own = at.weight - at.weight**2 * leverage
    influence = 0.5 * ((at.weight * at.residual) ** 2 - own) / slope(rows, at)[1][rows.cell]
    table = np.zeros((n, len(rows.counts)))
    table[school, rows.cell] = influence
    small = rows.counts / (rows.counts - rows.x.shape[1])
    return (table.T @ table) * np.sqrt(np.outer(small, small))


def _trend(years: IntArray, tau2: FloatArray, covariance: FloatArray) -> tuple[float | None, float | None]:
    """Fit a line through the standard deviations; d√τ² = dτ² / 2√τ²."""
    there = ~np.isnan(tau2)
    if there.sum() < 3 or (tau2[there] == 0.0).any():
        return None, None
    sd, time = np.sqrt(tau2[there]), years[there] - years[there].mean()
    weights = time / (time**2).sum()
    jacobian = 0.5 * weights / sd
    error = float(np.sqrt(jacobian @ covariance[np.ix_(there, there)] @ jacobian))
    return float(weights @ sd), error
