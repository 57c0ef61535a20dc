"""A plan with what is needed to change it: edges, pairings, prices, and exchanges between offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from wealdstats.matching.edges import Edges, spans
from wealdstats.types import FloatArray, IntArray, Result

Number = TypeVar("Number", bound=np.generic)
Narrow = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Held(Result):
    """Pairings by need, then offer.

    Parameters
    ----------
    place : ndarray of int (pairs,)
        Place of the edge, in order.
    need, offer, value : ndarray of int (pairs,)
        Ends and weighed grid value.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> one = np.array([0])
    >>> Held(one, one, one, np.array([5])).value
    array([5])
    """

    place: IntArray
    need: IntArray
    offer: IntArray
    value: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Exchanges(Result):
    """Ways for an offer to hand one of its needs on, by offer; the cheap ones.

    Parameters
    ----------
    first : ndarray of int (k + 1,)
        Where each offer's exchanges begin.
    to : ndarray of int (m,)
        Who takes the need over; an offer comes as often as there are needs to take.
    need : ndarray of int (m,)
        The need handed on.
    place : ndarray of int (m,)
        The edge that enters the plan.
    cost : ndarray (m,)
        Weighed grid value lost; whole numbers below 2⁵³, which floats hold exactly.

    Notes
    -----
    Source: this project. A need's own price cancels on the way through it, so that chains are searched among
    offers alone.

    Examples
    --------
    >>> none = np.zeros(0, np.int32)
    >>> Exchanges(np.zeros(3, np.int32), none, none, none, np.zeros(0)).to.size
    0
    """

    first: Narrow
    to: Narrow
    need: Narrow
    place: Narrow
    cost: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class State(Result):
    """An optimal plan that can be changed.

    Parameters
    ----------
    early, late : Edges
        Those that may be used and were there from the beginning, and those of needs that came since.
    held : Held
        The plan.
    exchanges : Exchanges
        How offers can hand on what they hold.
    price : ndarray of int (k,)
        Optimal prices of offers; a price none can pay where there are no places.
    room : ndarray of int (k,)
        Free places of each offer.
    lacking : ndarray of int (n,)
        Empty places of each need.
    within : ndarray of int (n,)
        For every edge of a need that `exchanges` leaves out, the offer's price less the edge's value is no
        less than this: a search that stays nearer misses nothing. Prices only rise, or fall all together
        (and this with them), which takes such edges no nearer.
    reach : int
        How much farther than tight edges are laid out.
    empty : int
        Cost of an empty place.
    floor : float
        Affinity below which edges are closed; minus infinity where none is.
    weight : ndarray of int (n,)
        How often each need's values count.
    purse : int
        How much more than once all needs together may come to count; 0 where each counts once for good.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> State.__slots__[0]
    'early'
    """

    early: Edges
    late: Edges
    held: Held
    exchanges: Exchanges
    price: IntArray
    room: IntArray
    lacking: IntArray
    within: IntArray
    reach: int
    empty: int
    floor: float
    weight: IntArray
    purse: int


def edges_of(state: State, needs: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Give the open edges of some needs.

    Parameters
    ----------
    state : State
        A plan.
    needs : ndarray of int (m,)
        Needs, in order.

    Returns
    -------
    tuple of four ndarrays of int
        Place, need, offer and weighed value of each.

    Notes
    -----
    Source: this project. Late edges follow the early ones.

    Examples
    --------
    >>> edges_of.__name__
    'edges_of'
    """
    old = len(state.early.first) - 1
    cut = int(np.searchsorted(needs, old))
    place, need, offer, value = _open_edges(state.early, needs[:cut], state.floor)
    if cut < len(needs):
        own, whose, *ends = _open_edges(state.late, needs[cut:] - old, state.floor)
        late = (own + len(state.early.offer), whose + old, *ends)
        columns = zip((place, need, offer, value), late, strict=True)
        place, need, offer, value = (np.concatenate(column) for column in columns)
    return place, need, offer, weighed(state, need, value)


def _open_edges(edges: Edges, needs: IntArray, floor: float) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    place, need = spans(edges.first, needs)
    if floor > -np.inf:
        is_open = edges.affinity[place] >= floor
        place, need = place[is_open], need[is_open]
    return place, need, edges.offer[place], edges.value[place]


def affinities(state: State, place: IntArray) -> FloatArray:
    """Give the affinities of some edges.

    Parameters
    ----------
    state : State
        A plan.
    place : ndarray of int (m,)
        Edges.

    Returns
    -------
    ndarray (m,)
        As given.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> affinities.__name__
    'affinities'
    """
    return looked_up(state.early.affinity, state.late.affinity, place)


def weighed(state: State, need: IntArray, value: IntArray) -> IntArray:
    """Give grid values as often as their needs count.

    Parameters
    ----------
    state : State
        A plan.
    need, value : ndarray of int (m,)
        Needs, and values of their edges.

    Returns
    -------
    ndarray of int (m,)
        Weighed values.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> weighed.__name__
    'weighed'
    """
    return value * state.weight[need] if state.purse else value


def pairs_of(held: Held, needs: IntArray) -> IntArray:
    """Give the pairings of some needs.

    Parameters
    ----------
    held : Held
        A plan.
    needs : ndarray of int (m,)
        Needs.

    Returns
    -------
    ndarray of int
        Their places in the plan, need by need.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> one = np.array([0, 1])
    >>> pairs_of(Held(one, np.array([3, 3]), one, one), np.array([2, 3]))
    array([0, 1])
    """
    start = np.searchsorted(held.need, needs)
    return ranges(start, np.searchsorted(held.need, needs, side="right") - start)


def looked_up(early: npt.NDArray[Number], late: npt.NDArray[Number], place: IntArray) -> npt.NDArray[Number]:
    """Read a column of early and late edges.

    Parameters
    ----------
    early, late : ndarray
        The column of each table.
    place : ndarray of int (m,)
        Places; late edges follow the early ones.

    Returns
    -------
    ndarray (m,)
        What is there.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> looked_up(np.array([7, 8]), np.array([9]), np.array([2, 0]))
    array([9, 7])
    """
    is_late = np.flatnonzero(place >= len(early))
    if len(is_late) == len(place):
        return late[place - len(early)]
    found = early.take(place, mode="clip")
    found[is_late] = late[place[is_late] - len(early)]
    return found


def ranges(start: IntArray, size: IntArray) -> IntArray:
    """Give runs of whole numbers, one after another.

    Parameters
    ----------
    start, size : ndarray of int (m,)
        Where each run begins and how long it is.

    Returns
    -------
    ndarray of int
        The runs.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([2, 3]))
    array([5, 6, 0, 1, 2])
    """
    ends = np.cumsum(size)
    runs: IntArray = np.arange(int(ends[-1]) if ends.size else 0)
    runs += np.repeat(start - ends + size, size)
    return runs
