"""The worst-served first, at any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.matching.cycles import without_cycles
from wealdstats.matching.flow import best_flow
from wealdstats.matching.question import Question
from wealdstats.matching.service import service, worst_service
from wealdstats.types import BoolArray, FloatArray, Result

ROUNDS = 12
STRENGTH = 2.0
HEAVIEST = 2.0**8
AMBITION = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Fair(Result):
    """A plan that raises the worst-served.

    Parameters
    ----------
    chosen : ndarray of bool (rows,)
        Edges chosen.
    open_edges : ndarray of bool (rows,)
        Edges at or above the floor, where it is one on every pairing.
    worst_bound : float
        No plan as full serves its worst-served better than this.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Fair(np.array([True]), np.array([True]), 1.0).worst_bound
    1.0
    """

    chosen: BoolArray
    open_edges: BoolArray
    worst_bound: float


def highest_floor(question: Question, open_edges: BoolArray, chosen: BoolArray) -> Fair:
    """Raise the least affinity of any pairing as far as every place can still be filled.

    Parameters
    ----------
    question : Question
        A problem in which every need asks for one place.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.
    chosen : ndarray of bool (rows,)
        The plan of largest total.

    Returns
    -------
    Fair
        The plan of largest total at the highest floor: exact.

    Notes
    -----
    Source: the bottleneck assignment problem by thresholds (Fulkerson, Glicksberg and Gross 1953).

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1, 1], [0, 1, 0, 1], [9, 4, 5, 1], demand=[1, 1], capacity=[1, 1])
    >>> highest_floor(question, question.allowed, np.array([True, False, False, True])).chosen
    array([False,  True,  True, False])
    """
    edges, filled = question.edges, filled_places(question, chosen)
    levels = np.unique(edges.affinity[open_edges])
    indifferent = np.zeros(len(open_edges), np.int64)
    low = int(np.searchsorted(levels, edges.affinity[chosen].min()))
    high = len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        plan = best_flow(question, open_edges & (edges.affinity >= levels[middle]), indifferent)
        if filled_places(question, plan) == filled:
            low = middle
        else:
            high = middle
    above = open_edges & (edges.affinity >= levels[low])
    return Fair(best_flow(question, above, edges.value), above, float(levels[low]))


def filled_places(question: Question, chosen: BoolArray) -> int:
    """Count what comes first: places filled, and load floors met.

    Parameters
    ----------
    question : Question
        The problem.
    chosen : ndarray of bool (rows,)
        A plan.

    Returns
    -------
    int
        Pairings, plus those that a floor asked for.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity={0: (1, 2)})
    >>> filled_places(question, np.array([True, True]))
    3
    """
    load = np.bincount(question.edges.offer[chosen], minlength=len(question.floor))
    return int(chosen.sum() + np.minimum(load, question.floor).sum())


def weighted_rounds(question: Question, open_edges: BoolArray, chosen: BoolArray) -> Fair:
    """Weigh the needs below the mean of the worst-served up, solve again, and keep the best plan.

    Parameters
    ----------
    question : Question
        The problem.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.
    chosen : ndarray of bool (rows,)
        The plan of largest total.

    Returns
    -------
    Fair
        The best plan met, and the least bound: a weighted mean of services, at its largest.

    Notes
    -----
    Source: multiplicative weights (Arora, Hazan and Kale 2012, Theory of Computing 8). Where every
    place can be filled the other bound is how the worst would fare with its best candidates to itself;
    elsewhere nothing better than the largest affinity is known.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1, 1], [0, 1, 0, 1], [9, 4, 5, 1], demand=[1, 1], capacity=[1, 1])
    >>> weighted_rounds(question, question.allowed, np.array([True, False, False, True])).chosen
    array([False,  True,  True, False])
    """
    edges, filled = question.edges, filled_places(question, chosen)
    weight = np.ones(len(question.demand))
    best, worst = chosen, worst_service(edges, chosen)
    full = int(chosen.sum()) == int(question.demand.sum())
    bound = _own_best(question, open_edges) if full else float(edges.affinity[open_edges].max())
    served = service(edges, chosen)
    for _ in range(ROUNDS):
        target = worst + AMBITION * (bound - worst)
        short = np.nan_to_num(np.maximum(target - served, 0.0)) / (bound - worst or 1.0)
        weight = np.minimum(weight * np.exp(STRENGTH * short), HEAVIEST)
        value = np.rint(edges.value * (weight / weight.max())[edges.need]).astype(np.int64)
        plan, dropped = without_cycles(question, open_edges, value)
        if filled_places(question, plan) < filled:
            continue
        served = service(edges, plan)
        if full and not dropped.size:
            bound = min(bound, _weighted_mean(question, weight, plan))
        if (now := worst_service(edges, plan)) > worst:
            best, worst = plan, now
    return Fair(best, open_edges, max(bound, worst))


def _own_best(question: Question, open_edges: BoolArray) -> float:
    """Give the worst any need fares where each has its best candidates to itself."""
    edges, used = question.edges, np.flatnonzero(open_edges)
    order = used[np.lexsort((-edges.affinity[used], edges.need[used]))]
    need = edges.need[order]
    rank = np.arange(len(order)) - np.searchsorted(need, need)
    top = order[rank < question.demand[need]]
    mark = np.zeros(len(open_edges), np.bool_)
    mark[top] = True
    return worst_service(edges, mark)


def _weighted_mean(question: Question, weight: FloatArray, plan: BoolArray) -> float:
    edges = question.edges
    gained = float((weight[edges.need] * edges.affinity)[plan].sum())
    return gained / float((weight * question.demand).sum())
