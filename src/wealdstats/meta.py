"""Several estimates of one thing together: what they share, how far they differ, what each is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval, t_quantile, t_upper
from wealdstats.types import FloatArray, Result

__all__ = ["RandomEffects", "random_effects"]

GRID = np.concatenate([[0.0], np.logspace(-8.0, 3.0, 400)])
FEWEST = 2
NARROW = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects(Result):
    """Estimates pooled, with what they differ by beyond chance.

    Parameters
    ----------
    estimate : float
        Mean of the true effects, in the estimates' unit.
    se : float
        Its standard error after Knapp and Hartung.
    conf_int : Interval
        Its interval, by Student's t with ``n - 1`` degrees of freedom.
    p : float
        Two-sided p of no mean effect.
    tau2 : float
        Variance of the true effects (REML), in squared units; 0 where chance explains all differences.
    tau2_interval : Interval
        Its interval (Q profile).
    prediction : Interval
        Where the true effect of one more would lie, by the same t.
    q, q_p : float
        Cochran's Q and the p of no difference between the true effects.
    i2 : float
        Share of the estimates' variance that is not chance, between 0 and 1.
    weights : ndarray (n,)
        Weights; they sum to one.
    n : int
        Estimates.

    Notes
    -----
    Source: docs/methods/meta_analysis.md.

    Examples
    --------
    >>> pooled = random_effects(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.5, 0.5]))
    >>> pooled.n, round(pooled.estimate, 6)
    (3, 2.0)
    """

    estimate: float
    se: float
    conf_int: Interval
    p: float
    tau2: float
    tau2_interval: Interval
    prediction: Interval
    q: float
    q_p: float
    i2: float
    weights: FloatArray
    n: int


def random_effects(
    effect: FloatArray, se: FloatArray, *, level: float = 0.95, at_least_plain: bool = False
) -> RandomEffects:
    """Pool estimates whose true effects may differ.

    Parameters
    ----------
    effect : ndarray (n,)
        Estimates, all in one unit; finite, two or more.
    se : ndarray (n,)
        Their standard errors; finite, positive, taken as known.
    level : float, default 0.95
        Coverage of the intervals.
    at_least_plain : bool, default False
        Never report a standard error below the one without Knapp and Hartung's factor: where few estimates
        happen to agree, the factor makes the interval too narrow.

    Returns
    -------
    RandomEffects
        Mean, interval, heterogeneity.

    Raises
    ------
    InputError
        Arrays of different length, numbers that are not finite, standard errors that are not positive.
    TooFewError
        Fewer than two estimates.
    NoVariationError
        Estimates without any difference, from which the factor makes an interval of no width.

    Notes
    -----
    Source: Viechtbauer (2005), JEBS 30(3), for REML; Knapp and Hartung (2003), Statistics in Medicine 22(17);
    Viechtbauer (2007), Statistics in Medicine 26(1), for the Q profile; Röver, Knapp and Friede (2015), BMC
    Medical Research Methodology 15, for ``at_least_plain``. It relies on independent estimates; sites that
    share comparison schools are not quite. The mean says nothing about any one site.

    Examples
    --------
    >>> pooled = random_effects(np.array([0.0, 4.0, 8.0]), np.array([1.0, 1.0, 1.0]))
    >>> round(pooled.tau2, 6), round(pooled.conf_int.lower, 3), round(pooled.conf_int.upper, 3)
    (15.0, -5.937, 13.937)
    """
    effect, variance = _given(effect, se)
    n = len(effect)
    tau2 = reml(effect, variance)
    weights = 1.0 / (variance + tau2)
    mean = float(weights @ effect / weights.sum())
    factor = float(weights @ (effect - mean) ** 2 / (n - 1))
    if at_least_plain:
        factor = max(factor, 1.0)
    if factor < NARROW:
        remedy = "ask for an interval at least as wide as the plain one"
        raise NoVariationError("estimates that differ", "they are all the same", remedy)
    error = float(np.sqrt(factor / weights.sum()))
    q = _q(effect, variance, 0.0)
    typical = _typical(variance)
    return RandomEffects(
        estimate=mean,
        se=error,
        conf_int=_around(mean, error, n - 1, level),
        p=2.0 * t_upper(abs(mean) / error, n - 1),
        tau2=tau2,
        tau2_interval=_profile(effect, variance, level),
        prediction=_around(mean, float(np.hypot(error, np.sqrt(tau2))), n - 1, level),
        q=q,
        q_p=float(special.chdtrc(n - 1, q)),
        i2=tau2 / (tau2 + typical),
        weights=weights / weights.sum(),
        n=n,
    )


def _given(effect: FloatArray, se: FloatArray) -> tuple[FloatArray, FloatArray]:
    effect, se = np.asarray(effect, dtype=np.float64), np.asarray(se, dtype=np.float64)
    if effect.ndim != 1 or effect.shape != se.shape:
        found = f"shapes {effect.shape} and {se.shape}"
        raise InputError("one standard error for each estimate", found, "pass two arrays of one length")
    if not (np.isfinite(effect).all() and np.isfinite(se).all() and (se > 0).all()):
        raise InputError("finite estimates and positive standard errors", "others", "leave them out")
    if len(effect) < FEWEST:
        raise TooFewError(f"{FEWEST} estimates", f"{len(effect)}", "wait for more")
    return effect, se**2


def _around(middle: float, error: float, df: int, level: float) -> Interval:
    half = t_quantile(0.5 + level / 2.0, float(df)) * error
    return Interval(middle - half, middle + half, level)


def _typical(variance: FloatArray) -> float:
    """Find the sampling variance a typical estimate has (Higgins and Thompson 2002)."""
    w = 1.0 / variance
    return float((len(w) - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum()))


def reml(effect: FloatArray, variance: FloatArray) -> float:
    """Estimate the variance of true effects by restricted maximum likelihood.

    Parameters
    ----------
    effect : ndarray (n,)
        Estimates; finite, two or more.
    variance : ndarray (n,)
        Their sampling variances; positive.

    Returns
    -------
    float
        The variance, not below zero.

    Notes
    -----
    Source: Viechtbauer (2005), JEBS 30(3). The likelihood may have several tops: the highest is found on a
    grid over eleven decades, and its slope's zero beside it to machine precision.

    Examples
    --------
    >>> round(reml(np.array([0.0, 4.0, 8.0]), np.ones(3)), 9)
    15.0
    """
    # In units of the estimates' own spread nothing depends on the unit of measurement.
    scale = float(max(effect.var(ddof=1), variance.mean()))
    y, v = (effect - effect.mean()) / np.sqrt(scale), variance / scale
    top = int(restricted(y, v, GRID).argmax())
    low, high = GRID[max(top - 1, 0)], GRID[min(top + 1, len(GRID) - 1)]
    if _slope(low, y, v) <= 0.0:
        return 0.0
    return scale * float(optimize.brentq(_slope, low, high, args=(y, v), xtol=1e-15, rtol=1e-14))


def restricted(effect: FloatArray, variance: FloatArray, tau2: FloatArray) -> FloatArray:
    """Compute the restricted log-likelihood of variances of true effects, up to a constant.

    Parameters
    ----------
    effect, variance : ndarray (n,)
        Estimates and their sampling variances.
    tau2 : ndarray (g,)
        Variances of true effects.

    Returns
    -------
    ndarray (g,)
        Log-likelihoods.

    Notes
    -----
    Source: Viechtbauer (2005), JEBS 30(3).

    Examples
    --------
    >>> restricted(np.array([-1.0, 1.0]), np.ones(2), np.array([0.0, 1.0])).round(4)
    array([-1.3466, -1.1931])
    """
    w = 1.0 / (variance + tau2[:, None])
    total = w.sum(axis=1)
    mean = w @ effect / total
    misfit = (w * (effect - mean[:, None]) ** 2).sum(axis=1)
    found: FloatArray = 0.5 * (np.log(w).sum(axis=1) - np.log(total) - misfit)
    return found


def _slope(tau2: float, effect: FloatArray, variance: FloatArray) -> float:
    """Slope of the restricted log-likelihood, twice."""
    w = 1.0 / (variance + tau2)
    mean = w @ effect / w.sum()
    return float((w**2) @ (effect - mean) ** 2 - w.sum() + (w**2).sum() / w.sum())


def _q(effect: FloatArray, variance: FloatArray, tau2: float) -> float:
    w = 1.0 / (variance + tau2)
    return float(w @ (effect - w @ effect / w.sum()) ** 2)


def _profile(effect: FloatArray, variance: FloatArray, level: float) -> Interval:
    """Variances of true effects under which the estimates' Q would be no surprise."""
    df = len(effect) - 1
    tails = (0.5 - level / 2.0, 0.5 + level / 2.0)
    low, high = (_where(effect, variance, float(special.chdtri(df, tail))) for tail in tails)
    return Interval(low, high, level)


def _where(effect: FloatArray, variance: FloatArray, wanted: float) -> float:
    """Find the variance at which Q, falling as it grows, comes down to a value; 0 where it starts below."""
    if _q(effect, variance, 0.0) <= wanted:
        return 0.0
    high = float(effect.var(ddof=1))
    while _q(effect, variance, high) > wanted:
        high *= 2.0
    return float(optimize.brentq(lambda t: _q(effect, variance, t) - wanted, 0.0, high, xtol=1e-14 * high))
