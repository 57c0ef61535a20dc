"""Why a plan is as it is: for each pairing, each refusal, each empty place and each area."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError, NotSolvedError
from wealdstats.labels import Names, find
from wealdstats.matching.edges import keys
from wealdstats.matching.prices import FAR, Costs, empty_cost, losses
from wealdstats.matching.question import Question
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Prices(Result):
    """What one more place would change.

    Parameters
    ----------
    offer : ndarray (k,)
        Labels of offers, or of areas.
    worth : ndarray (k,)
        Rise of the total, in the unit of affinity, that of a place it fills included.
    fills : ndarray of bool (k,)
        Whether it would fill a place that is empty now.

    Notes
    -----
    Source: the smallest optimal dual of the transportation problem; see docs/methods/matching.md.

    Examples
    --------
    >>> Prices(np.array(["Ash"]), np.array([0.5]), np.array([True])).fills
    array([ True])
    """

    offer: Names
    worth: FloatArray
    fills: BoolArray


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Parameters
    ----------
    kind : str
        Which rule or fact decides, in a word or two.
    text : str
        A sentence for a page.
    amount : float
        What the other choice would change in the total, in the unit of affinity; 0 where it cannot be said.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Reason("forbidden", "Oak and Ash are a forbidden pair.", 0.0).kind
    'forbidden'
    """

    kind: str
    text: str
    amount: float


def gains(question: Question, chosen: BoolArray, usable: BoolArray) -> Prices:
    """Price one more place at every offer.

    Parameters
    ----------
    question : Question
        The problem.
    chosen : ndarray of bool (rows,)
        An optimal plan.
    usable : ndarray of bool (rows,)
        Edges that may be used.

    Returns
    -------
    Prices
        Per offer.

    Raises
    ------
    NotSolvedError
        Where rules beyond demand, capacity and forbidden pairs leave no prices that prove the plan.

    Notes
    -----
    Source: Bellman (1958) and Ford (1956), from the empty places back to the offers.

    Examples
    --------
    >>> from wealdstats.matching.question import ask
    >>> question = ask([0, 1], [0, 0], [1, 2], demand=1, capacity=1)
    >>> gains(question, np.array([False, True]), question.allowed).worth
    array([1.])
    """
    edges, k = question.edges, len(question.ceiling)
    empty = empty_cost(edges, question.grid.top)
    held, others = np.flatnonzero(chosen), np.flatnonzero(usable & ~chosen)
    got = np.bincount(edges.need[held], minlength=len(question.demand))
    others = others[np.argsort(edges.offer[others], kind="stable")]
    first = np.searchsorted(edges.offer[others], np.arange(k))
    rows = np.flatnonzero(np.bincount(edges.offer[others], minlength=k))
    wish = np.where(got < question.demand, np.int64(empty), -FAR // 2)
    gain = np.zeros(k, np.int64)
    # Rounds of an optimal plan end by themselves; other rules may leave gains to go round in.
    for _ in range(len(edges.needs) + 2):
        need = wish.copy()
        np.maximum.at(need, edges.need[held], gain[edges.offer[held]] - edges.value[held])
        more = gain.copy()
        if rows.size:
            reach = edges.value[others] + need[edges.need[others]]
            more[rows] = np.maximum(gain[rows], np.maximum.reduceat(reach, first[rows]))
        if np.array_equal(more, gain):
            return _prices(question, gain, empty)
        gain = more
    wanted = "a plan that no exchange improves"
    remedy = "ask for the prices of the same plan without the other rules"
    raise NotSolvedError(wanted, "other rules hold back exchanges that would improve it", remedy)


def _prices(question: Question, gain: IntArray, empty: int) -> Prices:
    fills = gain > empty // 2
    worth = _unit(question, gain - fills * empty) + fills * question.grid.low
    return Prices(question.edges.offers, worth, fills)


def _unit(question: Question, grid_value: IntArray) -> FloatArray:
    """Give grid values in the unit of affinity, tie-breakers left out."""
    grid = question.grid
    result: FloatArray = np.rint(grid_value / grid.scale) * grid.step
    return result


class Why:
    """Reasons for a plan, worked out when asked for.

    Parameters
    ----------
    question : Question
        The problem.
    chosen : ndarray of bool (rows,)
        The plan.
    usable : ndarray of bool (rows,)
        Edges that were neither forbidden nor below the floor.

    Notes
    -----
    Source: complementary slackness; see docs/methods/matching.md.

    Examples
    --------
    >>> from wealdstats.matching import assign
    >>> plan = assign(["Oak", "Elm"], ["Ash", "Ash"], [0.9, 0.4], demand=1, capacity=1, fairness="total")
    >>> plan.why.refusal("Elm", "Ash").text
    'Ash is full (1 of 1), and those it helps are worth at least 0.5 more than Elm would be.'
    """

    def __init__(self, question: Question, chosen: BoolArray, usable: BoolArray) -> None:
        self._question, self._chosen, self._usable = question, chosen, usable
        edges = question.edges
        self._load = np.bincount(edges.offer[chosen], minlength=len(edges.offers))
        self._got = np.bincount(edges.need[chosen], minlength=len(edges.needs))
        self._costs: Costs | None = None

    def pairing(self, need: Hashable, offer: Hashable) -> tuple[Reason, ...]:
        """Say why a need has an offer.

        Parameters
        ----------
        need, offer : label
            A pairing of the plan.

        Returns
        -------
        tuple of Reason
            Its affinity and rank, and what stands in the way of each better candidate.
        """
        w, _, edge = self._edge(need, offer)
        edges = self._question.edges
        if edge < 0 or not self._chosen[edge]:
            raise InputError("a pairing of the plan", f"{need} and {offer}", "ask refusal(need, offer)")
        own = slice(edges.first[w], edges.first[w + 1])
        better = np.flatnonzero(edges.affinity[own] > edges.affinity[edge]) + edges.first[w]
        rank = f"{len(better) + 1} of {own.stop - own.start} candidates by affinity"
        head = Reason("affinity", f"{offer} suits {need} at {edges.affinity[edge]:.3g}: {rank}.", 0.0)
        others = [edges.offers[edges.offer[place]] for place in better.tolist() if not self._chosen[place]]
        return head, *(self.refusal(need, other) for other in others)

    def refusal(self, need: Hashable, offer: Hashable) -> Reason:
        """Say which constraint keeps an offer from a need.

        Parameters
        ----------
        need, offer : label
            A pair that is not in the plan.

        Returns
        -------
        Reason
            The binding constraint, and at least how much the total would fall without it.
        """
        w, v, edge = self._edge(need, offer)
        if edge >= 0 and self._chosen[edge]:
            raise InputError(
                "a pair that is not in the plan", f"{need} and {offer}", "ask pairing(need, offer)"
            )
        for rule in (self._barred, self._bounded, self._kept):
            if (reason := rule(w, v, edge)) is not None:
                return reason
        return self._outbid(w, v, edge)

    def unserved(self, need: Hashable) -> Reason:
        """Name the cheapest change that would fill an empty place of a need.

        Parameters
        ----------
        need : label
            A need with an empty place.

        Returns
        -------
        Reason
            The change, and what it would add to the total.
        """
        question, edges = self._question, self._question.edges
        w = int(find(edges.needs, np.array([need]))[0])
        if w < 0 or self._got[w] >= question.demand[w]:
            raise InputError("a need with an empty place", repr(need), "take one from plan.unmet")
        own = np.arange(edges.first[w], edges.first[w + 1])
        own = own[~self._chosen[own]]
        if not own.size:
            spare = int((question.ceiling - self._load).sum())
            text = f"{need} has no further candidate: name one; offers have {spare} free places."
            return Reason("candidates", text, 0.0)
        room = (self._load < question.ceiling)[edges.offer[own]]
        # A free place that a rule keeps from the need costs nobody anything; then the best one more place.
        best = int(own[np.lexsort((-edges.affinity[own], ~room))[0]])
        offer, worth = edges.offers[edges.offer[best]], float(edges.affinity[best])
        if room.any():
            barrier = self.refusal(need, offer)
            return Reason(barrier.kind, f"Lift this: {barrier.text} It would add {worth:.3g}.", worth)
        if (reason := self._bounded(w, int(edges.offer[best]), best)) is not None:
            return Reason(reason.kind, f"Lift this: {reason.text}", 0.0)
        return Reason("capacity", f"One more place at {offer} would fill it and add {worth:.3g}.", worth)

    def areas(self, area: npt.ArrayLike) -> Prices:
        """Give the shadow price of each area: where capacity must be built.

        Parameters
        ----------
        area : array_like (k,)
            Area of each offer, in the order of ``plan.prices.offer``.

        Returns
        -------
        Prices
            Per area, the best that one more place in it would do.
        """
        prices = gains(self._question, self._chosen, self._usable)
        names, own = np.unique(np.asarray(area), return_inverse=True)
        if own.shape != prices.worth.shape:
            raise InputError(
                "one area per offer", f"{own.size} of {prices.worth.size}", "follow prices.offer"
            )
        fills = np.bincount(own, prices.fills) > 0
        counts = prices.fills | ~fills[own]  # where a place could be filled, only those that fill one count
        worth = np.full(len(names), -np.inf)
        np.maximum.at(worth, own[counts], prices.worth[counts])
        return Prices(names, worth, fills)

    def _edge(self, need: Hashable, offer: Hashable) -> tuple[int, int, int]:
        edges = self._question.edges
        w, v = find(edges.needs, np.array([need])), find(edges.offers, np.array([offer]))
        if w[0] < 0 or v[0] < 0:
            raise InputError("a need and an offer of this plan", f"{need!r} and {offer!r}", "use its labels")
        own = slice(int(edges.first[w[0]]), int(edges.first[w[0] + 1]))
        place = int(own.start + np.searchsorted(edges.offer[own], v[0]))
        found = place < own.stop and edges.offer[place] == v[0]
        return int(w[0]), int(v[0]), place if found else -1

    def _barred(self, w: int, v: int, edge: int) -> Reason | None:
        question, edges = self._question, self._question.edges
        need, offer = edges.needs[w], edges.offers[v]
        if keys(edges, np.array([w]), np.array([v]))[0] in question.barred:
            return Reason("forbidden", f"{need} and {offer} are a forbidden pair.", 0.0)
        if edge < 0:
            return Reason("candidates", f"{offer} was not a candidate for {need}.", 0.0)
        if not self._usable[edge]:
            return self._unusable(w, v, edge)
        return None

    def _unusable(self, w: int, v: int, edge: int) -> Reason:
        question, edges = self._question, self._question.edges
        need, offer = edges.needs[w], edges.offers[v]
        parties = question.parties()
        if question.reciprocal == "forbid" and parties[0][w] == parties[1][v]:
            return Reason("same party", f"{need} and {offer} are one party.", 0.0)
        if question.reciprocal == "forbid" and edges.affinity[edge] >= edges.affinity[self._chosen].min(
            initial=np.inf
        ):
            return Reason("ring", f"With {offer} helping {need} a short ring of support would close.", 0.0)
        return Reason(
            "floor", f"At {edges.affinity[edge]:.3g} it is below the floor under the worst-served.", 0.0
        )

    def _bounded(self, w: int, v: int, edge: int) -> Reason | None:
        del edge
        question, edges = self._question, self._question.edges
        need, offer = edges.needs[w], edges.offers[v]
        if question.demand[w] == 0:
            return Reason("demand", f"{need} asks for no place.", 0.0)
        if question.ceiling[v] == 0:
            return Reason("capacity", f"{offer} has no place to give.", 0.0)
        whose = question.receiver[w]
        held = int(self._got[question.receiver == whose].sum())
        if question.at_most is not None and held >= question.at_most and self._got[w] < question.demand[w]:
            text = f"{question.receivers[whose]} has {held} supporters, the most allowed."
            return Reason("receiver's cap", text, 0.0)
        return None

    def _kept(self, w: int, v: int, edge: int) -> Reason | None:
        del edge
        question, edges = self._question, self._question.edges
        own = np.arange(edges.first[w], edges.first[w + 1])
        given = edges.offer[own[self._chosen[own]]]
        for rule in question.kept:
            without = int(rule.others[given].sum())
            if rule.needs[w] and rule.others[v] and without >= question.demand[w] - rule.count:
                text = (
                    f"{edges.needs[w]} keeps {rule.count} for {rule.label}, which {edges.offers[v]} has not."
                )
                return Reason("kept place", text, 0.0)
        return None

    def _outbid(self, w: int, v: int, edge: int) -> Reason:
        question, edges = self._question, self._question.edges
        need, offer = edges.needs[w], edges.offers[v]
        loss = self._loss(w, v, edge)
        if self._load[v] >= question.ceiling[v]:
            head = f"{offer} is full ({self._load[v]} of {question.ceiling[v]})"
            if self._got[w] < question.demand[w]:
                text = f"{head}, and those it helps are worth at least {loss:.3g} more than {need} would be."
            else:
                text = f"{head}; making room for {need} would lower the total by at least {loss:.3g}."
            return Reason("capacity", text, loss)
        if self._got[w] >= question.demand[w]:
            text = (
                f"{need} has all it asks for; {offer} instead would lower the total by at least {loss:.3g}."
            )
            return Reason("demand", text, loss)
        return Reason("ring", f"With {offer} helping {need} a short ring of support would close.", 0.0)

    def _loss(self, w: int, v: int, edge: int) -> float:
        """Give the reduced cost of an edge: at least this much is lost by forcing it in.

        A need that has all it asks for gives up one of its pairings as well.
        """
        question = self._question
        if not question.has_exact_prices:
            return 0.0
        if self._costs is None:
            empty = empty_cost(question.edges, question.grid.top)
            self._costs = losses(question.edges, self._chosen, self._usable, question.ceiling, empty)
        costs, edges = self._costs, question.edges
        reduced = costs.offer[v] - edges.value[edge] - costs.need[w]
        if self._got[w] >= question.demand[w]:
            own = np.arange(edges.first[w], edges.first[w + 1])
            own = own[self._chosen[own]]
            # An offer that helps nobody else hands nobody on: the place given up is simply free then.
            freed = 0 if not self._load[v] else costs.offer[edges.offer[own]]
            reduced += (edges.value[own] + costs.need[w] - freed).min()
        return float(_unit(question, np.maximum(np.array([reduced]), 0))[0])
