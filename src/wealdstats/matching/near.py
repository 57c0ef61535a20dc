"""The edges that a small change can reach: those nearly tight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from wealdstats.matching.edges import Edges, spans
from wealdstats.matching.prices import FAR, Costs
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

Number = TypeVar("Number", bound=np.generic)

NEAR_SHARE = 0.08
NEAR_LEAST = 20_000
SAMPLE = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Near(Result):
    """Edges whose reduced cost is within reach, by need.

    Parameters
    ----------
    first : ndarray of int (n + 1,)
        Where each need's edges begin.
    need, offer, value : ndarray of int (m,)
        Ends and grid value.
    affinity : ndarray (m,)
        As given.
    place : ndarray of int (m,)
        Place among all edges.
    reach : int
        Reduced cost up to which edges were chosen.
    within : ndarray of int (n,)
        For every edge a need has left out, the offer's price less the edge's value is more than this: a search
        that stays nearer misses nothing. Prices only rise, which takes such edges farther away.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> none = np.zeros(0, np.int64)
    >>> Near(np.zeros(1, np.int64), none, none, none, np.zeros(0), none, 5, none).within.size
    0
    """

    first: IntArray
    need: IntArray
    offer: IntArray
    value: IntArray
    affinity: FloatArray
    place: IntArray
    reach: int
    within: IntArray


def near_edges(edges: Edges, usable: BoolArray, chosen: BoolArray, costs: Costs) -> Near:
    """Choose the edges within reach: those in the plan and the nearest of the others.

    Parameters
    ----------
    edges : Edges
        All edges.
    usable : ndarray of bool (rows,)
        Edges that may be used.
    chosen : ndarray of bool (rows,)
        Edges in the plan.
    costs : Costs
        Optimal prices.

    Returns
    -------
    Near
        These edges.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity=1)
    >>> costs = Costs(np.array([0]), np.array([0, 0]))
    >>> near_edges(question.edges, question.allowed, np.array([False, True]), costs).first
    array([0, 1, 2])
    """
    reduced = costs.offer[edges.offer]
    reduced -= edges.value
    reduced -= costs.need[edges.need]
    reach = _reach(reduced, usable & ~chosen)
    place = np.flatnonzero((usable & (reduced <= reach)) | chosen)
    need = edges.need[place]
    first = np.searchsorted(need, np.arange(len(edges.needs) + 1)).astype(np.int64)
    within = costs.need + reach
    return Near(
        first, need, edges.offer[place], edges.value[place], edges.affinity[place], place, reach, within
    )


def _reach(reduced: IntArray, others: BoolArray) -> int:
    """Give the reduced cost that a small share of the edges outside the plan stay within."""
    stride = max(1, len(reduced) // SAMPLE)
    sample = reduced[::stride][others[::stride]]
    if len(reduced) <= NEAR_LEAST or not sample.size:
        return int(FAR // 2)
    return int(np.quantile(sample, NEAR_SHARE))


def widen(
    near: Near, edges: Edges, usable: BoolArray, price: IntArray, within: IntArray
) -> tuple[Near, IntArray]:
    """Bring more edges of some needs within reach.

    Parameters
    ----------
    near : Near
        Edges within reach.
    edges : Edges
        All edges that were there from the beginning.
    usable : ndarray of bool (rows,)
        Which of them may be used.
    price : ndarray of int (k,)
        Prices of offers.
    within : ndarray of int (n,)
        As it is to be; more than before only for needs that were there from the beginning.

    Returns
    -------
    tuple of Near and ndarray of int
        More edges at hand, and where each of those before is now.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> widen.__name__
    'widen'
    """
    needs = np.flatnonzero(within > near.within)
    place, need = spans(edges.first, needs)
    new = price[edges.offer[place]] - edges.value[place] <= within[need]
    new &= usable[place]
    place, need = place[new], need[new]
    known = np.zeros(len(usable), np.bool_)
    known[near.place[spans(near.first, needs)[0]]] = True
    place, need = place[~known[place]], need[~known[place]]
    if not place.size:
        return replace(near, within=within), np.arange(len(near.need))
    more = np.bincount(need, minlength=len(near.within)).cumsum()
    before = np.concatenate([np.zeros(1, np.int64), more])
    moved = np.arange(len(near.need)) + np.repeat(before[:-1], np.diff(near.first))
    into = near.first[need + 1] + np.arange(len(need))
    return Near(
        near.first + before,
        _merged(near.need, moved, need, into),
        _merged(near.offer, moved, edges.offer[place], into),
        _merged(near.value, moved, edges.value[place], into),
        _merged(near.affinity, moved, edges.affinity[place], into),
        _merged(near.place, moved, place, into),
        near.reach,
        within,
    ), moved


def _merged(
    old: npt.NDArray[Number], moved: IntArray, new: npt.NDArray[Number], into: IntArray
) -> npt.NDArray[Number]:
    merged = np.empty(len(old) + len(new), old.dtype)
    merged[moved], merged[into] = old, new
    return merged
