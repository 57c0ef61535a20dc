"""From placebo draws to p values, intervals and families of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from wealdstats.errors import InputError
from wealdstats.types import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    Parameters
    ----------
    lower, upper : float
        Its ends, in the estimate's unit.
    level : float
        Its coverage, such as 0.95.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Interval(-1.0, 2.0, 0.95).excludes(0.0), Interval(-1.0, 2.0, 0.95).within(-3.0, 3.0)
    (False, True)
    """

    lower: float
    upper: float
    level: float

    def excludes(self, value: float) -> bool:
        """Say whether a value lies outside."""
        return not self.lower <= value <= self.upper

    def within(self, low: float, high: float) -> bool:
        """Say whether the whole interval lies between two values."""
        return low <= self.lower and self.upper <= high


@dataclass(frozen=True, slots=True)
class PValues:
    """One estimate's p values against its placebos.

    Parameters
    ----------
    rank_upper, rank_lower, rank_two_sided : float
        By rank: how often chance is at least as high, as low, as far from the placebos' mean.
    z, df : float
        Standardised estimate, and the degrees of freedom of its reference t distribution.
    z_upper, z_lower, z_two_sided : float
        By z.
    two_sided : float
        The larger of the two two-sided ones: the one a verdict and a family use.
    n_draws : int, default 0
        Placebo draws the ranks were taken among.

    Notes
    -----
    Source: Phipson and Smyth (2010), doi:10.2202/1544-6115.1585, for ranks that are never zero.

    Examples
    --------
    >>> PValues(0.02, 0.99, 0.04, 2.1, 30.0, 0.022, 0.978, 0.044, 0.044).two_sided
    0.044
    """

    rank_upper: float
    rank_lower: float
    rank_two_sided: float
    z: float
    df: float
    z_upper: float
    z_lower: float
    z_two_sided: float
    two_sided: float
    n_draws: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How far chance alone carries an estimate, learnt from placebo draws.

    Parameters
    ----------
    mean, sd : float
        Mean and standard deviation of the draws.
    se : float
        Standard error: ``sd``, what it misses because the draws come from few clusters, and ``doubt``.
    df : float
        Degrees of freedom it is worth.
    doubt : float, default 0
        Largest bias allowed for beside chance; part of ``se``.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> spread = Spread(0.5, 1.0, 1.0, np.inf)
    >>> round(spread.interval(2.5, 0.95).lower, 4), round(spread.detectable(0.95), 4)
    (0.04, 2.8016)
    """

    mean: float
    sd: float
    se: float
    df: float
    doubt: float = 0.0

    def reach(self, level: float) -> float:
        """Return half the width of an interval of a level, in standard errors."""
        return t_quantile(0.5 + level / 2.0, self.df)

    def interval(self, estimate: float, level: float) -> Interval:
        """Return the interval of an estimate, after what placebo draws show on average is taken off."""
        half = self.reach(level) * self.se
        return Interval(estimate - self.mean - half, estimate - self.mean + half, level)

    def detectable(self, level: float, power: float = 0.8) -> float:
        """Return the smallest effect a two-sided test of a level finds with a chance of ``power``."""
        return (self.reach(level) + t_quantile(power, self.df)) * self.se


@dataclass(frozen=True, slots=True)
class Clusters:
    """What the draws' clusters add to the uncertainty of one estimate.

    Parameters
    ----------
    variance : float
        Part of the estimate's variance that comes from its clusters' shared shocks.
    count : int
        Clusters it was learnt from.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> Clusters(1.0, 10).count
    10
    """

    variance: float
    count: int


def spread_of(
    placebos: FloatArray, clusters: Sequence[Clusters], n_units: int, *, doubt: float = 0.0
) -> Spread:
    """Learn the spread of chance from placebo draws that reuse a limited number of clusters and units.

    Parameters
    ----------
    placebos : ndarray (d,)
        Placebo estimates; finite, at least two.
    clusters : sequence of Clusters
        Variance from shared shocks, by set of clusters drawn from.
    n_units : int
        Different units among the draws.
    doubt : float, default 0
        Largest bias the draws cannot show, in the estimate's unit.

    Returns
    -------
    Spread
        Mean, standard deviation, standard error and degrees of freedom.

    Raises
    ------
    InputError
        With fewer than two draws.

    Notes
    -----
    Source: Satterthwaite (1946), Biometrics Bulletin 2(6), for the degrees of freedom. However many draws are
    made, shocks of L clusters are seen L times: their sample variance is short by a factor (L − 1)/L on
    average, and the mean of the draws carries their mean, a further 1/L. Both together add ``2 / (L − 1)`` of
    the clusters' part. The doubt is added in squares, which for biases up to half a standard error gives the
    length of the bias-aware intervals of Armstrong and Kolesár (2018), Econometrica 86(2), to within 1 %.

    Examples
    --------
    >>> spread = spread_of(np.array([-1.0, 1.0]), [Clusters(0.5, 11)], 2)
    >>> spread.sd, round(spread.se, 4), round(spread.df, 2)
    (1.0, 1.0488, 3.14)
    """
    if len(placebos) < 2:
        raise InputError("two placebo draws or more", f"{len(placebos)}", "widen the rule")
    sd = float(placebos.std())
    known = [part for part in clusters if part.count > 1]
    total = sd**2 + doubt**2 + sum(part.variance * 2.0 / (part.count - 1) for part in known)
    if total == 0.0:
        return Spread(float(placebos.mean()), 0.0, 0.0, np.inf, 0.0)
    shared = sum(part.variance for part in known)
    units = max(total - doubt**2 - shared, 0.0) ** 2 / max(n_units - 1, 1)
    missing = units + sum(part.variance**2 / (part.count - 1) for part in known)
    df = float(total**2 / missing) if missing > 0 else np.inf
    return Spread(float(placebos.mean()), sd, float(np.sqrt(total)), df, doubt)


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t.

    Parameters
    ----------
    p : float
        Probability between 0 and 1.
    df : float
        Degrees of freedom; infinite for the normal distribution.

    Returns
    -------
    float
        The quantile.

    Notes
    -----
    Source: scipy.special.

    Examples
    --------
    >>> round(t_quantile(0.975, 10.0), 4), round(t_quantile(0.975, np.inf), 4)
    (2.2281, 1.96)
    """
    return float(special.ndtri(p) if np.isinf(df) else special.stdtrit(df, p))


def t_upper(z: float, df: float) -> float:
    """Chance that Student's t is at least ``z``.

    Parameters
    ----------
    z : float
        A standardised estimate.
    df : float
        Degrees of freedom; infinite for the normal distribution.

    Returns
    -------
    float
        Upper tail.

    Notes
    -----
    Source: scipy.special.

    Examples
    --------
    >>> round(t_upper(1.96, np.inf), 4)
    0.025
    """
    return float(special.ndtr(-z) if np.isinf(df) else special.stdtr(df, -z))


def p_values(estimate: float, placebos: FloatArray, spread: Spread) -> PValues:
    """Judge an estimate against its placebo draws, by rank and by z.

    Parameters
    ----------
    estimate : float
        The estimate.
    placebos : ndarray (d,)
        Placebo estimates.
    spread : Spread
        What was learnt from them, or from the first of them.

    Returns
    -------
    PValues
        All of them. Without any spread, an estimate equal to the placebos' mean has z 0 and any other an
        infinite one.

    Notes
    -----
    Source: Phipson and Smyth (2010), doi:10.2202/1544-6115.1585: ``(1 + count) / (1 + draws)``. Ranks compare
    the standardised estimate with standardised draws, so that what the draws' own spread misses is allowed
    for on both.

    Examples
    --------
    >>> draws = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    >>> p = p_values(3.0, draws, spread_of(draws, [], 5))
    >>> round(p.rank_upper, 3), round(p.z, 3)
    (0.167, 2.121)
    """
    apart = estimate - spread.mean
    z = apart / spread.se if spread.se > 0 else float(np.sign(apart)) * np.inf if apart else 0.0
    centred = placebos - spread.mean
    standard = centred / spread.sd if spread.sd > 0 else centred
    n = len(placebos) + 1
    upper = (1 + int((standard >= z).sum())) / n
    lower = (1 + int((standard <= z).sum())) / n
    both = (1 + int((np.abs(standard) >= abs(z)).sum())) / n
    z_upper, z_lower = t_upper(z, spread.df), t_upper(-z, spread.df)
    z_both = min(1.0, 2.0 * min(z_upper, z_lower))
    return PValues(
        upper, lower, both, z, spread.df, z_upper, z_lower, z_both, max(both, z_both), len(placebos)
    )


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """Adjust p values so that rejecting those at most q keeps the share of false discoveries at q.

    Parameters
    ----------
    p : ndarray (m,)
        p values of one family; finite.

    Returns
    -------
    ndarray (m,)
        Adjusted p values in the order given.

    Notes
    -----
    Source: Benjamini and Hochberg (1995), JRSS B 57(1). Holds for independent and for positively dependent
    tests, such as trusts that share donors.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])).round(4)
    array([0.04  , 0.0533, 0.0533, 0.5   ])
    """
    m = len(p)
    order = np.argsort(p, kind="stable")[::-1]
    ranked = p[order] * m / np.arange(m, 0, -1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked), 1.0)
    return adjusted


def benjamini_yekutieli(p: FloatArray) -> FloatArray:
    """Adjust p values for false discoveries under any dependence between the tests.

    Parameters
    ----------
    p : ndarray (m,)
        p values of one family; finite.

    Returns
    -------
    ndarray (m,)
        Adjusted p values in the order given.

    Notes
    -----
    Source: Benjamini and Yekutieli (2001), Annals of Statistics 29(4).

    Examples
    --------
    >>> benjamini_yekutieli(np.array([0.01, 0.04])).round(4)
    array([0.03, 0.06])
    """
    harmonic = float((1.0 / np.arange(1, len(p) + 1)).sum())
    return np.minimum(benjamini_hochberg(p) * harmonic, 1.0)
