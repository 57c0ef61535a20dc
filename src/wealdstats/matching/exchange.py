"""Who can take over from whom: exchanges between offers, laid out once and patched where a plan changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wealdstats.matching.prices import FAR
from wealdstats.matching.state import (
    Exchanges,
    Held,
    Number,
    State,
    edges_of,
    pairs_of,
    ranges,
)
from wealdstats.types import BoolArray, IntArray, Result

NEAR_EACH = 4.2
SPREAD = 16
NEAR_LEAST = 20_000
SAMPLE = 100_000
FEW_ROWS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Near(Result):
    """Edges outside the plan that are nearly tight, of some needs.

    Parameters
    ----------
    needs : ndarray of int (c,)
        Whose, in order, each once.
    within : ndarray of int (n,)
        How far all needs' edges reach with these.
    place, need, offer, value : ndarray of int (m,)
        The edges, by need.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Near.__slots__[0]
    'needs'
    """

    needs: IntArray
    within: IntArray
    place: IntArray
    need: IntArray
    offer: IntArray
    value: IntArray


def usual_reach(reduced: IntArray, others: BoolArray, needs: int) -> int:
    """Give the reduced cost that a few edges of each need outside the plan stay within.

    Parameters
    ----------
    reduced : ndarray of int (rows,)
        Reduced costs.
    others : ndarray of bool (rows,)
        Edges outside the plan.
    needs : int
        How many needs they are of.

    Returns
    -------
    int
        Everything where there are few edges.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> usual_reach(np.arange(30_000), np.ones(30_000, np.bool_), 500)
    2099
    """
    outside = int(others.sum())
    stride = max(1, len(reduced) // SAMPLE)
    sample = reduced[::stride][others[::stride]]
    if outside <= max(NEAR_LEAST, NEAR_EACH * needs) or not sample.size:
        return int(FAR // 8)
    return int(np.quantile(sample, NEAR_EACH * needs / outside))


def near_edges(state: State, needs: IntArray, beyond: int) -> Near:
    """Choose the edges of some needs that are within reach.

    Parameters
    ----------
    state : State
        A plan.
    needs : ndarray of int (c,)
        Needs, in order, each once.
    beyond : int
        How far beyond their tight edges they are to reach at least.

    Returns
    -------
    Near
        These edges.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> near_edges.__name__
    'near_edges'
    """
    held, within = state.held, state.within.copy()
    own = pairs_of(held, needs)
    # Some reach farther than others, so that they do not all wear out at once.
    farther = beyond + held.need[own] % SPREAD * (state.reach // SPREAD)
    np.maximum.at(within, held.need[own], state.price[held.offer[own]] - held.value[own] + farther)
    place, need, offer, value = edges_of(state, needs)
    near = np.flatnonzero(state.price[offer] - value <= within[need])
    if held.place.size:
        found = np.minimum(np.searchsorted(held.place, place[near]), len(held.place) - 1)
        near = near[held.place[found] != place[near]]
    return Near(needs, within, place[near], need[near], offer[near], value[near])


def laid_out(state: State, before: Held, near: Near) -> State:
    """Lay out anew the exchanges of some needs.

    Parameters
    ----------
    state : State
        A plan whose exchanges are those of the plan before.
    before : Held
        The plan before.
    near : Near
        Edges of all needs whose pairings have changed, and of any others.

    Returns
    -------
    State
        The plan with its own exchanges.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> laid_out.__name__
    'laid_out'
    """
    old, held = state.exchanges, state.held
    own = pairs_of(held, near.needs)
    changed = np.zeros(len(state.room), np.bool_)
    changed[before.offer[pairs_of(before, near.needs)]] = changed[held.offer[own]] = True
    rows = np.flatnonzero(changed)
    size = old.first[rows + 1] - old.first[rows]
    kept = ranges(old.first[rows].astype(np.int64), size)
    renewed = np.zeros(len(state.within), np.bool_)
    renewed[near.needs] = True
    stays = ~renewed[old.need[kept]]
    kept, of_kept = kept[stays], np.repeat(rows, size)[stays]

    start = np.searchsorted(near.need, held.need[own])
    width = np.searchsorted(near.need, held.need[own], side="right") - start
    edge, pair = ranges(start, width), np.repeat(own, width)
    row = np.zeros(len(state.room), np.min_scalar_type(len(rows)))
    row[rows] = np.arange(len(rows))
    row = row[np.concatenate([of_kept, held.offer[pair]])]
    order = np.argsort(row, kind="stable")
    cost = (held.value[pair] - near.value[edge]).astype(np.float64)
    new = Exchanges(
        np.append(0, np.cumsum(np.bincount(row, minlength=len(rows)))).astype(np.int32),
        np.concatenate([old.to[kept], near.offer[edge].astype(np.int32)])[order],
        np.concatenate([old.need[kept], near.need[edge].astype(np.int32)])[order],
        np.concatenate([old.place[kept], near.place[edge].astype(np.int32)])[order],
        np.concatenate([old.cost[kept], cost])[order],
    )
    return replace(state, within=near.within, exchanges=_replaced(old, new, rows))


def _replaced(old: Exchanges, new: Exchanges, rows: IntArray) -> Exchanges:
    """Put new rows in the place of old ones."""
    begin, size = old.first[:-1].astype(np.int64), np.diff(old.first).astype(np.int64)
    begin[rows], size[rows] = new.first[:-1] + len(old.to), np.diff(new.first)
    first = np.append(0, np.cumsum(size)).astype(np.int32)
    columns = ((old.to, new.to), (old.need, new.need), (old.place, new.place))
    if len(rows) > FEW_ROWS:
        source = ranges(begin, size)
        to, need, place = (np.concatenate(column)[source] for column in columns)
        return Exchanges(first, to, need, place, np.concatenate([old.cost, new.cost])[source])
    stops, onward = old.first[rows].tolist(), old.first[rows + 1].tolist()
    ends = new.first.tolist()
    pieces = list(zip([0, *onward], [*stops, len(old.to)], [*ends[:-1], 0], [*ends[1:], 0], strict=True))
    to, need, place = (_pieced(*column, pieces) for column in columns)
    return Exchanges(first, to, need, place, _pieced(old.cost, new.cost, pieces))


def _pieced(
    old: npt.NDArray[Number], new: npt.NDArray[Number], pieces: list[tuple[int, int, int, int]]
) -> npt.NDArray[Number]:
    """Join what stays and what is new by turns: quicker than picking one by one where few rows are new."""
    return np.concatenate([part for a, b, c, d in pieces for part in (old[a:b], new[c:d])])
