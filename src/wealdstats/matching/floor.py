"""A floor under every pairing, raised and lowered in a plan that can be changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wealdstats.matching.change import CLOSED
from wealdstats.matching.reseat import reseated
from wealdstats.matching.state import Exchanges, State, affinities, edges_of, looked_up
from wealdstats.types import IntArray

FEW = 100  # needs that a floor may move before solving the whole again is the shorter way


def raise_floor(state: State, enough: float = np.inf) -> State | None:
    """Raise the least affinity of any pairing as far as the plan stays as full.

    Parameters
    ----------
    state : State
        An optimal plan, as full as can be, in which needs ask for one place each.
    enough : float
        A floor that need not be passed.

    Returns
    -------
    State or None
        The optimal plan at the highest floor, or at one that is enough: exact. None where too many needs
        would move.

    Notes
    -----
    Source: the bottleneck assignment problem by thresholds (Fulkerson, Glicksberg and Gross 1953), from one
    plan to the next: the edges of the worst pairing and all below are closed, and who had them is seated
    anew. Where a place stays empty then, the floor was the highest.

    Examples
    --------
    >>> raise_floor.__name__
    'raise_floor'
    """
    moved = 0
    while state.held.place.size:
        affinity = affinities(state, state.held.place)
        if affinity.min() >= enough:
            break
        lowest = state.held.need[affinity == affinity.min()]
        moved += len(lowest)
        if moved > FEW:
            return None
        higher = reseated(_closed(state, float(np.nextafter(affinity.min(), np.inf))), lowest)
        if int(higher.lacking.sum()) > int(state.lacking.sum()):
            break
        state = higher
    return state


def _closed(state: State, floor: float) -> State:
    """Close the edges below a floor."""
    old = state.exchanges
    stays = affinities(state, old.place.astype(np.int64)) >= floor
    first = np.append(0, np.cumsum(stays))[old.first].astype(np.int32)
    kept = Exchanges(first, old.to[stays], old.need[stays], old.place[stays], old.cost[stays])
    return replace(state, floor=floor, exchanges=kept)


def lower_floor(state: State, floor: float) -> State | None:
    """Open the edges down to a lower floor.

    Parameters
    ----------
    state : State
        An optimal plan.
    floor : float
        Affinity below which edges stay closed.

    Returns
    -------
    State or None
        The optimal plan with these edges; None where too many needs would move.

    Notes
    -----
    Source: this project. Only needs that would rather have an opened edge are seated anew.

    Examples
    --------
    >>> lower_floor.__name__
    'lower_floor'
    """
    early, late, held = state.early, state.late, state.held
    opened = np.concatenate(
        [
            np.flatnonzero((part.affinity >= floor) & (part.affinity < state.floor)) + start
            for part, start in ((early, 0), (late, len(early.offer)))
        ]
    )
    need = looked_up(early.need, late.need, opened)
    away = state.price[looked_up(early.offer, late.offer, opened)] - looked_up(
        early.value, late.value, opened
    )
    content = np.where(state.lacking > 0, np.int64(state.empty), -state.empty)
    np.maximum.at(content, held.need, state.price[held.offer] - held.value)
    movers = np.unique(need[away < content[need]])
    within = state.within.copy()
    np.minimum.at(within, need, away)
    return None if len(movers) > FEW else reseated(replace(state, floor=floor, within=within), movers)


def still_fair(state: State, before: State, enough: float) -> State | None:
    """Keep the floor under every pairing where it was, or as high as a place that was lost can be filled.

    Parameters
    ----------
    state : State
        An optimal plan, changed.
    before : State
        The plan before: fair.
    enough : float
        How well its worst-served was served.

    Returns
    -------
    State or None
        The plan with a floor as high as that before, or, where it has to fall, the highest. None where too
        many needs would move.

    Notes
    -----
    Source: this project. Where every place is filled a change can only lower the floor.

    Examples
    --------
    >>> still_fair.__name__
    'still_fair'
    """
    lacked = np.append(before.lacking, np.zeros(len(state.lacking) - len(before.lacking), np.int64))
    short = np.flatnonzero(state.lacking > lacked)
    if short.size and _could_fill(state, short):
        lower = lower_floor(state, _best(state, short))
        if lower is None or int(lower.lacking.sum()) > int(lacked.sum()):
            return None
        state = lower
    return raise_floor(state, enough)


def _could_fill(state: State, needs: IntArray) -> bool:
    """Tell whether chains over closed edges too could lead from some needs to a free place."""
    if not state.room.any():
        return False
    every, held = replace(state, floor=-np.inf), state.held
    seen = state.price >= CLOSED // 2
    while needs.size:
        offers = np.unique(edges_of(every, needs)[2])
        offers = offers[~seen[offers]]
        if state.room[offers].any():
            return True
        seen[offers] = True
        new = np.zeros(len(seen), np.bool_)
        new[offers] = True
        needs = np.unique(held.need[new[held.offer]])
    return False


def _best(state: State, needs: IntArray) -> float:
    """Give the lowest of the best affinities of some needs: no higher floor could serve them all."""
    place, need, offer, _ = edges_of(replace(state, floor=-np.inf), needs)
    best = np.full(len(state.lacking), -np.inf)
    there = state.price[offer] < CLOSED // 2
    np.maximum.at(best, need[there], affinities(state, place[there]))
    return float(best[best > -np.inf].min(initial=np.inf))
