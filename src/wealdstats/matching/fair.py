"""The worst-served first, at any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.matching.cycles import without_cycles
from wealdstats.matching.flow import best_flow, most_places
from wealdstats.matching.question import Question
from wealdstats.matching.service import service, worst_service
from wealdstats.types import BoolArray, FloatArray, Result

ROUNDS = 12
STRENGTH = 2.0
MOST_WEIGHT = 2.0**8
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


def highest_floor(question: Question, open_edges: BoolArray) -> Fair:
    """Raise the least affinity of any pairing as far as every place can still be filled.

    Parameters
    ----------
    question : Question
        A problem in which every need asks for one place.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.

    Returns
    -------
    Fair
        The plan of largest total at the highest floor: exact.

    Notes
    -----
    Source: the bottleneck assignment problem by thresholds (Fulkerson, Glicksberg and Gross 1953). Where
    every place can be filled the first to be tried is how the worst would fare alone: nothing is higher.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1, 1], [0, 1, 0, 1], [9, 4, 5, 1], demand=[1, 1], capacity=[1, 1])
    >>> highest_floor(question, question.allowed).chosen
    array([False,  True,  True, False])
    """
    affinity = question.edges.affinity
    levels, filled = np.unique(affinity[open_edges]), _fullness(question, open_edges)
    low, high = 0, len(levels)
    if question.is_plain and filled == question.demand.sum():
        high = int(np.searchsorted(levels, best_alone(question, open_edges), side="right"))
    middle = max(high - 1, 0)
    while high - low > 1:
        if _fullness(question, open_edges & (affinity >= levels[middle])) == filled:
            low = middle
        else:
            high = middle
        middle = (low + high) // 2
    above = open_edges & (affinity >= levels[low]) if levels.size else open_edges
    floor = float(levels[low]) if levels.size else -np.inf
    return Fair(best_flow(question, above, question.edges.value), above, floor)


def _fullness(question: Question, open_edges: BoolArray) -> int:
    if question.is_plain:
        return most_places(question, open_edges)
    return filled_places(question, best_flow(question, open_edges, np.zeros(len(open_edges), np.int64)))


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
    bound = most_service(question, open_edges, chosen)
    served = service(edges, chosen)
    for _ in range(ROUNDS):
        target = worst + AMBITION * (bound - worst)
        short = np.nan_to_num(np.maximum(target - served, 0.0)) / (bound - worst or 1.0)
        weight = np.minimum(weight * np.exp(STRENGTH * short), MOST_WEIGHT)
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


def most_service(question: Question, open_edges: BoolArray, chosen: BoolArray) -> float:
    """Bound how well any plan as full can serve its worst-served.

    Parameters
    ----------
    question : Question
        The problem.
    open_edges : ndarray of bool (rows,)
        Edges that may be used, at least one.
    chosen : ndarray of bool (rows,)
        A plan that is as full as can be.

    Returns
    -------
    float
        Where every place is filled, how the worst would fare alone; else the largest affinity.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1], [0, 1, 1], [9.0, 4.0, 5.0], demand=[1, 1], capacity=[1, 1])
    >>> most_service(question, question.allowed, np.array([True, False, True]))
    5.0
    """
    if int(chosen.sum()) == int(question.demand.sum()):
        return best_alone(question, open_edges)
    return float(question.edges.affinity[open_edges].max(initial=-np.inf))


def best_alone(question: Question, open_edges: BoolArray) -> float:
    """Give the worst any need would fare if each had its best candidates to itself.

    Parameters
    ----------
    question : Question
        The problem.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.

    Returns
    -------
    float
        In the unit of affinity; infinite where no need has a candidate.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1], [0, 1, 0], [1.0, 4.0, 3.0], demand=[2, 1], capacity=1)
    >>> best_alone(question, question.allowed)
    2.5
    """
    edges, rows = question.edges, np.flatnonzero(np.diff(question.edges.first))
    left = np.where(open_edges, edges.affinity, -np.inf)
    total, count = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
    width = np.diff(edges.first)[rows]
    for rank in range(int(question.demand[rows].max(initial=0))):
        best = np.maximum.reduceat(left, edges.first[rows])
        takes = (question.demand[rows] > rank) & (best > -np.inf)
        total[takes] += best[takes]
        count += takes
        met = np.flatnonzero(left == np.repeat(best, width))
        left[met[np.unique(edges.need[met], return_index=True)[1]]] = -np.inf
    served = count > 0
    return float((total[served] / count[served]).min(initial=np.inf))


def _weighted_mean(question: Question, weight: FloatArray, plan: BoolArray) -> float:
    edges = question.edges
    gained = float((weight[edges.need] * edges.affinity)[plan].sum())
    return gained / float((weight * question.demand).sum())
