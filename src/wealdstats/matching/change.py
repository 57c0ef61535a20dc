"""Change an optimal plan and keep it optimal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wealdstats.matching.edges import Edges
from wealdstats.matching.near import Near, State, near_edges, widen
from wealdstats.matching.prices import FAR, Costs, empty_cost, losses
from wealdstats.matching.search import Chain, cheapest_chain
from wealdstats.types import BoolArray, FloatArray, IntArray


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
    room = ceiling - np.bincount(near.offer[held], minlength=len(ceiling))
    lacking = demand - np.bincount(near.need[held], minlength=len(demand))
    return State(near, held, costs, room, ceiling, lacking, empty)


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
        short = np.flatnonzero(chain.need - state.costs.need + state.near.within < chain.cost)
        if not short.size:
            return _apply(state, chain)
        state, moved = widen(state, edges, usable, short, chain.cost)
        if not _shortens(state, chain, moved):
            return _apply(state, replace(chain, joins=moved[chain.joins], leaves=moved[chain.leaves]))


def _shortens(state: State, chain: Chain, moved: IntArray) -> bool:
    """Tell whether an edge brought in would have led anywhere sooner."""
    near, costs = state.near, state.costs
    new = np.ones(len(near.need), np.bool_)
    new[moved] = False
    need, offer = near.need[new], near.offer[new]
    far = chain.need[need] + (costs.offer[offer] - near.value[new] - costs.need[need])
    return bool((far < np.minimum(chain.offer[offer], chain.cost)).any())


def _exhausted(state: State) -> State:
    """Where no offer has room, some place must empty: raise all prices until one does for nothing.

    Raising every price alike leaves all reduced costs as they are.
    """
    if state.room.any() or not state.held.size:
        return state
    lift = state.empty - int(state.costs.need[state.near.need[state.held]].max())
    if lift <= 0:
        return state
    need = np.minimum(state.costs.need + lift, state.empty)
    near = replace(state.near, within=np.minimum(state.near.within + lift, FAR // 2))
    return replace(state, near=near, costs=Costs(state.costs.offer + lift, need))


def _apply(state: State, chain: Chain) -> State:
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
    costs = Costs(state.costs.offer + _rise(chain, chain.offer), state.costs.need + _rise(chain, chain.need))
    return replace(state, held=held, room=room, lacking=lacking, costs=costs)


def _rise(chain: Chain, far: FloatArray) -> IntArray:
    rise: IntArray = np.maximum(chain.cost - far, 0.0).astype(np.int64)
    return rise


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
    open_ = state.ceiling[offer] > 0
    cost = min(int((state.costs.offer[offer] - value)[open_].min(initial=state.empty)), state.empty)
    return replace(
        state,
        near=with_need,
        costs=Costs(state.costs.offer, np.append(state.costs.need, cost)),
        lacking=np.append(state.lacking, 0),
    )


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
    ceiling, room = state.ceiling.copy(), state.room.copy()
    ceiling[offer] = room[offer] = 0
    bereft = near.need[state.held[gone]]
    return replace(state, held=state.held[~gone], ceiling=ceiling, room=room), bereft
