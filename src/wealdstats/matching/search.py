"""The cheapest chain of exchanges that finds one place: shortest path from kept prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from wealdstats.matching.exchange import Narrow
from wealdstats.matching.state import State
from wealdstats.types import FloatArray, IntArray

FIRST_LOOK = 16


@dataclass(frozen=True, slots=True)
class Chain:
    """One place found.

    Parameters
    ----------
    joins, leaves : ndarray of int
        Near edges that enter and leave the plan.
    empties : int
        The need whose place stays empty in the end; −1 where an offer had a free one.
    fills : int
        The offer whose free place is filled; −1 where there was none.
    cost : int
        How far prices rise.
    offer : ndarray (k,)
        Reduced distance of every offer from where the search began; infinite where not reached.
    pair : ndarray (pairs,)
        The same for the need of every pairing, less the need's price: what its other edges start from.
    start : int
        The same for the need the search began from.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> none = np.array([], np.int64)
    >>> Chain(np.array([2]), none, -1, 3, 0, np.array([0.0]), none, -9).fills
    3
    """

    joins: IntArray
    leaves: IntArray
    empties: int
    fills: int
    cost: int
    offer: FloatArray
    pair: FloatArray
    start: int


def cheapest_chain(state: State, source: int) -> Chain:
    """Find the cheapest way to give one more place to a need.

    Parameters
    ----------
    state : State
        An optimal plan with its prices.
    source : int
        The need.

    Returns
    -------
    Chain
        What changes; exact unless an edge that is not near could matter.

    Notes
    -----
    Source: successive shortest paths with potentials (Tomizawa 1971; Edmonds and Karp 1972). Most chains
    end close by; where one does not, the first look tells how far the second has to go. Distances are whole
    numbers below 2⁵³, which floats hold exactly.

    Examples
    --------
    >>> cheapest_chain.__name__
    'cheapest_chain'
    """
    near, held = state.near, state.held
    own = np.arange(near.first[source], near.first[source + 1])
    own = own[~np.isin(own, held[near.need[held] == source])]
    begin = state.price[near.offer[own]] - near.value[own]
    start = min(int(begin.min(initial=state.empty)), state.empty)
    graph = _residual(state, near.offer[own], begin - start)
    worth = near.value[held] - state.price[near.offer[held]]
    # A way that is known bounds how far the best can be: at worst the place stays empty.
    limit, known = near.reach / FIRST_LOOK, float(state.empty - start)
    while True:
        far, before = dijkstra(graph, indices=len(state.room), return_predecessors=True, limit=limit)
        pair = far[near.offer[held]] + worth
        free = np.where(state.room > 0, far[:-1], np.inf)
        cost = min(known, float(free.min(initial=np.inf)), float(pair.min(initial=np.inf)) + state.empty)
        if cost <= limit:
            break
        limit = cost
    if free.min(initial=np.inf) <= cost:
        end, fills, empties = int(free.argmin()), int(free.argmin()), -1
        leaves = np.zeros(0, np.int64)
    elif known <= cost:
        end, fills, empties = len(state.room), -1, source
        leaves = np.zeros(0, np.int64)
    else:
        leaves = held[[int(pair.argmin())]]
        end, fills, empties = int(near.offer[leaves[0]]), -1, int(near.need[leaves[0]])
    joins, handed = _walk(state, graph, before, end, own)
    return Chain(joins, np.concatenate([handed, leaves]), empties, fills, int(cost), far[:-1], pair, -start)


def _residual(state: State, to: IntArray, begin: IntArray) -> csr_array:
    """Lay out what can change: offers hand on what they hold; last comes the need that looks for a place.

    Lengths are reduced costs, none below nought.
    """
    exchanges, price = state.exchanges, state.price.astype(np.float64)
    lengths = price[exchanges.to]
    lengths += exchanges.cost
    lengths -= np.repeat(price, np.diff(exchanges.first))
    ends = np.concatenate([exchanges.to, to.astype(np.int32)])
    first = np.append(exchanges.first, np.int32(len(ends)))
    return csr_array((np.concatenate([lengths, begin]), ends, first), shape=(len(first) - 1,) * 2)


def _walk(
    state: State, graph: csr_array, before: Narrow, end: int, own: IntArray
) -> tuple[IntArray, IntArray]:
    """Walk back from the end; give the near edges that enter the plan and those of each need handed on."""
    near, source = state.near, len(state.room)
    needs, joins, givers = [], [], []
    while end != source:
        giver = int(before[end])
        row = slice(int(graph.indptr[giver]), int(graph.indptr[giver + 1]))
        fits = np.flatnonzero(graph.indices[row] == end)
        best = int(fits[graph.data[row][fits].argmin()])
        if giver == source:
            joins.append(int(own[best]))
        else:
            need = int(state.exchanges.by[row][best])
            joins.append(_edge(state, need, end))
            needs.append(need)
            givers.append(giver)
        end = giver
    leaves = [_edge(state, need, giver) for need, giver in zip(needs, givers, strict=True)]
    return np.array(joins, np.int64), np.array(leaves, np.int64)


def _edge(state: State, need: int, offer: int) -> int:
    """Give the near edge between a need and an offer."""
    first = int(state.near.first[need])
    row = state.near.offer[first : int(state.near.first[need + 1])]
    return first + int((row == offer).argmax())
