"""Needs that count more, so that the worst-served come first, in a plan that can be changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wealdstats.matching.change import exhausted
from wealdstats.matching.edges import Grid
from wealdstats.matching.reseat import reseated
from wealdstats.matching.state import State, affinities, edges_of, looked_up, pairs_of
from wealdstats.types import BoolArray, FloatArray, IntArray

MANY = 2_000  # how often some need may come to count more
PATIENCE = 100  # how often in vain, before the best plan met is kept
HEAVIEST = 256
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


def served(state: State) -> FloatArray:
    """Give the mean affinity of what each need receives.

    Parameters
    ----------
    state : State
        A plan.

    Returns
    -------
    ndarray (n,)
        In the unit of affinity; infinite where nothing is received.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> served.__name__
    'served'
    """
    held, n = state.held, len(state.lacking)
    count = np.bincount(held.need, minlength=n)
    total = np.bincount(held.need, affinities(state, held.place), minlength=n)
    mean: FloatArray = np.divide(total, count, out=np.full(n, np.inf), where=count > 0)
    return mean


def raise_weights(state: State) -> State:
    """Let the worst-served need count more, again and again, and keep the plan that serves its worst best.

    Parameters
    ----------
    state : State
        An optimal plan whose needs have weights.

    Returns
    -------
    State
        The best plan met: optimal for its own weights.

    Notes
    -----
    Source: multiplicative weights (Arora, Hazan and Kale 2012, Theory of Computing 8), for one need at a
    time: the worst-served comes to count just so much that prices let it have something better. It ends
    where nothing better is left for it, where it would weigh more than 256 or all together more than the
    purse holds, and after a hundred steps that brought nothing.

    Examples
    --------
    >>> raise_weights.__name__
    'raise_weights'
    """
    best, worst, best_at = state, -np.inf, 0
    for step in range(MANY):
        service = served(state)
        need = int(service.argmin())
        if service[need] > worst:
            best, worst, best_at = state, float(service[need]), step
        weight = _next_weight(state, need)
        if weight is None or step == best_at + PATIENCE:
            break
        state = reseated(replace(state, weight=weight), np.array([need]))
    return best


def first_weight(state: State, offer: IntArray, value: IntArray, is_enough: BoolArray) -> int:
    """Give how often a newcomer has to count to be served well enough.

    Parameters
    ----------
    state : State
        An optimal plan.
    offer, value : ndarray of int (m,)
        Offers it could have, and grid values.
    is_enough : ndarray of bool (m,)
        Whether each serves it as well as the worst-served is.

    Returns
    -------
    int
        The least weight at which prices lead it to one of these; 1 where there is none or it costs too much.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> first_weight.__name__
    'first_weight'
    """
    low, good = np.flatnonzero(~is_enough), np.flatnonzero(is_enough)
    if not state.purse or not low.size or not good.size:
        return 1
    dearer = state.price[offer[good]][:, None] - state.price[offer[low]]
    weight = int(np.ceil((dearer / np.maximum(value[good][:, None] - value[low], 1)).min(axis=0).max()))
    spent = int(state.weight.sum()) - len(state.weight)
    return weight if 1 < weight <= min(HEAVIEST, state.purse - spent) else 1


def _next_weight(state: State, need: int) -> IntArray | None:
    """Give the least weights at which a need would leave its worst offer; None where nothing can help it."""
    own = pairs_of(state.held, np.array([need]))
    place, _, offer, _ = edges_of(state, np.array([need]))
    value = looked_up(state.early.value, state.late.value, place)
    mine = np.isin(place, state.held.place[own])
    better = ~mine & (value > value[mine].min(initial=np.iinfo(np.int64).max))
    if not better.any():
        return None
    worst = int(np.flatnonzero(mine)[value[mine].argmin()])
    rises = (state.price[offer[better]] - state.price[offer[worst]]) / (value[better] - value[worst])
    weight = state.weight.copy()
    weight[need] = max(int(weight[need]) + 1, int(np.ceil(rises.min())))
    is_too_heavy = weight[need] > HEAVIEST or int(weight.sum()) - len(weight) > state.purse
    return None if is_too_heavy else weight


def most_worth(state: State, demand: IntArray, grid: Grid) -> float:
    r"""Bound what any plan as full, that serves its worst as well, can be worth beyond this one.

    Parameters
    ----------
    state : State
        A plan that is optimal for its weights.
    demand : ndarray of int (n,)
        Places of each need.
    grid : Grid
        What values mean.

    Returns
    -------
    float
        In the unit of affinity, at least 0.

    Notes
    -----
    Source: Lagrangian duality. Where a need's mean is no less than $t$, edges worth $a+\lambda(a-t)$ are
    worth no less in all; prices bound the best plan for these worths, need by need. Each need takes the best
    of a few $\lambda$ up to what it counts more than once.

    Examples
    --------
    >>> most_worth.__name__
    'most_worth'
    """
    state, heavy = exhausted(state), np.flatnonzero(state.weight > 1)
    below = ((0.0 if grid.exact else 0.5) + grid.noise / grid.scale) * grid.step
    if not heavy.size or not state.held.place.size:
        return 0.0 if grid.exact else 2 * len(state.held.place) * below
    floor = (float(served(state).min()) - grid.low) / grid.step * grid.scale
    place, need, offer, _ = edges_of(state, heavy)
    value = looked_up(state.early.value, state.late.value, place)
    mine = np.isin(place, state.held.place[pairs_of(state.held, heavy)])
    n, empty = len(demand), float(state.empty)
    worth = (value - state.price[offer]).astype(np.float64)
    actual = np.bincount(need, worth * mine, minlength=n)[heavy] - empty * state.lacking[heavy]
    beyond = np.full(len(heavy), np.inf)
    for share in SHARES:
        extra = share * (state.weight[need] - 1) * (value - floor)
        order = np.lexsort((-(worth + extra), need))
        best = np.maximum((worth + extra)[order], -empty)
        rank = np.arange(len(need)) - np.searchsorted(need, need)
        taken = rank < demand[need]
        short = demand[heavy] - np.bincount(need[taken], minlength=n)[heavy]
        most = np.bincount(need, best * taken, minlength=n)[heavy] - empty * short
        beyond = np.minimum(beyond, most - actual)
    loose = int((state.weight * demand)[heavy].sum()) + 2 * len(state.held.place)
    return max(0.0, float(beyond.sum()) / grid.scale * grid.step) + loose * below
