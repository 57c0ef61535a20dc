"""Adoption of the exposed against that of others alike, and against a network whose places were swapped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from wealdstats.errors import TooFewError
from wealdstats.inference import Interval, t_quantile
from wealdstats.networks.exposure import AtRisk, Spreading, at_risk
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Contrast(Result):
    """How much likelier the exposed adopt in a period than others alike.

    Parameters
    ----------
    ratio : float
        Risk ratio of adopting in a period: exposed over unexposed.
    interval : Interval
        Its interval.
    z : float
        Exposed adoptions beyond those expected, in standard deviations of chance.
    p_value : float
        Share of permuted networks, the real one included, with a z at least as high.
    dispersion : float
        Standard deviation of z over permuted networks; 1 where people are as good as independent.
    null : ndarray (draws,)
        z of each permuted network.
    exposed_adoptions, expected : float
        Adoptions of the exposed, and how many there would be if exposure made no difference.
    n_strata : int
        Groups of people alike in which some were exposed, some not, and somebody adopted.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> found = Contrast(2.0, Interval(1.1, 3.6, 0.95), 2.3, 0.01, 1.0, np.zeros(0), 20.0, 12.0, 9)
    >>> found.interval.excludes(1.0)
    True
    """

    ratio: float
    interval: Interval
    z: float
    p_value: float
    dispersion: float
    null: FloatArray
    exposed_adoptions: float
    expected: float
    n_strata: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """One two-by-two table for each stratum: everybody, exposed, adopting, both."""

    n: FloatArray
    exposed: FloatArray
    adopting: FloatArray
    both: FloatArray

    def z(self) -> float:
        """Give the Mantel–Haenszel statistic: 0 where chance leaves no room."""
        n, x, m = self.n, self.exposed, self.adopting
        variance = (x * (n - x) * m * (n - m) / (n**2 * (n - 1.0))).sum()
        return float((self.both - x * m / n).sum() / np.sqrt(variance)) if variance > 0.0 else 0.0

    def log_ratio(self) -> tuple[float, float]:
        """Give the log of the Mantel–Haenszel risk ratio and its standard error."""
        n, x, m, both = self.n, self.exposed, self.adopting, self.both
        upper, lower = (both * (n - x) / n).sum(), ((m - both) * x / n).sum()
        if not (upper > 0.0 and lower > 0.0):
            raise TooFewError(
                "adoptions of exposed and of unexposed people of one context, period and number of ties",
                "none of one kind",
                "look at more people or periods, or at wider contexts",
            )
        variance = ((m * x * (n - x) - both * (m - both) * n) / n**2).sum() / (upper * lower)
        return float(np.log(upper / lower)), float(np.sqrt(variance))


def contrast(
    spread: Spreading,
    context: IntArray,
    *,
    draws: int,
    level: float,
    rng: np.random.Generator,
    tick: Callable[[], None],
) -> Contrast:
    """Compare exposed and unexposed people of one context, period and class of ties.

    Parameters
    ----------
    spread : Spreading
        People, adoptions, ties.
    context : ndarray of int (n,)
        Within what to compare, and within what places in the network are swapped.
    draws : int
        Permuted networks.
    level : float
        Coverage of the interval.
    rng : numpy.random.Generator
        What draws them.
    tick : callable
        Called after each.

    Returns
    -------
    Contrast
        Ratio, interval and what chance makes of it.

    Raises
    ------
    TooFewError
        When nobody exposed, or nobody else, adopts among people alike.

    Notes
    -----
    Source: Mantel and Haenszel (1959), JNCI 22(4); Greenland and Robins (1985), Biometrics 41(1), for the
    ratio's variance; docs/methods/conductivity.md for the permutations.

    Examples
    --------
    >>> from wealdstats.simulate import DiffusionWorld, diffuse
    >>> spread = diffuse(DiffusionWorld(people=200, contexts=4), seed=1).spread()
    >>> found = contrast(
    ...     spread, spread.context, draws=9, level=0.95, rng=np.random.default_rng(1), tick=lambda: None
    ... )
    >>> round(found.ratio, 1), found.p_value
    (3.9, 0.1)
    """
    rows = at_risk(spread, context)
    sociable = spread.sociability()
    tables = _tables(rows, spread.exposed_from(), sociable)
    log_ratio, se = tables.log_ratio()
    alike = _alike(context, sociable)
    null = np.empty(draws)
    for draw in range(draws):
        swapped = _swapped(spread, alike, rng)
        null[draw] = _tables(rows, swapped.exposed_from(), swapped.sociability()).z()
        tick()
    z, dispersion = tables.z(), float(null.std())
    reach = t_quantile(0.5 + level / 2.0, np.inf) * se * max(1.0, dispersion)
    return Contrast(
        ratio=float(np.exp(log_ratio)),
        interval=Interval(float(np.exp(log_ratio - reach)), float(np.exp(log_ratio + reach)), level),
        z=z,
        p_value=float((1 + (null >= z).sum()) / (1 + draws)),
        dispersion=dispersion,
        null=null,
        exposed_adoptions=float(tables.both.sum()),
        expected=float((tables.exposed * tables.adopting / tables.n).sum()),
        n_strata=len(tables.n),
    )


def _tables(rows: AtRisk, exposed_from: IntArray, sociable: IntArray) -> _Tables:
    """Count by context, period and class of ties; keep the strata in which exposure could matter."""
    classes = int(sociable.max()) + 1
    stratum = rows.stratum * classes + sociable[rows.person, rows.period]
    exposed: BoolArray = rows.period >= exposed_from[rows.person]
    count = np.bincount(stratum)
    size = len(count)
    x = np.bincount(stratum[exposed], minlength=size)
    m = np.bincount(stratum[rows.adopts], minlength=size)
    both = np.bincount(stratum[exposed & rows.adopts], minlength=size)
    telling = (x > 0) & (x < count) & (m > 0)
    return _Tables(*(part[telling].astype(np.float64) for part in (count, x, m, both)))


def _alike(context: IntArray, sociable: IntArray) -> IntArray:
    """Give one number to those who may swap places: one context, one class of ties in the end."""
    return context * (int(sociable.max()) + 1) + sociable[:, -1]


def _swapped(spread: Spreading, alike: IntArray, rng: np.random.Generator) -> Spreading:
    place = np.empty(spread.n, np.int64)
    place[np.argsort(alike, kind="stable")] = np.lexsort((rng.random(spread.n), alike))
    return replace(spread, a=place[spread.a], b=place[spread.b])
