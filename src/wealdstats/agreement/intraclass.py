"""Intraclass correlations: how alike judges score the same targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval
from wealdstats.types import FloatArray, Result

ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of the six intraclass correlations.

    Parameters
    ----------
    icc1, icc2, icc3, icc1k, icc2k, icc3k : Interval
        One for each.

    Notes
    -----
    Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2); McGraw and Wong (1996), Psychological
    Methods 1(1).

    Examples
    --------
    >>> found = icc(np.array([[1.0, 2.0], [3.0, 5.0], [6.0, 6.0]])).intervals
    >>> round(found.icc3.lower, 2), round(found.icc3.upper, 2)
    (-0.31, 1.0)
    """

    icc1: Interval
    icc2: Interval
    icc3: Interval
    icc1k: Interval
    icc2k: Interval
    icc3k: Interval


@dataclass(frozen=True, slots=True, eq=False)
class IntraclassCorrelations(Result):
    """Six intraclass correlations and the mean squares behind them.

    Parameters
    ----------
    icc1, icc2, icc3 : float
        Of one judge's score: judges differ by target; judges are a sample; these judges are all there are.
    icc1k, icc2k, icc3k : float
        Of the mean of all judges, in the same three designs.
    intervals : Intervals
        Their confidence intervals.
    ms_targets, ms_judges, ms_error, ms_within : float
        Mean squares between targets, between judges, residual, and within targets.
    n_targets, n_judges : int
        Targets used, and judges.
    left_out : int
        Targets left out because a score was missing.

    Notes
    -----
    Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2).

    Examples
    --------
    >>> found = icc(np.array([[1.0, 2.0], [3.0, 5.0], [6.0, 6.0]]))
    >>> found.n_targets, round(found.icc3, 4)
    (3, 0.9062)
    """

    icc1: float
    icc2: float
    icc3: float
    icc1k: float
    icc2k: float
    icc3k: float
    intervals: Intervals
    ms_targets: float
    ms_judges: float
    ms_error: float
    ms_within: float
    n_targets: int
    n_judges: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Anova:
    n: int
    k: int
    targets: float
    judges: float
    error: float
    within: float


def icc(
    scores: FloatArray, *, missing: Literal["refuse", "drop"] = "refuse", level: float = 0.95
) -> IntraclassCorrelations:
    """Correlate scores of the same targets by different judges, in Shrout and Fleiss's six ways.

    Parameters
    ----------
    scores : ndarray (targets, judges)
        Scores in any unit.
    missing : {"refuse", "drop"}
        What to do with nan: refuse, or leave out every target that has one and count them in ``left_out``.
        For ratings with many holes ask ``g_study``, which uses them all.
    level : float
        Coverage of the intervals.

    Returns
    -------
    IntraclassCorrelations
        ``icc1`` to ``icc3k``, their intervals and the mean squares.

    Raises
    ------
    InputError
        When ``scores`` is not a matrix of finite numbers (or nan to be dropped).
    TooFewError
        With fewer than two complete targets or two judges.
    NoVariationError
        When the targets' means do not differ.

    Notes
    -----
    Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2). Assumes normal scores of one variance for
    the intervals. A high value says that judges order targets alike, not that they are right: who shares
    a prejudice agrees. It also grows with the variety of the targets, so it does not travel between samples.

    Examples
    --------
    >>> four_judges = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = icc(np.array(four_judges))
    >>> round(found.icc1, 2), round(found.icc2, 2), round(found.icc3, 2)
    (0.17, 0.29, 0.71)
    """
    complete, left_out = _complete(np.asarray(scores, np.float64), missing)
    if not 0.0 < level < 1.0:
        raise InputError("a level between 0 and 1", str(level), "pass 0.95, say")
    a = _anova(complete)
    one, mean = _single(a), _average(a)
    return IntraclassCorrelations(
        *one,
        *mean,
        intervals=_intervals(a, one[1], level),
        ms_targets=a.targets,
        ms_judges=a.judges,
        ms_error=a.error,
        ms_within=a.within,
        n_targets=a.n,
        n_judges=a.k,
        left_out=left_out,
    )


def _complete(scores: FloatArray, missing: str) -> tuple[FloatArray, int]:
    if scores.ndim != 2 or np.isinf(scores).any() or missing not in ("refuse", "drop"):
        found = f"shape {scores.shape}, missing={missing!r}"
        raise InputError(
            'finite targets × judges and missing "refuse" or "drop"', found, "reshape the scores"
        )
    holed = np.isnan(scores).any(axis=1)
    if holed.any() and missing == "refuse":
        found = f"{int(holed.sum())} targets with a missing score"
        raise InputError("every score of every target", found, 'pass missing="drop", or ask g_study')
    kept = scores[~holed]
    if min(kept.shape) < 2:
        found = f"{kept.shape[0]} targets by {kept.shape[1]} judges"
        raise TooFewError("two complete targets and two judges", found, "collect more scores")
    return kept, int(holed.sum())


def _anova(scores: FloatArray) -> _Anova:
    n, k = scores.shape
    size = float(np.abs(scores).max()) ** 2
    x = scores - scores.mean()
    rows, columns = x.mean(axis=1), x.mean(axis=0)
    rest = x - rows[:, None] - columns
    within = x - rows[:, None]
    found = _Anova(
        n,
        k,
        targets=float(k * (rows @ rows) / (n - 1)),
        judges=float(n * (columns @ columns) / (k - 1)),
        error=float((rest**2).sum() / ((n - 1) * (k - 1))),
        within=float((within**2).sum() / (n * (k - 1))),
    )
    mean_spread = found.targets + (found.judges - found.error) / n
    if min(found.targets, mean_spread) <= ROUNDING * size:
        raise NoVariationError("targets whose means differ", "none beyond the judges' noise", "add targets")
    return found


def _single(a: _Anova) -> tuple[float, float, float]:
    return (
        (a.targets - a.within) / (a.targets + (a.k - 1) * a.within),
        (a.targets - a.error) / (a.targets + (a.k - 1) * a.error + a.k * (a.judges - a.error) / a.n),
        (a.targets - a.error) / (a.targets + (a.k - 1) * a.error),
    )


def _average(a: _Anova) -> tuple[float, float, float]:
    return (
        (a.targets - a.within) / a.targets,
        (a.targets - a.error) / (a.targets + (a.judges - a.error) / a.n),
        (a.targets - a.error) / a.targets,
    )


def _intervals(a: _Anova, icc2: float, level: float) -> Intervals:
    one = _ratio_interval(a, a.within, a.n * (a.k - 1), level)
    two = _agreement_interval(a, icc2, level)
    three = _ratio_interval(a, a.error, (a.n - 1) * (a.k - 1), level)
    return Intervals(one, two, three, *(_of_mean(interval, a.k) for interval in (one, two, three)))


def _ratio_interval(a: _Anova, noise: float, df: int, level: float) -> Interval:
    """Interval from the F ratio of targets to noise, which is exact."""
    p = 0.5 + level / 2.0
    low, high = special.fdtri(a.n - 1, df, p), 1.0 / special.fdtri(df, a.n - 1, p)
    ends = [(a.targets - f * noise) / (a.targets + (a.k - 1) * f * noise) for f in (low, high)]
    return Interval(float(ends[0]), float(ends[1]), level)


def _agreement_interval(a: _Anova, rho: float, level: float) -> Interval:
    """Interval of icc2, whose noise has two parts: Satterthwaite's degrees of freedom."""
    n, k, p = a.n, a.k, 0.5 + level / 2.0
    judges, error = k * rho * a.judges, (n * (1.0 + (k - 1) * rho) - k * rho) * a.error
    pieces = (n - 1) * judges**2 + error**2
    df = (k - 1) * (n - 1) * (judges + error) ** 2 / pieces if pieces > 0.0 else (k - 1) * (n - 1)
    high, low = special.fdtri(n - 1, df, p), special.fdtri(df, n - 1, p)
    noise = k * a.judges + (k * n - k - n) * a.error
    lower = n * (a.targets - high * a.error) / (high * noise + n * a.targets)
    upper = n * (low * a.targets - a.error) / (noise + n * low * a.targets)
    return Interval(float(lower), float(upper), level)


def _of_mean(interval: Interval, k: int) -> Interval:
    """Step an interval up from one judge to the mean of k (Spearman and Brown)."""
    ends = [k * end / (1.0 + (k - 1) * end) for end in (interval.lower, interval.upper)]
    return Interval(ends[0], ends[1], interval.level)
