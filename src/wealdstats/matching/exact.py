"""Small questions with every rule, by mixed-integer programming."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from wealdstats.errors import NotSolvedError
from wealdstats.matching.cycles import short_cycles
from wealdstats.matching.question import Question
from wealdstats.matching.service import worst_service
from wealdstats.types import BoolArray, FloatArray, IntArray

SMALL = 300
HALVINGS = 20
SLACK = 1e-7
FINE = 1000.0  # the solver stops within 1e-6 of the optimum, whatever the unit


class _Program:
    """Edges to choose (rows,) and load floors met (k,), under rows of sums that may grow."""

    def __init__(self, question: Question, open_edges: BoolArray) -> None:
        edges, k = question.edges, len(question.floor)
        self.question = question
        self.most = np.concatenate([open_edges, question.floor]).astype(np.float64)
        self.sums: list[csr_array] = []
        self.bounds: list[FloatArray] = []
        by_need, by_offer = _sums(edges.need, len(edges.needs)), _sums(edges.offer, k)
        self.add(by_need, question.demand)
        self.add(by_offer, question.ceiling)
        self.sums.append(csr_array(hstack([-by_offer, eye_array(k)])))
        self.bounds.append(np.zeros(k))
        for rule in question.kept:
            others = csr_array(by_need.multiply(rule.others[edges.offer][None]))[rule.needs]
            self.add(csr_array(others), np.maximum(question.demand[rule.needs] - rule.count, 0))
        if question.at_most is not None:
            whose = _sums(question.receiver[edges.need], len(question.receivers))
            self.add(whose, np.full(len(question.receivers), question.at_most))

    def add(self, sums: csr_array, most: FloatArray | IntArray) -> None:
        """Let weighted sums of edges not exceed a bound."""
        self.sums.append(csr_array(hstack([sums, csr_array((sums.shape[0], len(self.question.floor)))])))
        self.bounds.append(np.asarray(most, np.float64))

    def hold(self, filled: float) -> None:
        """Keep what edges and floors together fill."""
        self.sums.append(csr_array(-np.ones((1, len(self.most)))))
        self.bounds.append(np.array([-filled]))

    def best(self, worth: FloatArray) -> FloatArray | None:
        """Choose what is worth most, cutting off rings until none is left; None where nothing is feasible."""
        while True:
            rows = LinearConstraint(vstack(self.sums), ub=np.concatenate(self.bounds) + SLACK)
            found = milp(
                -worth,
                integrality=np.ones(len(worth)),
                bounds=Bounds(0, self.most),
                constraints=rows,
                options={"mip_rel_gap": 0.0},
            )
            if found.status == 2:
                return None
            if found.status != 0:
                raise NotSolvedError(
                    "an optimal integer program", found.message, "ask for fewer candidate edges"
                )
            answer: FloatArray = np.rint(found.x)
            rings = self._rings(answer)
            for ring in rings:
                row = np.zeros((1, len(self.question.edges.need)))
                row[0, ring] = 1.0
                self.add(csr_array(row), np.array([len(ring) - 1]))
            if not rings:
                return answer

    def _rings(self, answer: FloatArray) -> list[IntArray]:
        if self.question.reciprocal == "allow":
            return []
        return short_cycles(self.question, answer[: len(self.question.edges.need)] > 0)


def solve_exactly(question: Question, open_edges: BoolArray) -> BoolArray:
    """Fill most places, then serve the worst-served best where asked, then maximise the total.

    Parameters
    ----------
    question : Question
        The problem; a few hundred edges at most.
    open_edges : ndarray of bool (rows,)
        Edges that may be used.

    Returns
    -------
    ndarray of bool (rows,)
        Edges chosen.

    Raises
    ------
    NotSolvedError
        Where the solver stops short of the optimum.

    Notes
    -----
    Source: branch and bound as in SciPy's `milp`; rings are cut off as they appear. The worst-served are
    raised by halving: is there a plan as full in which nobody served falls below?

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 0, 1], [0, 1, 0], [3, 2, 1], demand=[1, 1], capacity=[1, 1])
    >>> solve_exactly(question, question.allowed)
    array([False,  True,  True])
    """
    program, edges = _Program(question, open_edges), question.edges
    most = program.best(np.ones(len(program.most)))
    if most is None or not most[: len(edges.need)].any():
        return np.zeros(len(edges.need), np.bool_)
    program.hold(float(most.sum()))
    if question.fairness == "worst-off":
        most = _raise_worst(program, most)
    worth = (edges.affinity - question.grid.low) * FINE / (np.ptp(edges.affinity) or 1.0)
    answer = program.best(np.concatenate([worth, np.zeros(len(question.floor))]))
    return most[: len(edges.need)] > 0 if answer is None else answer[: len(edges.need)] > 0


def _raise_worst(program: _Program, plan: FloatArray) -> FloatArray:
    """Hold the highest floor under the served that leaves the plan as full; give a plan that keeps it."""
    edges = program.question.edges
    least, above = worst_service(edges, plan[: len(edges.need)] > 0), float(edges.affinity.max())
    plain = (list(program.sums), list(program.bounds))
    for _ in range(HALVINGS):
        if above - least <= SLACK * (1.0 + abs(above)):
            break
        middle = (least + above) / 2
        program.sums, program.bounds = list(plain[0]), list(plain[1])
        _hold_floor(program, middle)
        answer = program.best(np.zeros(len(program.most)))
        # What the solver lets pass may lie below the floor by its tolerance: the plan's own floor counts.
        reached = -np.inf if answer is None else worst_service(edges, answer[: len(edges.need)] > 0)
        if answer is None or reached <= least:
            above = middle
        else:
            least, plan = reached, answer
    program.sums, program.bounds = plain
    _hold_floor(program, least - SLACK * (1.0 + abs(least)))
    return plan


def _hold_floor(program: _Program, least: float) -> None:
    """Let no served need's mean fall below: affinities less the floor must not sum below nought."""
    edges = program.question.edges
    sums = _sums(edges.need, len(edges.needs), least - edges.affinity)
    program.add(sums, np.zeros(len(edges.needs)))


def _sums(group: IntArray, size: int, weight: FloatArray | None = None) -> csr_array:
    weights = np.ones(len(group)) if weight is None else weight
    return csr_array((weights, (group, np.arange(len(group)))), shape=(size, len(group)))
