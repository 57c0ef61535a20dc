"""The batch solver's side: a question as a network, solved in bulk by OR-Tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wealdstats.errors import InputError, MissingExtraError, NotSolvedError
from wealdstats.matching.question import Kept, Question
from wealdstats.types import BoolArray, IntArray


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs of a network (m,), candidate edges last."""

    tail: IntArray
    head: IntArray
    room: IntArray
    cost: IntArray
    supply: IntArray
    edges: int


def best_flow(question: Question, open_edges: BoolArray, value: IntArray) -> BoolArray:
    """Choose the pairings that fill most places and, among these, are worth most.

    Parameters
    ----------
    question : Question
        Demand, capacity, floors, kept places, receivers' caps.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.
    value : ndarray of int (rows,)
        Worth of each edge in whole numbers.

    Returns
    -------
    ndarray of bool (rows,)
        Edges chosen.

    Raises
    ------
    InputError
        Where kept places cross, so that no flow can keep them.
    MissingExtraError
        Without OR-Tools.
    NotSolvedError
        Where the solver stops short of the optimum.

    Notes
    -----
    Source: Goldberg (1997), Journal of Algorithms 22, as implemented in OR-Tools. Load floors come first,
    then places filled: neither stands in the other's way, since an augmenting path empties no offer.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1.0, 2.0], demand=1, capacity=1)
    >>> best_flow(question, question.allowed, question.edges.value)
    array([False,  True])
    """
    chosen = np.zeros(len(open_edges), np.bool_)
    used = np.flatnonzero(open_edges)
    if used.size:
        chosen[used] = _solve(_network(question, used, value[used])) > 0
    return chosen


def most_places(question: Question, open_edges: BoolArray) -> int:
    """Count how many places can be filled at most, by demand and capacity alone.

    Parameters
    ----------
    question : Question
        Demand and capacity.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.

    Returns
    -------
    int
        Pairings.

    Raises
    ------
    MissingExtraError
        Without OR-Tools.

    Notes
    -----
    Source: maximum flow by pushing and relabelling (Goldberg and Tarjan 1988), as implemented in OR-Tools.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1.0, 2.0], demand=1, capacity=1)
    >>> most_places(question, question.allowed)
    1
    """
    edges, n, k = question.edges, len(question.demand), len(question.ceiling)
    used, narrow = np.flatnonzero(open_edges), np.int32
    solver, _ = _solvers()
    solver.add_arcs_with_capacity(
        np.concatenate([edges.need[used], np.full(n, n + k), n + np.arange(k)]).astype(narrow),
        np.concatenate([n + edges.offer[used], np.arange(n), np.full(k, n + k + 1)]).astype(narrow),
        np.concatenate([np.ones(len(used), np.int64), question.demand, question.ceiling]),
    )
    if solver.solve(n + k, n + k + 1) != solver.OPTIMAL:
        raise NotSolvedError("a maximum flow", "a solver that stopped short", "ask for fewer candidate edges")
    return int(solver.optimal_flow())


def crossing(question: Question) -> bool:
    """Tell whether two rules on kept places cross: neither disjoint nor one within the other.

    Parameters
    ----------
    question : Question
        The problem.

    Returns
    -------
    bool
        Whether no flow can keep both.

    Notes
    -----
    Source: flows keep laminar families of bounds (Edmonds 1970).

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> from wealdstats.matching.rules import AtLeast
    >>> rules = [AtLeast(1, [0]), AtLeast(1, [1])]
    >>> crossing(ask([0, 0, 0], [0, 1, 2], [1, 2, 3], demand=[3], capacity=[1, 1, 1], at_least=rules))
    True
    """
    return any(
        _cross(first, second) for place, first in enumerate(question.kept) for second in question.kept[:place]
    )


def _cross(first: Kept, second: Kept) -> bool:
    both = int((first.others & second.others).sum())
    within = both in (0, int(first.others.sum()), int(second.others.sum()))
    return bool((first.needs & second.needs).any()) and not within


def _network(question: Question, used: IntArray, value: IntArray) -> _Arcs:
    """Needs send their places through kept-place nodes over edges to offers and on to the end."""
    edges, n, k = question.edges, len(question.demand), len(question.ceiling)
    tail, parts, nodes = _kept_places(question, used)
    supply = np.zeros(nodes, np.int64)
    if question.at_most is None:
        supply[:n] = question.demand
    else:
        wanted = np.bincount(question.receiver, question.demand, minlength=len(question.receivers))
        whose = nodes + question.receiver
        supply = np.concatenate([supply, np.minimum(wanted.astype(np.int64), question.at_most)])
        parts.append((whose, np.arange(n), question.demand, np.zeros(n, np.int64)))
    supply[n + k] = -int(supply.sum())
    own = n + np.arange(k)
    end = np.full(k, n + k)
    if question.floor.any():
        above = int(np.abs(value).max() + 1) * (min(n, k) + 2)
        parts.append((own, end, question.floor, np.full(k, -above)))
    parts.append((own, end, question.ceiling - question.floor, np.zeros(k, np.int64)))
    parts.append((tail, n + edges.offer[used], np.ones(len(used), np.int64), -value))
    tails, heads, rooms, costs = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _Arcs(tails, heads, rooms, costs, supply, len(used))


def _kept_places(
    question: Question, used: IntArray
) -> tuple[IntArray, list[tuple[IntArray, IntArray, IntArray, IntArray]], int]:
    """Send edges without a label through a node with room for the places not kept for it.

    The widest set of offers comes first, so that the nodes nest.
    """
    if crossing(question):
        remedy = "give labels that nest or exclude each other, or fewer edges, for the exact solver"
        raise InputError("labels of which no two cross", "two that do", remedy)
    edges, n, k = question.edges, len(question.demand), len(question.ceiling)
    need, offer = edges.need[used], edges.offer[used]
    tail, nodes = need.copy(), n + k + 1
    arcs: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
    placed: list[tuple[Kept, IntArray]] = []
    for rule in sorted(question.kept, key=lambda rule: -int(rule.others.sum())):
        inside = np.flatnonzero(rule.needs)
        own = np.full(n, -1)
        own[inside] = nodes + np.arange(len(inside))
        above = np.arange(n)
        for wider, node in placed:
            if (wider.others & rule.others).any():
                above = np.where(node >= 0, node, above)
        room = np.maximum(question.demand[inside] - rule.count, 0)
        arcs.append((above[inside], own[inside], room, np.zeros(len(inside), np.int64)))
        through = rule.needs[need] & rule.others[offer]
        tail[through] = own[need[through]]
        placed.append((rule, own))
        nodes += len(inside)
    return tail, arcs, nodes


def _solve(arcs: _Arcs) -> IntArray:
    _, solver = _solvers()
    narrow = np.int32
    solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(narrow), arcs.head.astype(narrow), arcs.room, arcs.cost
    )
    solver.set_nodes_supplies(np.arange(len(arcs.supply), dtype=narrow), arcs.supply)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise NotSolvedError("an optimal flow", str(status), "narrow the range of affinities")
    count = len(arcs.tail)
    flow: IntArray = solver.flows(np.arange(count - arcs.edges, count, dtype=narrow))
    return flow


def _solvers() -> tuple[Any, Any]:
    """Give the solvers of maximum flow and of minimum-cost flow; both are untyped."""
    try:
        from ortools.graph.python import max_flow, min_cost_flow  # noqa: PLC0415 -- an extra
    except ImportError as missing:
        remedy = 'pip install "weald[matching]"'
        raise MissingExtraError("OR-Tools, for minimum-cost flow", "it is not installed", remedy) from missing
    return max_flow.SimpleMaxFlow(), min_cost_flow.SimpleMinCostFlow()
