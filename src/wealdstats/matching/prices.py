"""Exact prices of an optimal plan: what one place more or less at an offer would change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.matching.edges import Edges, longest_chain
from wealdstats.types import BoolArray, IntArray, Result

FAR = np.int64(2**62)


@dataclass(frozen=True, slots=True, eq=False)
class Costs(Result):
    """What undoing costs: shortest ways through the residual network to a free place or an empty one.

    Parameters
    ----------
    offer : ndarray of int (k,)
        Grid value lost when an offer has one place less.
    need : ndarray of int (n,)
        Grid value lost when a need has to find one place elsewhere.

    Notes
    -----
    Source: the largest optimal dual of the transportation problem.

    Examples
    --------
    >>> Costs(np.array([3]), np.array([4])).offer
    array([3])
    """

    offer: IntArray
    need: IntArray


def empty_cost(edges: Edges, top: int) -> int:
    """Give what an empty place costs: more than any chain of exchanges can be worth.

    Parameters
    ----------
    edges : Edges
        Candidate edges.
    top : int
        Largest grid value.

    Returns
    -------
    int
        In grid units.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity=1)
    >>> empty_cost(question.edges, 10)
    40
    """
    return (top or 1) * longest_chain(len(edges.needs), len(edges.offers))


def losses(edges: Edges, chosen: BoolArray, open_edges: BoolArray, ceiling: IntArray, empty: int) -> Costs:
    """Price the loss of one place at every offer, exactly.

    Parameters
    ----------
    edges : Edges
        Candidate edges.
    chosen : ndarray of bool (rows,)
        An optimal plan.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.
    ceiling : ndarray of int (k,)
        Most pairings of each offer.
    empty : int
        Cost of an empty place.

    Returns
    -------
    Costs
        The largest optimal prices.

    Notes
    -----
    Source: Bellman (1958) and Ford (1956), all edges of the changed offers at once. It ends because an
    optimal plan leaves no negative cycle.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity=1)
    >>> chosen = np.array([False, True])
    >>> edges = question.edges
    >>> bool(losses(edges, chosen, question.allowed, question.ceiling, 10**9).offer[0] > 10**9)
    True
    """
    held = np.flatnonzero(chosen)
    held_need, held_offer, held_value = edges.need[held], edges.offer[held], edges.value[held]
    free = np.bincount(held_offer, minlength=len(edges.offers)) < ceiling
    usable = open_edges & ~chosen
    offer = np.where(free, 0, np.int64(2 * empty))
    need = np.full(len(edges.needs), np.int64(empty))
    gain = np.where(usable, edges.value, -FAR // 2)
    rows = np.flatnonzero(np.diff(edges.first))
    while True:
        reach = offer[edges.offer]
        reach -= gain
        need[rows] = np.minimum(np.minimum.reduceat(reach, edges.first[rows]), empty) if rows.size else empty
        lower = offer.copy()
        np.minimum.at(lower, held_offer, held_value + need[held_need])
        if np.array_equal(lower, offer):
            return Costs(offer, need)
        offer = lower
