"""The cheapest chain of exchanges that finds one place: shortest path from kept prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from wealdstats.matching.state import Narrow, State, edges_of, pairs_of, ranges
from wealdstats.types import FloatArray, IntArray

FIRST_LOOK = 16
FARTHER = 4  # times as far with every look, but never farther than a way that is known


@dataclass(frozen=True, slots=True)
class Chain:
    """One place found.

    Parameters
    ----------
    joins : ndarray of int
        Places of the edges that enter the plan.
    leaves : ndarray of int
        Pairings that leave it.
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
    opens : int
        The offer that has a place free for it; −1 for none.
    seats : int
        The need whose empty place is filled; −1 for none.
    ends : int
        The offer whose waiting place was found; −1 where it was an empty one, or none waits.
    lift : int
        How far the price of a free place rose: all prices fall by it, so that it costs nothing again.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> none = np.array([], np.int64)
    >>> Chain(np.array([2]), none, -1, 3, 0, np.array([0.0]), none).fills
    3
    """

    joins: IntArray
    leaves: IntArray
    empties: int
    fills: int
    cost: int
    offer: FloatArray
    pair: FloatArray
    opens: int = -1
    seats: int = -1
    ends: int = -1
    lift: int = 0


def cheapest_chain(state: State, source: int, limit: float) -> Chain:
    """Find the cheapest way to give one more place to a need.

    Parameters
    ----------
    state : State
        An optimal plan with its prices.
    source : int
        The need.
    limit : float
        How far to look first.

    Returns
    -------
    Chain
        What changes; exact unless an edge that is not laid out could matter.

    Notes
    -----
    Source: successive shortest paths with potentials (Tomizawa 1971; Edmonds and Karp 1972). Most chains
    end close by; where one does not, the next look goes farther. Distances are whole numbers below 2⁵³,
    which floats hold exactly.

    Examples
    --------
    >>> cheapest_chain.__name__
    'cheapest_chain'
    """
    held = state.held
    place, _, offer, value = edges_of(state, np.array([source]))
    free = ~np.isin(place, held.place[pairs_of(held, np.array([source]))])
    place, offer, begin = place[free], offer[free], (state.price[offer] - value)[free]
    nearest = min(int(begin.min(initial=state.empty)), state.empty)
    graph = _residual(state, offer, begin - nearest)
    worth = held.value - state.price[held.offer]
    room = np.flatnonzero(state.room)
    # A way that is known bounds how far the best can be: at worst the place stays empty.
    stay = float(state.empty - nearest)
    while True:
        far, before = dijkstra(graph, indices=len(state.room), return_predecessors=True, limit=limit)
        pair = far[held.offer] + worth
        fill, leave = far[room].min(initial=np.inf), pair.min(initial=np.inf) + state.empty
        cost = float(min(stay, fill, leave))
        if cost <= limit:
            break
        limit = min(cost, limit * FARTHER) if limit else cost
    # Where costs are equal the free place is filled.
    if fill == cost:
        end = int(room[far[room].argmin()])
        return Chain(*_walk(state, graph, far, before, end, place), -1, end, int(cost), far[:-1], pair)
    if stay == cost:
        none = np.zeros(0, np.int64)
        return Chain(none, none, source, -1, int(cost), far[:-1], pair)
    last = int(pair.argmin())
    joins, leaves = _walk(state, graph, far, before, int(held.offer[last]), place)
    return Chain(joins, np.append(leaves, last), int(held.need[last]), -1, int(cost), far[:-1], pair)


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
    graph = csr_array((len(first) - 1,) * 2)
    # Set one by one: the constructor would look through every index first.
    graph.data, graph.indices, graph.indptr = np.concatenate([lengths, begin]), ends, first
    return graph


def _walk(
    state: State, graph: csr_array, far: FloatArray, before: Narrow, end: int, own: IntArray
) -> tuple[IntArray, IntArray]:
    """Walk back from an offer; give the edges that enter the plan and the pairings handed on."""
    path = [end]
    while path[-1] < len(state.room):
        path.append(int(before[path[-1]]))
    taker, giver = np.array(path[:-1]), np.array(path[1:])
    start = graph.indptr[giver].astype(np.int64)
    width = graph.indptr[giver + 1] - start
    way, step = ranges(start, width), np.repeat(np.arange(len(giver)), width)
    # Sums of whole numbers: the ways taken are met exactly.
    met = (graph.indices[way] == taker[step]) & (far[giver[step]] + graph.data[way] == far[taker[step]])
    ways = way[met][np.unique(step[met], return_index=True)[1]]
    place = state.exchanges.place[ways[:-1]].astype(np.int64)
    needs = state.exchanges.need[ways[:-1]]
    start = np.searchsorted(state.held.need, needs)
    width = np.searchsorted(state.held.need, needs, side="right") - start
    leaves = ranges(start, width)
    leaves = leaves[state.held.offer[leaves] == np.repeat(giver[:-1], width)]
    return np.append(place, own[ways[-1] - len(state.exchanges.to)]), leaves
