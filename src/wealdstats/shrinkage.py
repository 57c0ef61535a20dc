"""What each of many estimates is worth, given all the others: before any of them is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wealdstats.errors import TooFewError
from wealdstats.meta import random_effects, restricted
from wealdstats.types import FloatArray, Result

__all__ = ["Shrunken", "shrink"]

FEWEST = 3
NODES = 100
WIDEST = 10.0
HALVINGS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken(Result):
    """Many estimates, each drawn towards their common mean as far as it is uncertain.

    Parameters
    ----------
    effect : ndarray (n,)
        What each effect is, given all estimates, in their unit.
    se : ndarray (n,)
        Standard deviation of what is not known about it.
    lower, upper : ndarray (n,)
        Interval of a level.
    wrong_sign : ndarray (n,)
        Chance that the effect lies on the other side of zero.
    mean : float
        Mean of the true effects.
    tau : float
        Standard deviation of the true effects (REML); 0 where chance explains all differences.
    tau_mean : float
        Its mean over all values the estimates allow.
    level : float
        Coverage of the intervals.

    Notes
    -----
    Source: docs/methods/shrinkage.md. An estimate picked because it is the largest is too large; these are
    not, as long as the effects are roughly normal around their mean.

    Examples
    --------
    >>> found = shrink(np.array([0.0, 1.0, 9.0]), np.array([2.0, 2.0, 2.0]))
    >>> bool(0.0 < found.effect[0] < found.effect[2] < 9.0)
    True
    """

    effect: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray
    wrong_sign: FloatArray
    mean: float
    tau: float
    tau_mean: float
    level: float


def shrink(effect: FloatArray, se: FloatArray, *, level: float = 0.95) -> Shrunken:
    """Draw estimates towards their common mean.

    Parameters
    ----------
    effect : ndarray (n,)
        Estimates in one unit; finite, three or more.
    se : ndarray (n,)
        Their standard errors; finite, positive.
    level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    Shrunken
        In the order given.

    Raises
    ------
    TooFewError
        Fewer than three estimates: how far true effects differ could be anything.
    InputError
        As `wealdstats.meta.random_effects`.

    Notes
    -----
    Source: Efron and Morris (1975), JASA 70(350); Rubin (1981), JES 6(4), for averaging over the standard
    deviation of true effects instead of taking one, with a uniform prior (Gelman 2006, Bayesian Analysis
    1(3)); Stephens (2017), Biostatistics 18(2), for the chance of the wrong sign. Taking the REML value
    alone would shrink everything to one number wherever it is zero.

    Examples
    --------
    >>> found = shrink(np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]),
    ...                np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0]))
    >>> found.tau, round(found.mean, 1), found.effect[:2].round(1)
    (0.0, 7.9, array([11.4,  7.9]))
    """
    effect, se = np.asarray(effect, dtype=np.float64), np.asarray(se, dtype=np.float64)
    if effect.ndim == 1 and len(effect) < FEWEST:
        raise TooFewError(f"{FEWEST} estimates", f"{len(effect)}", "wait for more")
    tau = float(np.sqrt(random_effects(effect, se, at_least_plain=True).tau2))
    nodes, chance = _nodes(effect, se**2)
    given = 1.0 / (se**2 + nodes[:, None] ** 2)
    total = given.sum(axis=1)
    mean = given @ effect / total
    kept = nodes[:, None] ** 2 * given
    middle = kept * effect + (1.0 - kept) * mean[:, None]
    spread = np.sqrt(kept * se**2 + (1.0 - kept) ** 2 / total[:, None])
    centre = chance @ middle
    width = np.sqrt(chance @ (spread**2 + (middle - centre) ** 2))
    below = _below(np.zeros(len(effect)), middle, spread, chance)
    tail = 0.5 - level / 2.0
    return Shrunken(
        effect=centre,
        se=width,
        lower=_quantile(tail, middle, spread, chance, centre, width),
        upper=_quantile(1.0 - tail, middle, spread, chance, centre, width),
        wrong_sign=np.minimum(below, 1.0 - below),
        mean=float(chance @ mean),
        tau=tau,
        tau_mean=float(chance @ nodes),
        level=level,
    )


def _nodes(effect: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lay out standard deviations of true effects, denser near zero, and say how likely each is (g,)."""
    widest = WIDEST * float(np.sqrt(max(effect.var(ddof=1), variance.mean())))
    at = np.linspace(0.0, 1.0, NODES)
    likelihood = restricted(effect, variance, (widest * at**2) ** 2)
    weight = at * np.exp(likelihood - likelihood.max())
    return widest * at**2, weight / weight.sum()


def _below(limit: FloatArray, middle: FloatArray, spread: FloatArray, chance: FloatArray) -> FloatArray:
    """Chance that each effect lies below a limit (n,)."""
    with np.errstate(divide="ignore"):
        z = (limit - middle) / spread
    found: FloatArray = chance @ special.ndtr(z)
    return found


def _quantile(
    p: float,
    middle: FloatArray,
    spread: FloatArray,
    chance: FloatArray,
    centre: FloatArray,
    width: FloatArray,
) -> FloatArray:
    """Find quantiles by halving: a mixture's tail lies within ten of its standard deviations of its mean."""
    low, high = centre - 10.0 * width, centre + 10.0 * width
    for _ in range(HALVINGS):
        half = 0.5 * (low + high)
        short = _below(half, middle, spread, chance) < p
        low, high = np.where(short, half, low), np.where(short, high, half)
    return 0.5 * (low + high)
