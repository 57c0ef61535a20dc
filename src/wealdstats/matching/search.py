"""The cheapest chain of exchanges that finds one place: shortest path from kept prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from wealdstats.matching.edges import spans
from wealdstats.matching.near import State
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
    need, offer : ndarray (n,), (k,)
        Reduced distance of every need and offer from where the search began; infinite where not reached.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Chain(np.array([2]), np.array([]), -1, 3, 0, np.array([0]), np.array([0])).fills
    3
    """

    joins: IntArray
    leaves: IntArray
    empties: int
    fills: int
    cost: int
    need: FloatArray
    offer: FloatArray


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
    graph = _residual(state)
    limit = state.near.reach / FIRST_LOOK
    far, before = dijkstra(graph, indices=source, return_predecessors=True, limit=limit)
    end, cost = _nearest_end(state, far)
    if cost > limit:
        # The end found so far bounds how far the best can be.
        far, before = dijkstra(graph, indices=source, return_predecessors=True, limit=cost)
        end, cost = _nearest_end(state, far)
    return _walk(state, far, before, end, int(cost))


def _residual(state: State) -> csr_array:
    """Lay out what can change: needs may take near places, offers may let go of what they hold.

    Nodes are needs, then offers; lengths are reduced costs, none below nought.
    """
    near, costs, held, n = state.near, state.costs, state.held, len(state.lacking)
    length = costs.offer[near.offer]
    length -= near.value
    length -= costs.need[near.need]
    lengths = np.concatenate([length, -length[held]]).astype(np.float64)
    lengths[held] = np.inf
    to = np.concatenate([near.offer + n, near.need[held]]).astype(np.int32)
    of = np.searchsorted(near.offer[held], np.arange(1, len(state.room) + 1)) + len(near.need)
    first = np.concatenate([near.first, of]).astype(np.int32)
    if not state.ceiling.all():
        lengths[: len(length)][state.ceiling[near.offer] == 0] = np.inf
    return csr_array((lengths, to, first), shape=(len(first) - 1, len(first) - 1))


def _nearest_end(state: State, far: FloatArray) -> tuple[int, float]:
    """Give the node at which it costs least to stop: a need left empty or an offer with room."""
    stop = np.concatenate([state.empty - state.costs.need, np.where(state.room > 0, 0, np.inf)])
    stop += far
    # Where both cost the same the free place is filled: offers come last.
    end = len(stop) - 1 - int(stop[::-1].argmin())
    return end, float(stop[end])


def _walk(state: State, far: FloatArray, before: npt.NDArray[np.int32], end: int, cost: int) -> Chain:
    """Walk back from the end to where the search began."""
    n = len(state.lacking)
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    needs, offers = np.array(path[::-1][::2]), np.array(path[::-1][1::2]) - n
    joins = _edges(state, needs[: len(offers)], offers)
    leaves = _edges(state, needs[1:], offers[: len(needs) - 1])
    empties, fills = (end, -1) if end < n else (-1, end - n)
    return Chain(joins, leaves, empties, fills, cost, far[:n], far[n:])


def _edges(state: State, needs: IntArray, offers: IntArray) -> IntArray:
    """Give the near edge between each need and offer; a need has each offer once."""
    near = state.near
    place, _ = spans(near.first, needs)
    wanted = np.repeat(offers, near.first[needs + 1] - near.first[needs])
    found: IntArray = place[near.offer[place] == wanted]
    return found
