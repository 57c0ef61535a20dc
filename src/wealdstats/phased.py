"""Starting in drawn order: what such a trial could show, said beforehand, and what it showed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval, t_quantile
from wealdstats.types import FloatArray, Result

# Each wave; with one unit in a wave nothing is known of how units differ in it.
FEWEST = 2
# As many ways of starting are written out; of more, so many are drawn.
MOST_WRITTEN_OUT = 20_000
# Differences that are equal on paper may differ in the last bits.
SAME = 1e-9


def drawn_order(names: Sequence[str], seed: int) -> tuple[str, ...]:
    """Draw an order that anybody can repeat with any tool that knows sha256.

    Parameters
    ----------
    names : sequence of str
        Units, each once, in any order.
    seed : int
        Chosen before anybody knows what it leads to; kept with the result.

    Returns
    -------
    tuple of str
        The names in order of the sha256 of ``"seed:name"``.

    Raises
    ------
    InputError
        A name stands twice.

    Notes
    -----
    Source: docs/methods/phased_start.md. The order depends on names and seed alone, not on the order in which
    names were written down.

    Examples
    --------
    >>> drawn_order(["oak", "ash", "elm"], 7) == drawn_order(["elm", "oak", "ash"], 7)
    True
    """
    if len(set(names)) < len(names):
        raise InputError("each name once", "one twice", "take it out")
    return tuple(sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()))


@dataclass(frozen=True, slots=True)
class PhasedPlan:
    """What a phased start can show, before anybody starts.

    Parameters
    ----------
    detectable : float
        Smallest difference found with a chance of ``power``, in the unit of ``spread``.
    n_first, n_later : int
        Units that start first, and later.
    spread : float
        Standard deviation of units' changes.
    smallest_p : float
        Smallest p the draw allows, however large the difference.
    level, power : float
        Level of the interval, and the chance.

    Notes
    -----
    Source: docs/methods/phased_start.md.

    Examples
    --------
    >>> phased_plan(4, 4, 2.0).smallest_p
    0.02857142857142857
    """

    detectable: float
    n_first: int
    n_later: int
    spread: float
    smallest_p: float
    level: float
    power: float


def phased_plan(
    n_first: int, n_later: int, spread: float, *, level: float = 0.95, power: float = 0.8
) -> PhasedPlan:
    """Say beforehand how large a difference must be to be found.

    Parameters
    ----------
    n_first, n_later : int
        Units that start first, and later; two each at least.
    spread : float
        Standard deviation of units' changes over the time until the later ones start, without any effect.
    level : float, default 0.95
        Level of the interval afterwards.
    power : float, default 0.8
        Chance with which the difference is to be found.

    Returns
    -------
    PhasedPlan
        The smallest difference, and the smallest p.

    Raises
    ------
    TooFewError
        Fewer than two units in a wave.
    InputError
        A spread that is not positive, or a level or chance outside 0.5 to 1.

    Notes
    -----
    Source: docs/methods/phased_start.md. It supposes that the spread, named beforehand, is right.

    Examples
    --------
    >>> round(phased_plan(10, 10, 5.0).detectable, 2)
    6.63
    """
    _refuse_few(n_first, n_later)
    if not (np.isfinite(spread) and spread > 0 and 0.5 < level < 1 and 0.5 <= power < 1):
        raise InputError(
            "a positive spread, level and power below 1", f"{spread}, {level}, {power}", "change it"
        )
    df = n_first + n_later - 2
    error = spread * (1 / n_first + 1 / n_later) ** 0.5
    reach = t_quantile(0.5 + level / 2, df) + t_quantile(power, df)
    return PhasedPlan(reach * error, n_first, n_later, spread, _smallest_p(n_first, n_later), level, power)


@dataclass(frozen=True, slots=True, eq=False)
class PhasedStart(Result):
    """What a phased start showed.

    Parameters
    ----------
    effect : float
        Mean change of those that started first less that of those that waited.
    se, df : float
        Its standard error from the pooled spread within waves, and degrees of freedom.
    conf_int : Interval
        Interval of the effect by t.
    p : float
        Share of all the ways in which the start could have been drawn that differ at least as much.
    n_ways : int
        Ways compared; all of them where ``written_out``.
    written_out : bool
        Whether every way was compared, or a sample of them.
    differences : ndarray (n_ways,)
        The difference under each way.
    n_first, n_later : int
        Units in each wave.

    Notes
    -----
    Source: docs/methods/phased_start.md.

    Examples
    --------
    >>> phased_start([3.0, 2.0, 0.0, 1.0], [True, True, False, False]).n_ways
    6
    """

    effect: float
    se: float
    df: float
    conf_int: Interval
    p: float
    n_ways: int
    written_out: bool
    differences: FloatArray
    n_first: int
    n_later: int


def phased_start(
    change: npt.ArrayLike,
    is_first: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = MOST_WRITTEN_OUT,
    seed: int = 0,
) -> PhasedStart:
    """Compare those that were drawn to start first with those that waited.

    Parameters
    ----------
    change : array_like (n,)
        Each unit's change from before anybody started to the day before the later ones did. None missing: a
        unit without a reading is left out by the caller, who says so.
    is_first : array_like of bool (n,)
        Whether it was drawn to start first; also of units that in the end did not (intention to treat).
    level : float, default 0.95
        Level of the interval.
    draws : int, default 20000
        Ways drawn where there are too many to write out.
    seed : int, default 0
        Of those draws.

    Returns
    -------
    PhasedStart
        Effect, interval, p.

    Raises
    ------
    TooFewError
        Fewer than two units in a wave.
    InputError
        Columns of different length, or numbers that are not finite.
    NoVariationError
        Changes that do not vary within waves.

    Notes
    -----
    Source: Fisher (1935), The Design of Experiments, for p; Student's t for the interval, which supposes that
    changes spread alike in both waves. It is the effect on schools that wanted the practice, over that time.

    Examples
    --------
    >>> found = phased_start([5.0, 6.0, 4.0, 0.0, 1.0, -1.0], [1, 1, 1, 0, 0, 0])
    >>> found.effect, found.p, found.conf_int.excludes(0.0)
    (5.0, 0.1, True)
    """
    values, first = np.array(change, np.float64), np.array(is_first, np.bool_)
    if values.shape != first.shape or values.ndim != 1 or not np.isfinite(values).all():
        raise InputError(
            "a finite change for every unit", f"{values.shape}", "leave out units without a reading"
        )
    n_first = int(first.sum())
    n_later = len(first) - n_first
    _refuse_few(n_first, n_later)
    effect = float(values[first].mean() - values[~first].mean())
    df = float(len(values) - 2)
    squares = sum(float(((values[wave] - values[wave].mean()) ** 2).sum()) for wave in (first, ~first))
    if squares <= 0.0:
        raise NoVariationError("changes that vary within waves", "none", "read off more finely")
    se = (squares / df * (1 / n_first + 1 / n_later)) ** 0.5
    half = t_quantile(0.5 + level / 2, df) * se
    chosen, written_out = _ways(len(values), n_first, draws, seed)
    differences = _differences(values, chosen, n_first)
    as_far = int((np.abs(differences) >= abs(effect) - SAME * (1 + abs(effect))).sum())
    p = as_far / len(differences) if written_out else (as_far + 1) / (len(differences) + 1)
    interval = Interval(effect - half, effect + half, level)
    return PhasedStart(
        effect, se, df, interval, p, len(differences), written_out, differences, n_first, n_later
    )


def _refuse_few(n_first: int, n_later: int) -> None:
    if min(n_first, n_later) < FEWEST:
        raise TooFewError(f"{FEWEST} in each wave", f"{n_first} and {n_later}", "ask more to take part")


def _smallest_p(n_first: int, n_later: int) -> float:
    """With waves of one size every way has a mirror image that differs as much."""
    return (2 if n_first == n_later else 1) / comb(n_first + n_later, n_first)


def _ways(n: int, n_first: int, draws: int, seed: int) -> tuple[npt.NDArray[np.bool_], bool]:
    """Give who could have started first: every way, or as many as were asked for."""
    written_out = comb(n, n_first) <= MOST_WRITTEN_OUT
    if written_out:
        rows = np.array(list(combinations(range(n), n_first)))
    else:
        rng = np.random.default_rng(seed)
        rows = np.argsort(rng.random((draws, n)), axis=1)[:, :n_first]
    chosen = np.zeros((len(rows), n), np.bool_)
    np.put_along_axis(chosen, rows, values=True, axis=1)
    return chosen, written_out


def _differences(values: FloatArray, chosen: npt.NDArray[np.bool_], n_first: int) -> FloatArray:
    total = values.sum()
    sums: FloatArray = chosen @ values
    found: FloatArray = sums / n_first - (total - sums) / (len(values) - n_first)
    return found
