"""Seat one need anew after its edges have changed, and keep the plan optimal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from wealdstats.matching.change import along, exhausted
from wealdstats.matching.exchange import laid_out, near_edges
from wealdstats.matching.prices import FAR
from wealdstats.matching.search import FARTHER, Chain
from wealdstats.matching.state import Held, State, affinities, edges_of, looked_up, pairs_of, weighed
from wealdstats.types import FloatArray, IntArray


def reseated(state: State, needs: IntArray) -> State:
    """Take needs off their offers and seat them anew by the cheapest chains.

    Parameters
    ----------
    state : State
        A plan that is optimal but for the edges of these needs: they may be worth something else now, or
        closed, or open.
    needs : ndarray of int (m,)
        The needs, in order.

    Returns
    -------
    State
        The optimal plan.

    Notes
    -----
    Source: cycles cancelled (Klein 1967), each a shortest path from a need to a place that one of them has
    left. It may lead over free places and empty ones: these are one node of the search, the end.

    Examples
    --------
    >>> reseated.__name__
    'reseated'
    """
    state = exhausted(state)
    before, held = state.held, _reweighed(state, needs)
    dear, more = _discontent(state, held, needs)
    wait, empty = held.offer[dear], int(state.lacking[more].sum())
    seats = np.concatenate([held.need[dear], np.repeat(more, state.lacking[more])])
    held = Held(*(np.delete(getattr(held, name), dear) for name in ("place", "need", "offer", "value")))
    lacking, within = state.lacking.copy(), state.within.copy()
    lacking[more], within[needs] = 0, -FAR // 2
    state = replace(state, held=held, lacking=lacking, within=within)
    state = laid_out(state, before, near_edges(state, needs, state.reach))
    for need in seats.tolist():
        state, chain = along(state, partial(_cheapest, source=need, wait=wait, is_empty=empty > 0))
        if chain.ends < 0:
            empty -= 1
        else:
            wait = np.delete(wait, np.flatnonzero(wait == chain.ends)[0])
    return state


def _reweighed(state: State, needs: IntArray) -> Held:
    """Give the plan with what the pairings of some needs are worth now."""
    held, value = state.held, state.held.value.copy()
    own = pairs_of(held, needs)
    raw = looked_up(state.early.value, state.late.value, held.place[own])
    value[own] = weighed(state, held.need[own], raw)
    return replace(held, value=value)


def _discontent(state: State, held: Held, needs: IntArray) -> tuple[IntArray, IntArray]:
    """Find the pairings some needs would give up for another edge, and the empty places they would fill.

    All others stay as they are: prices prove them.
    """
    place, need, offer, value = edges_of(state, needs)
    own = pairs_of(held, needs)
    out = ~np.isin(place, held.place[own])
    nearest = np.full(len(state.lacking), np.int64(state.empty))
    np.minimum.at(nearest, need[out], (state.price[offer] - value)[out])
    dear = state.price[held.offer[own]] - held.value[own] > nearest[held.need[own]]
    dear |= affinities(state, held.place[own]) < state.floor
    return own[dear], needs[(state.lacking[needs] > 0) & (nearest[needs] < state.empty)]


@dataclass(frozen=True, slots=True)
class _Ways:
    """What can change, as a graph: offers, then the need that is seated, then the end.

    The end stands for free places and empty ones. An offer leads to it where it has a free place or lets a
    need go; it leads back to every offer in use, which then has a free place, and into the empty places.
    """

    graph: csr_array
    source: int
    own: IntArray  # edges of the need that is seated
    used: IntArray  # offers in use
    place: IntArray  # edges of needs with empty places
    need: IntArray


def _ways(state: State, source: int, wait: IntArray) -> _Ways:
    """Lay the graph out. Lengths are reduced costs, none below nought."""
    k, price, held, exchanges = len(state.room), state.price, state.held, state.exchanges
    own, begin = _outside(state, np.array([source]))
    place, away = _outside(state, np.flatnonzero(state.lacking))
    used = np.flatnonzero(np.bincount(np.append(held.offer, wait), minlength=k))
    leave = np.full(k, float(FAR))
    np.minimum.at(leave, held.offer, (held.value - price[held.offer] + state.empty).astype(np.float64))
    leave[state.room > 0] = 0.0

    far = price.astype(np.float64)
    first = exchanges.first + np.arange(k + 1)
    stops = first[1:] - 1
    is_exchange = np.ones(len(exchanges.to) + k, np.bool_)
    is_exchange[stops] = False
    to, length = np.full(len(is_exchange), k + 1, np.int32), np.empty(len(is_exchange))
    to[is_exchange] = exchanges.to
    length[is_exchange] = far[exchanges.to] + exchanges.cost - np.repeat(far, np.diff(exchanges.first))
    length[stops] = leave
    from_source = np.append(begin, state.empty) - min(int(begin.min(initial=state.empty)), state.empty)
    from_end = np.append(price[used], away - state.empty)
    offers = looked_up(state.early.offer, state.late.offer, np.append(own, place))
    graph = csr_array((k + 2,) * 2)
    # Set one by one: the constructor would look through every index first.
    graph.data = np.concatenate([length, from_source, from_end])
    columns = (to, offers[: len(own)], [k + 1], used, offers[len(own) :])
    graph.indices = np.concatenate(columns).astype(np.int32)
    graph.indptr = np.append(first, first[-1] + np.cumsum([len(from_source), len(from_end)])).astype(np.int32)
    return _Ways(graph, source, own, used, place, looked_up(state.early.need, state.late.need, place))


def _outside(state: State, needs: IntArray) -> tuple[IntArray, IntArray]:
    """Give the edges of some needs that are not in the plan, and price less value of each."""
    place, _, offer, value = edges_of(state, needs)
    held = np.zeros(len(state.early.offer) + len(state.late.offer), np.bool_)
    held[state.held.place] = True
    out = ~held[place]
    return place[out], (state.price[offer] - value)[out]


def _cheapest(state: State, *, source: int, wait: IntArray, is_empty: bool, limit: float) -> Chain:
    """Find the cheapest way from a need to a place that waits."""
    ways, k = _ways(state, source, wait), len(state.room)
    targets = np.append(wait, k + 1) if is_empty else wait
    # A way that is known: the place stays empty, and an offer has one free for it.
    stay = float(ways.graph.data[ways.graph.indptr[k + 1] - 1])
    known = stay + (0.0 if is_empty else float(state.price[wait].min()))
    while True:
        far, before = dijkstra(ways.graph, indices=k, return_predecessors=True, limit=limit)
        cost = float(min(known, far[targets].min()))
        if cost <= limit:
            break
        limit = min(cost, limit * FARTHER) if limit else cost
    target = int(targets[far[targets].argmin()])
    path = [target]
    while path[-1] != k:
        path.append(int(before[path[-1]]))
    return replace(
        _walked(state, ways, far, path[::-1]),
        cost=int(cost),
        offer=far[:k],
        pair=far[state.held.offer] + (state.held.value - state.price[state.held.offer]),
        ends=target if target < k else -1,
        lift=int(max(cost - far[k + 1], 0.0)),
    )


def _walked(state: State, ways: _Ways, far: FloatArray, path: list[int]) -> Chain:
    """Say what a path changes."""
    k, held, graph, exchanges = len(state.room), state.held, ways.graph, state.exchanges
    joins: list[int] = []
    leaves: list[int] = []
    fills = opens = empties = seats = -1
    for giver, taker in pairwise(path):
        row = slice(int(graph.indptr[giver]), int(graph.indptr[giver + 1]))
        # Sums of whole numbers: the way taken is met exactly.
        met = (graph.indices[row] == taker) & (far[giver] + graph.data[row] == far[taker])
        way = int(met.argmax())
        if giver == k and taker < k:
            joins.append(int(ways.own[way]))
        elif giver == k:
            empties = ways.source
        elif giver > k and way < len(ways.used):
            opens = taker
        elif giver > k:
            joins.append(int(ways.place[way - len(ways.used)]))
            seats = int(ways.need[way - len(ways.used)])
        elif taker < k:
            handed = row.start + way - giver  # every offer before this one has a way to the end as well
            joins.append(int(exchanges.place[handed]))
            first = int(held.need.searchsorted(exchanges.need[handed]))
            leaves.append(first + int((held.offer[first:] == giver).argmax()))
        elif state.room[giver]:
            fills = giver
        else:
            own = np.flatnonzero(held.offer == giver)
            leaves.append(int(own[held.value[own].argmin()]))
            empties = int(held.need[leaves[-1]])
    changed = np.array(joins, np.int64), np.array(leaves, np.int64)
    return Chain(*changed, empties, fills, 0, far, far, opens=opens, seats=seats)
