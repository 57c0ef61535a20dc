"""Change an optimal plan and keep it optimal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wealdstats.matching.edges import Edges
from wealdstats.matching.exchange import laid_out, nothing_laid_out
from wealdstats.matching.near import Near, near_edges, widen
from wealdstats.matching.prices import FAR, empty_cost, losses
from wealdstats.matching.search import Chain, cheapest_chain
from wealdstats.matching.state import State
from wealdstats.types import BoolArray, FloatArray, IntArray

CLOSED = FAR // 4


def begin(
    edges: Edges, usable: BoolArray, chosen: BoolArray, demand: IntArray, ceiling: IntArray, top: int
) -> State:
    """Price an optimal plan so that it can be changed.

    Parameters
    ----------
    edges : Edges
        All edges.
    usable : ndarray of bool (rows,)
        Edges that may be used.
    chosen : ndarray of bool (rows,)
        The plan.
    demand : ndarray of int (n,)
        Places of each need.
    ceiling : ndarray of int (k,)
        Most pairings of each offer.
    top : int
        Largest grid value.

    Returns
    -------
    State
        The plan with its largest optimal prices.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity=1)
    >>> chosen = np.array([False, True])
    >>> begin(question.edges, question.allowed, chosen, question.demand, question.ceiling, 9).lacking
    array([1, 0])
    """
    empty = empty_cost(edges, top)
    costs = losses(edges, chosen, usable, ceiling, empty)
    near = near_edges(edges, usable, chosen, costs)
    held = _by_offer(near, np.flatnonzero(chosen[near.place]))
    exchanges = laid_out(nothing_laid_out(len(ceiling)), near, held, np.arange(len(ceiling)))
    price = np.where(ceiling > 0, costs.offer, CLOSED)
    room = ceiling - np.bincount(near.offer[held], minlength=len(ceiling))
    lacking = demand - np.bincount(near.need[held], minlength=len(demand))
    return State(near, held, exchanges, price, room, lacking, empty)


def _by_offer(near: Near, places: IntArray) -> IntArray:
    order: IntArray = places[np.argsort(near.offer[places], kind="stable")]
    return order


def fill(state: State, need: int, edges: Edges, usable: BoolArray) -> State:
    """Give one more place to a need by the cheapest chain, which may end in its staying empty.

    Parameters
    ----------
    state : State
        An optimal plan in which the need does not ask for this place.
    need : int
        The need.
    edges : Edges
        All edges that were there from the beginning.
    usable : ndarray of bool (rows,)
        Which of them may be used.

    Returns
    -------
    State
        The optimal plan in which it does.

    Notes
    -----
    Source: one step of successive shortest paths. Where a need on the way is so far that an edge left out
    could matter, all its edges are brought in and the search is made again.

    Examples
    --------
    >>> fill.__name__
    'fill'
    """
    state = _exhausted(state)
    while True:
        chain = cheapest_chain(state, need)
        within = _needed(state, chain, need)
        if within is None:
            return _applied(state, chain, need)
        state, moved, touched = _widened(state, edges, usable, within)
        if not _shortens(state, chain, moved, need):
            chain = replace(chain, joins=moved[chain.joins], leaves=moved[chain.leaves])
            return _applied(state, chain, need, touched)
        state = _laid_out(state, touched)


def _needed(state: State, chain: Chain, source: int) -> IntArray | None:
    """Give how far the edges of each need must reach for the chain to be proved; None where they do."""
    near = state.near
    need = near.need[state.held]
    short = np.flatnonzero(chain.pair + near.within[need] < chain.cost)
    if not short.size and chain.start + near.within[source] >= chain.cost:
        return None
    within = near.within.copy()
    spare = chain.cost + near.reach
    np.maximum.at(within, need[short], (spare - chain.pair[short]).astype(np.int64))
    within[source] = max(int(within[source]), spare - chain.start)
    return within


def _widened(
    state: State, edges: Edges, usable: BoolArray, within: IntArray
) -> tuple[State, IntArray, BoolArray]:
    """Bring edges in; give where those before are now, and the needs that have more."""
    near, moved = widen(state.near, edges, usable, state.price, within)
    touched = np.diff(near.first) > np.diff(state.near.first)
    return replace(state, near=near, held=moved[state.held]), moved, touched


def _shortens(state: State, chain: Chain, moved: IntArray, source: int) -> bool:
    """Tell whether an edge brought in would have led anywhere sooner."""
    near = state.near
    new = np.ones(len(near.need), np.bool_)
    new[moved] = False
    from_need = np.full(len(near.within), np.inf)
    np.minimum.at(from_need, near.need[state.held], chain.pair)
    from_need[source] = min(from_need[source], chain.start)
    offer = near.offer[new]
    far = from_need[near.need[new]] + (state.price[offer] - near.value[new])
    return bool((far < np.minimum(chain.offer[offer], chain.cost)).any())


def _laid_out(state: State, touched: BoolArray, also: Sequence[IntArray] = ()) -> State:
    """Lay out anew the exchanges of all offers that hold any of some needs, and of others."""
    near, held = state.near, state.held
    changed = np.zeros(len(state.room), np.bool_)
    changed[near.offer[held[touched[near.need[held]]]]] = True
    for offers in also:
        changed[offers] = True
    exchanges = laid_out(state.exchanges, near, held, np.flatnonzero(changed))
    return replace(state, exchanges=exchanges)


def _exhausted(state: State) -> State:
    """Where no offer has room, some place must empty: raise all prices until one does for nothing.

    Raising every price alike leaves all reduced costs as they are.
    """
    if state.room.any() or not state.held.size:
        return state
    near, held = state.near, state.held
    lift = state.empty + int((near.value[held] - state.price[near.offer[held]]).min())
    near = replace(near, within=np.minimum(near.within + lift, FAR // 2))
    return replace(state, near=near, price=state.price + lift)


def _applied(state: State, chain: Chain, source: int, touched: BoolArray | None = None) -> State:
    near = state.near
    stays = np.ones(len(near.need), np.bool_)
    stays[chain.leaves] = False
    held = state.held[stays[state.held]]
    entering = _by_offer(near, chain.joins)
    held = np.insert(held, np.searchsorted(near.offer[held], near.offer[entering]), entering)
    room, lacking = state.room.copy(), state.lacking.copy()
    if chain.fills >= 0:
        room[chain.fills] -= 1
    else:
        lacking[chain.empties] += 1
    price = state.price + np.maximum(chain.cost - chain.offer, 0.0).astype(np.int64)
    touched = np.zeros(len(near.within), np.bool_) if touched is None else touched
    touched[near.need[chain.joins]] = touched[near.need[chain.leaves]] = True
    state = replace(state, held=held, room=room, lacking=lacking, price=price)
    return _laid_out(state, touched, [near.offer[chain.leaves]])


def join(state: State, place: int, offer: IntArray, value: IntArray, affinity: FloatArray) -> State:
    """Let a new need in that does not ask for a place yet.

    Parameters
    ----------
    state : State
        An optimal plan.
    place : int
        Place of the need's first edge among all edges.
    offer : ndarray of int (m,)
        Offers it could have.
    value : ndarray of int (m,)
        Grid values.
    affinity : ndarray (m,)
        As given.

    Returns
    -------
    State
        The plan with the need as its last.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> join.__name__
    'join'
    """
    near = state.near
    own = len(state.lacking)
    with_need = replace(
        near,
        first=np.append(near.first, near.first[-1] + len(offer)),
        need=np.append(near.need, np.full(len(offer), own)),
        offer=np.append(near.offer, offer),
        value=np.append(near.value, value),
        affinity=np.append(near.affinity, affinity),
        place=np.append(near.place, place + np.arange(len(offer))),
        within=np.append(near.within, FAR // 2),
    )
    return replace(state, near=with_need, lacking=np.append(state.lacking, 0))


def close(state: State, offer: int) -> tuple[State, IntArray]:
    """Take an offer out.

    Parameters
    ----------
    state : State
        An optimal plan.
    offer : int
        The offer.

    Returns
    -------
    tuple of State and ndarray of int
        The plan without it, and the needs that have lost a place and do not ask for it yet.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> close.__name__
    'close'
    """
    near = state.near
    gone = near.offer[state.held] == offer
    price, room = state.price.copy(), state.room.copy()
    price[offer], room[offer] = CLOSED, 0
    bereft = near.need[state.held[gone]]
    state = replace(state, held=state.held[~gone], price=price, room=room)
    return _laid_out(state, np.zeros(len(near.within), np.bool_), [np.array([offer])]), bereft
