"""Who can take over from whom: exchanges between offers, laid out once and patched where a plan changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from wealdstats.matching.edges import spans
from wealdstats.matching.near import Near
from wealdstats.types import FloatArray, IntArray, Result

Number = TypeVar("Number", bound=np.generic)
Narrow = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Exchanges(Result):
    """Every way for an offer to hand one of its needs on along a near edge, by offer.

    Parameters
    ----------
    first : ndarray of int (k + 1,)
        Where each offer's exchanges begin.
    to : ndarray of int (m,)
        Who takes the need over; an offer comes as often as there are needs to take.
    by : ndarray of int (m,)
        The need.
    cost : ndarray (m,)
        Grid value lost; whole numbers below 2⁵³, which floats hold exactly.

    Notes
    -----
    Source: this project. A need's own price cancels on the way through it, so that chains are searched among
    offers alone.

    Examples
    --------
    >>> nothing_laid_out(2).first
    array([0, 0, 0], dtype=int32)
    """

    first: Narrow
    to: Narrow
    by: Narrow
    cost: FloatArray


def nothing_laid_out(offers: int) -> Exchanges:
    """Give a layout without exchanges.

    Parameters
    ----------
    offers : int
        How many there are.

    Returns
    -------
    Exchanges
        Empty.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> nothing_laid_out(1).to.size
    0
    """
    none = np.zeros(0, np.int32)
    return Exchanges(np.zeros(offers + 1, np.int32), none, none, np.zeros(0))


def laid_out(old: Exchanges, near: Near, held: IntArray, changed: IntArray) -> Exchanges:
    """Lay out the exchanges of some offers anew.

    Parameters
    ----------
    old : Exchanges
        As they were.
    near : Near
        Edges within reach.
    held : ndarray of int (pairs,)
        Which of them are in the plan, by offer.
    changed : ndarray of int (c,)
        Offers, in order, each once.

    Returns
    -------
    Exchanges
        As they are.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> one, own = np.array([0, 1]), np.array([0, 0])
    >>> near = Near(np.array([0, 2]), own, one, np.array([9, 5]), np.zeros(2), one, 9, np.array([9]))
    >>> found = laid_out(nothing_laid_out(2), near, np.array([0]), np.array([0, 1]))
    >>> found.to.tolist(), found.cost.tolist()
    ([1], [4.0])
    """
    taken = np.zeros(len(near.need), np.bool_)
    taken[held] = True
    giver = near.offer[held]
    start = np.searchsorted(giver, changed)
    stop = np.searchsorted(giver, changed, side="right")
    own = held[ranges(start, stop - start)]
    need = near.need[own]
    width = near.first[need + 1] - near.first[need]
    place = ranges(near.first[need], width)
    free = ~taken[place]
    place, pair = place[free], np.repeat(np.arange(len(own)), width)[free]
    whose = np.repeat(np.arange(len(changed)), stop - start)[pair]
    size = np.diff(old.first)
    size[changed] = np.bincount(whose, minlength=len(changed))
    first = np.zeros_like(old.first)
    np.cumsum(size, out=first[1:])
    cuts = _cuts(old.first, first, changed)
    return Exchanges(
        first,
        _spliced(old.to, near.offer[place].astype(np.int32), cuts),
        _spliced(old.by, near.need[place].astype(np.int32), cuts),
        _spliced(old.cost, (near.value[own[pair]] - near.value[place]).astype(np.float64), cuts),
    )


def ranges(start: IntArray, size: IntArray) -> IntArray:
    """Give runs of whole numbers, one after another.

    Parameters
    ----------
    start, size : ndarray of int (m,)
        Where each run begins and how long it is.

    Returns
    -------
    ndarray of int
        The runs.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    ends = np.cumsum(size)
    runs: IntArray = np.arange(int(ends[-1]) if ends.size else 0)
    runs += np.repeat(start - ends + size, size)
    return runs


def _cuts(old: Narrow, new: Narrow, changed: IntArray) -> list[tuple[int, int, int, int]]:
    """Give, for each changed row, what is kept before it and where its own entries are among the new."""
    size = (new[changed + 1] - new[changed]).cumsum().tolist()
    kept = [0, *old[changed + 1].tolist()]
    rows = list(zip(kept, old[changed].tolist(), [0, *size], size, strict=False))
    last = size[-1] if size else 0
    return [*rows, (kept[-1], int(old[-1]), last, last)]


def _spliced(
    old: npt.NDArray[Number], new: npt.NDArray[Number], cuts: list[tuple[int, int, int, int]]
) -> npt.NDArray[Number]:
    return np.concatenate([part for a, b, c, d in cuts for part in (old[a:b], new[c:d])])
