"""Change an optimal plan and keep it optimal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from wealdstats.matching.edges import Edges
from wealdstats.matching.exchange import laid_out, near_edges, usual_reach
from wealdstats.matching.prices import FAR, empty_cost, losses
from wealdstats.matching.search import FIRST_LOOK, Chain, cheapest_chain
from wealdstats.matching.state import Exchanges, Held, State, edges_of, looked_up, weighed
from wealdstats.types import BoolArray, FloatArray, IntArray

CLOSED = FAR // 4
RENEWED = 600  # worn needs whose edges one change lays out anew; the others wait for the next
SHORT = 0.3  # worn needs with edges left out within this share of the reach are laid out anew
AT_ONCE = 512  # needs looked at together: few enough that their edges stay in the processor's cache


def begin(
    edges: Edges,
    usable: BoolArray,
    chosen: BoolArray,
    demand: IntArray,
    ceiling: IntArray,
    top: int,
    *,
    floor: float = -np.inf,
    purse: int = 0,
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
    floor : float
        Affinity below which edges are closed.
    purse : int
        How much more than once all needs together may come to count; 0 where each counts once.

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
    n, k, empty = len(demand), len(ceiling), empty_cost(edges, top) + purse * top
    is_open = usable if floor == -np.inf else usable & (edges.affinity >= floor)
    costs = losses(edges, chosen, is_open, ceiling, empty)
    reach = usual_reach(costs.offer[edges.offer] - edges.value - costs.need[edges.need], is_open & ~chosen, n)
    early = _only(edges, usable)
    place = np.flatnonzero(chosen[usable])
    held = Held(place, early.need[place], early.offer[place], early.value[place])
    late = replace(
        _only(edges, np.zeros(len(usable), np.bool_)), needs=edges.needs[:0], first=np.zeros(1, np.int64)
    )
    narrow = np.zeros(0, np.int32)
    state = State(
        early=early,
        late=late,
        held=held,
        exchanges=Exchanges(np.zeros(k + 1, np.int32), narrow, narrow, narrow, np.zeros(0)),
        price=np.where(ceiling > 0, costs.offer, CLOSED),
        room=ceiling - np.bincount(held.offer, minlength=k),
        lacking=demand - np.bincount(held.need, minlength=n),
        within=np.full(n, -FAR // 2),
        reach=reach,
        empty=empty,
        floor=floor,
        weight=np.ones(n, np.int64),
        purse=purse,
    )
    return laid_out(state, held, near_edges(state, np.arange(n), reach))


def _only(edges: Edges, kept: BoolArray) -> Edges:
    """Leave edges out. Where all are kept they stay the same object: a stored plan holds them once."""
    if kept.all():
        return edges
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[edges.first]
    need, offer, value = edges.need[kept], edges.offer[kept], edges.value[kept]
    return replace(edges, first=first, need=need, offer=offer, value=value, affinity=edges.affinity[kept])


def fill(state: State, need: int) -> State:
    """Give one more place to a need by the cheapest chain, which may end in its staying empty.

    Parameters
    ----------
    state : State
        An optimal plan in which the need does not ask for this place.
    need : int
        The need.

    Returns
    -------
    State
        The optimal plan in which it does.

    Notes
    -----
    Source: one step of successive shortest paths. Where a need on the way is so far that an edge left out
    could matter, all its edges are looked at; where one leads anywhere sooner, the search is made again.

    Examples
    --------
    >>> fill.__name__
    'fill'
    """
    return along(exhausted(state), partial(cheapest_chain, source=need))[0]


def along(state: State, search: Callable[..., Chain]) -> tuple[State, Chain]:
    """Walk the cheapest chain there is, whether or not it is laid out.

    Parameters
    ----------
    state : State
        A plan with optimal prices.
    search : callable
        Finds the chain in ``state``, looking ``limit`` far at first.

    Returns
    -------
    tuple of State and Chain
        The plan after it, and the chain.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> along.__name__
    'along'
    """
    limit, known, renewed = state.reach / FIRST_LOOK, None, RENEWED
    while True:
        chain = search(state, limit=limit)
        start = np.full(len(state.within), np.inf)
        np.minimum.at(start, state.held.need, chain.pair)
        worn = np.flatnonzero(start + state.within < chain.cost)
        looked = worn if known is None else worn[start[worn] < known[worn]]
        within = _looked_at(state, chain, looked)
        ahead = within[looked] + start[looked] - chain.cost
        missed, short = looked[ahead < 0], looked[ahead < SHORT * state.reach][:renewed]
        if not missed.size:
            return _applied(replace(state, within=within), chain, short), chain
        touched = np.union1d(missed, short)
        limit, known, renewed = float(chain.cost), start, 0
        state = laid_out(state, state.held, near_edges(state, touched, chain.cost + state.reach))


def _looked_at(state: State, chain: Chain, worn: IntArray) -> IntArray:
    """Give how far the edges left out reach once the chain is walked: exact for the worn needs.

    Whoever was looked at before and is no nearer now need not be looked at again: offers only come nearer.
    """
    within = state.within.copy()
    if not worn.size:
        return within
    risen = state.price - np.minimum(chain.offer, chain.cost).astype(np.int64) + chain.cost
    laid = np.zeros(len(state.early.offer) + len(state.late.offer), np.bool_)
    laid[state.exchanges.place] = laid[state.held.place] = True
    for few in np.split(worn, range(AT_ONCE, len(worn), AT_ONCE)):
        place, need, offer, value = edges_of(state, few)
        away = risen[offer] - value
        away[laid[place]] = FAR // 2
        within[few] = np.minimum.reduceat(away, np.flatnonzero(np.diff(need, prepend=-1)))
    return within


def exhausted(state: State) -> State:
    """Where no offer has room, some place must empty: raise all prices until one does for nothing.

    Parameters
    ----------
    state : State
        An optimal plan.

    Returns
    -------
    State
        The same plan: raising every price alike leaves all reduced costs as they are.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> exhausted.__name__
    'exhausted'
    """
    if state.room.any() or not state.held.place.size:
        return state
    lift = state.empty + int((state.held.value - state.price[state.held.offer]).min())
    return replace(state, within=state.within + lift, price=state.price + lift)


def _applied(state: State, chain: Chain, short: IntArray) -> State:
    """Walk a chain; lay out what it changes, and more of the needs whose edges were too short."""
    before = state.held
    needs = looked_up(state.early.need, state.late.need, chain.joins)
    offers = looked_up(state.early.offer, state.late.offer, chain.joins)
    values = weighed(state, needs, looked_up(state.early.value, state.late.value, chain.joins))
    order = np.argsort(chain.joins)
    stays = np.ones(len(before.place), np.bool_)
    stays[chain.leaves] = False
    place = before.place[stays]
    into = np.searchsorted(place, chain.joins[order])
    held = Held(
        np.insert(place, into, chain.joins[order]),
        np.insert(before.need[stays], into, needs[order]),
        np.insert(before.offer[stays], into, offers[order]),
        np.insert(before.value[stays], into, values[order]),
    )
    room, lacking = state.room.copy(), state.lacking.copy()
    for count, added, taken in ((room, chain.opens, chain.fills), (lacking, chain.empties, chain.seats)):
        count[[place for place in (added,) if place >= 0]] += 1
        count[[place for place in (taken,) if place >= 0]] -= 1
    price = state.price + np.maximum(chain.cost - chain.offer, 0.0).astype(np.int64) - chain.lift
    price[(room > 0) & (price < 0)] = 0  # nobody is there, and nobody was on the way
    state = replace(
        state, held=held, room=room, lacking=lacking, price=price, within=state.within - chain.lift
    )
    touched = np.unique(np.concatenate([needs, before.need[chain.leaves], short]))
    return laid_out(state, before, near_edges(state, touched, state.reach))


def join(state: State, offer: IntArray, value: IntArray, affinity: FloatArray, weight: int = 1) -> State:
    """Let a new need in that does not ask for a place yet.

    Parameters
    ----------
    state : State
        An optimal plan.
    offer : ndarray of int (m,)
        Offers it could have, in order.
    value : ndarray of int (m,)
        Grid values.
    affinity : ndarray (m,)
        As given.
    weight : int
        How often it counts, where needs have weights.

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
    late = state.late
    grown = replace(
        late,
        first=np.append(late.first, late.first[-1] + len(offer)),
        need=np.append(late.need, np.full(len(offer), len(state.lacking))),
        offer=np.append(late.offer, offer),
        value=np.append(late.value, value),
        affinity=np.append(late.affinity, affinity),
    )
    return replace(
        state,
        late=grown,
        lacking=np.append(state.lacking, 0),
        within=np.append(state.within, -FAR // 2),
        weight=np.append(state.weight, weight),
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
    before, gone = state.held, state.held.offer == offer
    bereft = before.need[gone]
    price, room = state.price.copy(), state.room.copy()
    price[offer], room[offer] = CLOSED, 0
    stays = ~gone
    held = Held(before.place[stays], before.need[stays], before.offer[stays], before.value[stays])
    state = replace(state, held=held, price=price, room=room)
    return laid_out(state, before, near_edges(state, bereft, state.reach)), bereft
