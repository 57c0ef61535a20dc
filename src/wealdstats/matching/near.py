"""The part of a plan that a small change can reach: nearly tight edges, prices, and what is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wealdstats.matching.edges import Edges, spans
from wealdstats.matching.prices import FAR, Costs
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

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
        Every edge a need has left out costs more than this less the need's price, in reduced terms: a search
        that stays nearer misses nothing. Prices of offers only rise, which takes such edges farther away.

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


@dataclass(frozen=True, slots=True, eq=False)
class State(Result):
    """An optimal plan that can be changed.

    Parameters
    ----------
    near : Near
        Edges within reach.
    held : ndarray of int (pairs,)
        Which of them are in the plan, by offer.
    costs : Costs
        Optimal prices.
    room : ndarray of int (k,)
        Free places of each offer.
    ceiling : ndarray of int (k,)
        Most pairings of each offer; 0 where it is withdrawn.
    lacking : ndarray of int (n,)
        Empty places of each need.
    empty : int
        Cost of an empty place.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> State.__slots__[0]
    'near'
    """

    near: Near
    held: IntArray
    costs: Costs
    room: IntArray
    ceiling: IntArray
    lacking: IntArray
    empty: int


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
    state: State, edges: Edges, usable: BoolArray, needs: IntArray, cost: int
) -> tuple[State, IntArray]:
    """Bring more edges of some needs within reach: all that prices risen by a cost could bear.

    Parameters
    ----------
    state : State
        An optimal plan.
    edges : Edges
        All edges that were there from the beginning.
    usable : ndarray of bool (rows,)
        Which of them may be used.
    needs : ndarray of int (m,)
        Needs that were there from the beginning.
    cost : int
        How far prices may rise at once.

    Returns
    -------
    tuple of State and ndarray of int
        The same plan with more edges at hand, and where each of those before is now.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> widen.__name__
    'widen'
    """
    near, costs = state.near, state.costs
    within = near.within.copy()
    within[needs] = costs.need[needs] + cost + near.reach
    place, need = spans(edges.first, needs)
    known, _ = spans(near.first, needs)
    new = usable[place] & (costs.offer[edges.offer[place]] - edges.value[place] <= within[need])
    far = np.ones(len(usable), np.bool_)
    far[near.place[known]] = False
    new &= far[place]
    place, need = place[new], need[new]
    into = near.first[need + 1]
    moved = np.arange(len(near.need)) + np.searchsorted(into, np.arange(len(near.need)), side="right")
    wider = Near(
        near.first + np.searchsorted(need, np.arange(len(near.first))),
        np.insert(near.need, into, need),
        np.insert(near.offer, into, edges.offer[place]),
        np.insert(near.value, into, edges.value[place]),
        np.insert(near.affinity, into, edges.affinity[place]),
        np.insert(near.place, into, place),
        near.reach,
        within,
    )
    return replace(state, near=wider, held=moved[state.held]), moved
