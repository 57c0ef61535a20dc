"""Match needs to offers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from wealdstats.matching.amounts import Amounts
from wealdstats.matching.change import begin
from wealdstats.matching.cycles import without_cycles
from wealdstats.matching.exact import SMALL, solve_exactly
from wealdstats.matching.fair import highest_floor, most_service, weighted_rounds
from wealdstats.matching.flow import best_flow, crossing
from wealdstats.matching.merged import merged
from wealdstats.matching.plan import Pairs, Plan, Unmet
from wealdstats.matching.question import Fairness, Question, Reciprocal, ask
from wealdstats.matching.rules import AtLeast, PerReceiver
from wealdstats.matching.service import worst_service
from wealdstats.matching.state import State
from wealdstats.matching.weights import raise_weights
from wealdstats.types import BoolArray


def assign(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    affinity: npt.ArrayLike,
    *,
    demand: Amounts,
    capacity: Amounts,
    forbid: Sequence[tuple[Hashable, Hashable]] = (),
    at_least: Sequence[AtLeast] = (),
    per_receiver: int | PerReceiver | None = None,
    reciprocal: Reciprocal = "allow",
    fairness: Fairness = "worst-off",
    seed: int = 0,
) -> Plan:
    """Match needs to offers: as many places filled as can be, then fairly, then for the largest total.

    Parameters
    ----------
    need, offer : array_like (rows,)
        Labels of the two ends of each candidate edge; each pair once. Who is no candidate has no row.
    affinity : array_like (rows,)
        What a pairing is worth, any unit, the larger the better; no missing values.
    demand : int, mapping or array (n,)
        Places per need: one number for all, by label, or by number where labels count from 0. Each place
        wants another offer.
    capacity : int, mapping or array (k,) or (k, 2)
        Most pairings per offer, or (least, most) of each.
    forbid : sequence of (need, offer)
        Pairs that must not be.
    at_least : sequence of AtLeast
        Places kept for offers with a label.
    per_receiver : int or PerReceiver, optional
        Most pairings of one receiver over all its needs.
    reciprocal : {"allow", "forbid"}
        "forbid": labels name parties; none helps itself, one that helps it, or the third of a ring of three.
    fairness : {"worst-off", "total"}
        "worst-off": the lowest mean affinity of any served need is raised first, then the total.
    seed : int
        Seed of the tie-breakers: equally good plans are chosen among at random, whatever the order of rows.

    Returns
    -------
    Plan
        Pairings, empty places, prices, reasons, and how far from the optimum it can be.

    Raises
    ------
    InputError
        Where anything cannot be read, or kept places cross in a question too large for the exact solver.
    MissingExtraError
        Without OR-Tools.
    NotSolvedError
        Where a solver stops short of the optimum.

    Notes
    -----
    Source: minimum-cost flow (Goldberg 1997) in OR-Tools; docs/methods/matching.md. It assumes that
    affinities add up. A good match on paper does not show that the support will work.

    Examples
    --------
    >>> plan = assign(["Oak", "Oak", "Elm"], ["Ash", "Yew", "Ash"], [9, 5, 6], demand=1, capacity=1)
    >>> plan.pairs.need.tolist(), plan.pairs.offer.tolist(), plan.total, plan.worst_off
    (['Elm', 'Oak'], ['Ash', 'Yew'], 11.0, 5.0)
    """
    question = ask(
        need,
        offer,
        affinity,
        demand=demand,
        capacity=capacity,
        forbid=forbid,
        at_least=at_least,
        per_receiver=per_receiver,
        reciprocal=reciprocal,
        fairness=fairness,
        seed=seed,
    )
    return solve(question)


def solve(question: Question) -> Plan:
    """Solve a question by the method that suits it.

    Parameters
    ----------
    question : Question
        The problem.

    Returns
    -------
    Plan
        As `assign` gives it.

    Notes
    -----
    Source: docs/methods/matching.md.

    Examples
    --------
    >>> solve(ask([0], [0], [1.0], demand=1, capacity=1)).method
    'flow'
    """
    edges, usable = question.edges, question.allowed
    small = len(edges.need) <= SMALL
    if crossing(question) and small:
        return _told(question, solve_exactly(question, usable), usable, method="integer program")
    one_each = int(question.demand.max(initial=0)) <= 1
    if question.is_plain and question.fairness == "worst-off" and (one_each or not small):
        return _fairest(question, usable) if one_each else _fairer(question, usable)
    first = best_flow(question, usable, edges.value)
    if not first.any():
        return _told(question, first, usable, method="flow")
    bound = float(edges.affinity[first].sum())
    if question.reciprocal == "allow" and question.fairness == "total":
        return _told(question, first, usable, method="flow", best_total=bound)
    if question.reciprocal == "allow" and one_each:
        fair = highest_floor(question, usable)
        return _told(question, fair.chosen, fair.open_edges, method="flow")
    if small:
        return _told(question, solve_exactly(question, usable), usable, method="integer program")
    chosen, dropped = without_cycles(question, usable, edges.value)
    usable[dropped] = False
    if question.fairness == "total":
        return _told(question, chosen, usable, method="repair" if dropped.size else "flow", bound=bound)
    fair = weighted_rounds(question, usable, chosen)
    return _told(question, fair.chosen, usable, method="rounds", bound=bound, worst_bound=fair.worst_bound)


def _fairest(question: Question, usable: BoolArray) -> Plan:
    """Solve for the highest floor under every pairing, and for the largest total above it."""
    fair = highest_floor(question, usable)
    state = _begun(question, usable, fair.chosen, fair.worst_bound)
    return _told(question, fair.chosen, fair.open_edges, method="flow", state=state)


def _fairer(question: Question, usable: BoolArray) -> Plan:
    """Solve for the largest total, and let the worst-served count more until it is served no better."""
    first = best_flow(question, usable, question.edges.value)
    state = raise_weights(_begun(question, usable, first))
    chosen = np.zeros(len(usable), np.bool_)
    chosen[np.flatnonzero(usable)[state.held.place]] = True
    return _told(
        question,
        chosen,
        usable,
        method="rounds",
        bound=np.inf,
        best_total=float(question.edges.affinity[first].sum()),
        worst_bound=most_service(question, usable, chosen),
        state=state,
    )


def _begun(question: Question, usable: BoolArray, chosen: BoolArray, floor: float = -np.inf) -> State:
    top = question.grid.top
    return begin(
        question.edges,
        usable,
        chosen,
        question.demand,
        question.ceiling,
        top,
        floor=floor,
        purse=question.purse,
    )


def _told(
    question: Question,
    chosen: BoolArray,
    usable: BoolArray,
    *,
    method: str,
    bound: float | None = None,
    best_total: float = np.inf,
    worst_bound: float | None = None,
    state: State | None = None,
) -> Plan:
    edges, grid = question.edges, question.grid
    pairs = Pairs(edges.needs[edges.need[chosen]], edges.offers[edges.offer[chosen]], edges.affinity[chosen])
    total = float(pairs.affinity.sum())
    worst = worst_service(edges, chosen) if len(pairs) else float("nan")
    lacking = question.demand - np.bincount(edges.need[chosen], minlength=len(question.demand))
    short = np.flatnonzero(lacking)
    if worst_bound is None:
        worst_bound = worst if question.fairness == "worst-off" else most_service(question, usable, chosen)
    if state is None and question.is_plain and question.fairness == "total":
        state = _begun(question, usable, chosen)
    loose = 0.0 if grid.exact else len(pairs) * grid.step
    return Plan(
        pairs=pairs,
        total=total,
        worst_off=worst,
        unmet=Unmet(edges.needs[short], lacking[short]),
        best_total=best_total + loose,
        fair_total=(total if bound is None else max(bound, total)) + loose,
        worst_bound=float(np.fmax(worst, worst_bound)),  # the lesser only by rounding
        method=method,
        seed=question.seed,
        question=question,
        chosen=chosen,
        usable=usable,
        state=state,
        late=(),
        gone=(),
        again=_again,
    )


def _again(plan: Plan) -> Plan:
    """Solve the whole of a plan that has been added to or withdrawn from."""
    return solve(merged(plan.question, plan.late, plan.gone))
