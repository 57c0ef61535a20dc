"""Parties who would support each other, directly or around a short ring."""

from __future__ import annotations

import numpy as np

from wealdstats.matching.flow import best_flow
from wealdstats.matching.question import Question
from wealdstats.types import BoolArray, IntArray


def short_cycles(question: Question, chosen: BoolArray) -> list[IntArray]:
    """Find rings of two or three parties in a plan.

    Parameters
    ----------
    question : Question
        The problem.
    chosen : ndarray of bool (rows,)
        A plan.

    Returns
    -------
    list of ndarray of int
        The edges of each ring, each ring once.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [1, 0], [1.0, 2.0], demand=[1, 1], capacity=[1, 1], reciprocal="forbid")
    >>> short_cycles(question, np.array([True, True]))
    [array([0, 1])]
    """
    of_need, of_offer = question.parties()
    used = np.flatnonzero(chosen)
    give: dict[int, dict[int, int]] = {}
    for edge, giver, taker in zip(
        used.tolist(),
        of_offer[question.edges.offer[used]].tolist(),
        of_need[question.edges.need[used]].tolist(),
        strict=True,
    ):
        give.setdefault(giver, {})[taker] = edge
    rings: dict[frozenset[int], IntArray] = {}
    for one, takers in give.items():
        for two, edge in takers.items():
            onward = give.get(two, {})
            back: list[tuple[int, ...]] = [(onward[one],)] if one in onward else []
            back += [(far, give[three][one]) for three, far in onward.items() if one in give.get(three, {})]
            for rest in back:
                ring = np.sort(np.array([edge, *rest]))
                rings[frozenset(ring.tolist())] = ring
    return sorted(rings.values(), key=lambda ring: ring.tolist())


def without_cycles(question: Question, open_edges: BoolArray, value: IntArray) -> tuple[BoolArray, IntArray]:
    """Solve, drop the least valuable edge of each ring, and solve again until no ring is left.

    Parameters
    ----------
    question : Question
        The problem.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.
    value : ndarray of int (rows,)
        Worth of each edge.

    Returns
    -------
    tuple of ndarray of bool (rows,) and ndarray of int
        The plan, and the edges dropped.

    Notes
    -----
    Source: this project. What the first solution was worth bounds what any plan without rings can be.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [1, 0], [1.0, 2.0], demand=[1, 1], capacity=[1, 1], reciprocal="forbid")
    >>> without_cycles(question, question.allowed, question.edges.value)[0]
    array([False,  True])
    """
    left = open_edges.copy()
    dropped: list[int] = []
    while True:
        chosen = best_flow(question, left, value)
        rings = short_cycles(question, chosen) if question.reciprocal == "forbid" else []
        if not rings:
            return chosen, np.array(sorted(dropped), np.int64)
        for ring in rings:
            if left[ring].all():
                weakest = int(ring[value[ring].argmin()])
                left[weakest] = False
                dropped.append(weakest)
