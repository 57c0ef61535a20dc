"""What a bet may be worth: chance × size × reach × persistence, each a range, drawn many times."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import special

from wealdstats.errors import InputError
from wealdstats.types import FloatArray, Result

FACTORS = ("chance", "size", "reach", "persistence")


@dataclass(frozen=True, slots=True)
class Pert:
    """A range with a most likely value: a beta distribution between its ends.

    Parameters
    ----------
    low, mode, high : float
        Least, most likely and greatest value, in the unit of what is asked; ascending, low below high.

    Notes
    -----
    Source: Malcolm et al. (1959), Operations Research 7(5); mean (low + 4 mode + high) / 6.

    Examples
    --------
    >>> round(float(Pert(0.0, 1.0, 8.0).draw(np.random.default_rng(1), 100_000).mean()), 2)
    2.0
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not -np.inf < self.low <= self.mode <= self.high < np.inf or self.low == self.high:
            found = f"{self.low}, {self.mode}, {self.high}"
            raise InputError("low ≤ mode ≤ high with low below high", found, "pass a number where it is sure")

    def draw(self, rng: np.random.Generator, draws: int) -> FloatArray:
        """Draw so many values."""
        width = self.high - self.low
        up, down = 4.0 * (self.mode - self.low) / width, 4.0 * (self.high - self.mode) / width
        return self.low + width * rng.beta(1.0 + up, 1.0 + down, draws)

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest value there is."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A range by what lies below it with given probabilities: a normal on the scale its ends call for.

    Parameters
    ----------
    probabilities : tuple of float
        Two or more, ascending, strictly between 0 and 1; as in (0.1, 0.5, 0.9).
    values : tuple of float
        The quantiles, ascending, in the unit of what is asked.
    low, high : float, optional
        Ends nothing lies beyond. With neither the distribution is normal, with ``low`` alone log-normal above
        it, with both logit-normal between them.

    Notes
    -----
    Source: least squares of the transformed values on normal quantiles; exact for two. Johnson (1949),
    Biometrika 36, for the family. `misfit` says how far the distribution is from more than two.

    Examples
    --------
    >>> asked = Quantiles((0.1, 0.9), (2.0, 8.0), low=0.0)
    >>> round(float(np.quantile(asked.draw(np.random.default_rng(1), 100_000), 0.9)), 1)
    8.0
    """

    probabilities: tuple[float, ...]
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        p, x = np.asarray(self.probabilities, np.float64), np.asarray(self.values, np.float64)
        if p.shape != x.shape or p.ndim != 1 or len(p) < 2 or not np.isfinite(x).all():
            raise InputError("two quantiles or more", f"{self.values} at {self.probabilities}", "pass pairs")
        steps = np.diff(np.concatenate([[0.0], p, [1.0]]))
        if not (steps > 0.0).all() or not (np.diff(x) > 0.0).all():
            raise InputError("ascending quantiles", f"{self.values} at {self.probabilities}", "sort them")
        ends = self.support
        if (self.high is not None and self.low is None) or not ends[0] < x[0] or not x[-1] < ends[1]:
            need = "quantiles strictly within their ends; an upper end only beside a lower one"
            raise InputError(need, f"{self.values} in {self.low} to {self.high}", "widen the ends")

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest value there is."""
        low = -np.inf if self.low is None else self.low
        return low, np.inf if self.high is None else self.high

    def draw(self, rng: np.random.Generator, draws: int) -> FloatArray:
        """Draw so many values."""
        mean, sd = self._normal()
        return self._back(mean + sd * rng.standard_normal(draws))

    @property
    def misfit(self) -> float:
        """Largest distance between a quantile asked for and the one fitted, in their unit."""
        mean, sd = self._normal()
        fitted = self._back(mean + sd * special.ndtri(np.asarray(self.probabilities, np.float64)))
        return float(np.abs(fitted - self.values).max())

    def _normal(self) -> tuple[float, float]:
        z = special.ndtri(np.asarray(self.probabilities, np.float64))
        y = self._forth(np.asarray(self.values, np.float64))
        sd = float(((z - z.mean()) @ y) / ((z - z.mean()) @ z))
        return float(y.mean() - sd * z.mean()), sd

    def _forth(self, x: FloatArray) -> FloatArray:
        if self.low is None:
            return x
        return np.log(x - self.low) - (0.0 if self.high is None else np.log(self.high - x))

    def _back(self, y: FloatArray) -> FloatArray:
        if self.low is None:
            return y
        if self.high is None:
            return np.asarray(self.low + np.exp(y))
        return np.asarray(self.low + (self.high - self.low) * special.expit(y))


Range: TypeAlias = float | Pert | Quantiles


@dataclass(frozen=True, slots=True)
class Bet:
    """Something that may work, as those who would make it see it.

    Parameters
    ----------
    name : str
        Its name, unique among the bets compared.
    chance : float, Pert or Quantiles
        Probability that it is carried out well and works, within 0 and 1.
    size : float, Pert or Quantiles
        What it adds for one pupil (teacher, school) in its first year if it works; may be negative.
    reach : float, Pert or Quantiles
        How many it reaches, 0 or more.
    persistence : float, Pert or Quantiles
        Share of the effect still there a year later, within 0 and 1.

    Notes
    -----
    Source: docs/methods/bets.md.

    Examples
    --------
    >>> Bet("reading", chance=0.5, size=2.0, reach=100.0, persistence=0.5).name
    'reading'
    """

    name: str
    chance: Range
    size: Range
    reach: Range
    persistence: Range

    def __post_init__(self) -> None:
        limits = {"chance": (0.0, 1.0), "reach": (0.0, np.inf), "persistence": (0.0, 1.0)}
        for factor in FACTORS:
            low, high = _support(getattr(self, factor))
            least, most = limits.get(factor, (-np.inf, np.inf))
            if not least <= low <= high <= most:
                raise InputError(f"{factor} within {least} and {most}", f"{low} to {high}", "give it ends")


@dataclass(frozen=True, slots=True, eq=False)
class BetValues(Result):
    """What each bet is worth, and where the doubt comes from.

    Parameters
    ----------
    names : tuple of str (b,)
        Bets, in the order given.
    expected, expected_se : ndarray (b,)
        Mean of chance × size × reach: the first year; and its Monte Carlo error.
    future, future_se : ndarray (b,)
        Mean over all years of the horizon; and its Monte Carlo error.
    lower, upper : ndarray (b,)
        Interval of the future value at ``level``: doubt about the ranges, not the luck of one bet.
    best : ndarray (b,)
        Share of draws in which a bet has the highest future value; equals share it.
    shares : ndarray (b, 4)
        First-order share of each of `FACTORS` in the variance of the future value; NaN where there is none.
    interaction : ndarray (b,)
        Share that no factor has alone.
    drivers : tuple of str (b,)
        The factor with the largest share; empty where nothing is in doubt.
    horizon : int
        Years.
    discount : float
        Share by which a year later counts less.
    level : float
        Of the interval.
    draws, seed : int
        Of the Monte Carlo.

    Notes
    -----
    Source: docs/methods/bets.md.

    Examples
    --------
    >>> found = value_bets([Bet("reading", 0.5, 2.0, 100.0, 0.5)], horizon=2)
    >>> found.expected, found.future, found.drivers
    (array([100.]), array([150.]), ('',))
    """

    names: tuple[str, ...]
    expected: FloatArray
    expected_se: FloatArray
    future: FloatArray
    future_se: FloatArray
    lower: FloatArray
    upper: FloatArray
    best: FloatArray
    shares: FloatArray
    interaction: FloatArray
    drivers: tuple[str, ...]
    horizon: int
    discount: float
    level: float
    draws: int
    seed: int


def value_bets(
    bets: Sequence[Bet],
    *,
    horizon: int = 5,
    discount: float = 0.0,
    level: float = 0.8,
    draws: int = 20_000,
    seed: int = 0,
) -> BetValues:
    """Value bets by drawing from the ranges given for them.

    Parameters
    ----------
    bets : sequence of Bet
        At least one, names unique.
    horizon : int
        Years the future value runs over, at least 1.
    discount : float
        Share by which a year later counts less, from 0 to below 1.
    level : float
        Of the intervals.
    draws : int
        At least 100.
    seed : int
        Each bet draws from this and its own name: others beside it, and their order, change nothing.

    Returns
    -------
    BetValues
        Values, intervals and drivers.

    Raises
    ------
    InputError
        Where an argument cannot be used.

    Notes
    -----
    Source: Sobol (1993), Mathematical Modeling and Computational Experiment 1(4), for the shares, which for a
    product of independent factors need their means and variances alone. Assumes that what one factor turns
    out to be says nothing of the others, and that the ranges are honest: it adds up judgements, and is none.

    Examples
    --------
    >>> bet = Bet("reading", Pert(0.1, 0.5, 0.9), 2.0, Pert(90.0, 100.0, 110.0), 0.5)
    >>> found = value_bets([bet], seed=1)
    >>> found.drivers, found.future.round(-1)
    (('chance',), array([190.]))
    """
    names = tuple(bet.name for bet in bets)
    if not bets or len(set(names)) < len(names) or horizon < 1 or draws < 100:
        found = f"{names}, horizon {horizon}, draws {draws}"
        raise InputError("bets of different names, a year or more, 100 draws or more", found, "change them")
    if not 0.0 <= discount < 1.0 or not 0.0 < level < 1.0:
        raise InputError("shares for discount and level", f"{discount}, {level}", "change them")
    years = np.arange(horizon)
    first, future = np.empty((len(bets), draws)), np.empty((len(bets), draws))
    shares, interaction = np.full((len(bets), len(FACTORS)), np.nan), np.full(len(bets), np.nan)
    for row, bet in enumerate(bets):
        rng = np.random.default_rng([seed, zlib.crc32(bet.name.encode())])
        chance, size, reach, kept = (_draw(getattr(bet, factor), rng, draws) for factor in FACTORS)
        lasting = ((kept[:, None] * (1.0 - discount)) ** years).sum(axis=1)
        first[row], future[row] = chance * size * reach, chance * size * reach * lasting
        shares[row], interaction[row] = _shares(np.stack([chance, size, reach, lasting]))
    tail = 0.5 * (1.0 - level)
    lower, upper = np.quantile(future, [tail, 1.0 - tail], axis=1)
    tops = future == future.max(axis=0)
    return BetValues(
        names=names,
        expected=first.mean(axis=1),
        expected_se=first.std(axis=1, ddof=1) / np.sqrt(draws),
        future=future.mean(axis=1),
        future_se=future.std(axis=1, ddof=1) / np.sqrt(draws),
        lower=lower,
        upper=upper,
        best=(tops / tops.sum(axis=0)).mean(axis=1),
        shares=shares,
        interaction=interaction,
        drivers=tuple("" if np.isnan(each).any() else FACTORS[int(np.argmax(each))] for each in shares),
        horizon=horizon,
        discount=discount,
        level=level,
        draws=draws,
        seed=seed,
    )


def _support(given: Range) -> tuple[float, float]:
    return given.support if isinstance(given, Pert | Quantiles) else (float(given), float(given))


def _draw(given: Range, rng: np.random.Generator, draws: int) -> FloatArray:
    return given.draw(rng, draws) if isinstance(given, Pert | Quantiles) else np.full(draws, float(given))


def _shares(factors: FloatArray) -> tuple[FloatArray, float]:
    """Var(E[V | X]) / Var(V) for V a product of independent factors (4, draws)."""
    means, variances = factors.mean(axis=1), factors.var(axis=1)
    # A constant's variance by summing is a rounding error, not a doubt.
    variances[np.ptp(factors, axis=1) == 0.0] = 0.0
    total = np.prod(means**2 + variances) - np.prod(means**2)
    if total <= 0.0:
        return np.full(len(means), np.nan), float("nan")
    others = np.array([np.prod(np.delete(means, j)) for j in range(len(means))])
    alone = others**2 * variances / total
    return alone, float(1.0 - alone.sum())
