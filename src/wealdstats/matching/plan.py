"""A plan: who helps whom, what it is worth, what it leaves undone, and how to change it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.labels import Names, comparable, find
from wealdstats.matching.change import close, fill, join
from wealdstats.matching.edges import LATER, keys, listed, longest_chain, on_step
from wealdstats.matching.floor import raise_floor, still_fair
from wealdstats.matching.merged import Late, merged
from wealdstats.matching.question import Question
from wealdstats.matching.state import State, affinities, weighed
from wealdstats.matching.weights import first_weight, most_worth, raise_weights, served
from wealdstats.matching.why import Prices, Why, gains
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

NOBODY: FloatArray = np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs(Result):
    """Pairings by need, then offer.

    Parameters
    ----------
    need, offer : ndarray (pairs,)
        Labels.
    affinity : ndarray (pairs,)
        What each is worth, as given.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> len(Pairs(np.array(["Oak"]), np.array(["Ash"]), np.array([0.5])))
    1
    """

    need: Names
    offer: Names
    affinity: FloatArray

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True, slots=True, eq=False)
class Unmet(Result):
    """Needs with places left empty.

    Parameters
    ----------
    need : ndarray (m,)
        Labels.
    places : ndarray of int (m,)
        Empty places, at least 1.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> len(Unmet(np.array(["Oak"]), np.array([2])))
    1
    """

    need: Names
    places: IntArray

    def __len__(self) -> int:
        return len(self.need)


@dataclass(frozen=True, slots=True, eq=False)
class Plan(Result):
    """Who helps whom.

    Parameters
    ----------
    pairs : Pairs
        The pairings.
    total : float
        Sum of their affinities.
    worst_off : float
        Lowest mean affinity among the needs that receive anything; nan where none does.
    unmet : Unmet
        Places left empty.
    best_total : float
        No plan as full is worth more, however its worst are served; infinite where that is not known.
    fair_total : float
        No plan as full that serves its worst as well is worth more, as far as the solver knew; infinite where
        only prices tell: see `bound`.
    worst_bound : float
        No plan as full serves its worst-served better.
    method : {"flow", "integer program", "rounds", "repair"}
        What solved the batch: the first two are optimal, the others as far from it as the bounds say.
    seed : int
        Seed of the tie-breakers.
    question : Question
        What was asked in the batch.
    chosen : ndarray of bool (rows,)
        Its edges in the batch plan.
    usable : ndarray of bool (rows,)
        Edges that were neither forbidden nor below the floor in the batch.
    state : State or None
        Prices and exchanges, where the plan can be changed without solving again.
    late : tuple of Late
        Needs that came after the batch.
    gone : tuple of int
        Numbers of the offers withdrawn since.
    again : callable
        Solves the whole of it again.

    Notes
    -----
    Source: docs/methods/matching.md.

    Examples
    --------
    >>> from wealdstats.matching import assign
    >>> plan = assign(["Oak", "Elm"], ["Ash", "Ash"], [0.9, 0.4], demand=1, capacity=1)
    >>> plan.pairs.need, plan.unmet.need
    (array(['Oak'], dtype='<U3'), array(['Elm'], dtype='<U3'))
    """

    pairs: Pairs
    total: float
    worst_off: float
    unmet: Unmet
    best_total: float
    fair_total: float
    worst_bound: float
    method: str
    seed: int
    question: Question
    chosen: BoolArray
    usable: BoolArray
    state: State | None
    late: tuple[Late, ...]
    gone: tuple[int, ...]
    again: Callable[[Plan], Plan]

    @property
    def bound(self) -> float:
        """What no plan as full, that serves its worst-served as well, is worth more than."""
        bound = min(self.best_total, self.fair_total)
        if self.state is not None and self.state.purse:
            demand = np.append(self.question.demand, np.array([one.demand for one in self.late], np.int64))
            bound = min(bound, self.total + most_worth(self.state, demand, self.question.grid))
        return max(bound, self.total)

    @property
    def gap(self) -> float:
        """How much more any plan could be worth, as a share of this one's worth or bound."""
        return max(0.0, self.bound - self.total) / max(abs(self.bound), abs(self.total), 1e-300)

    @property
    def below_floor(self) -> Names:
        """Labels of the offers with fewer pairings than they were to have at least."""
        offers = self.question.edges.offers
        names, load = np.unique(self.pairs.offer, return_counts=True)
        count = np.zeros(len(offers), np.int64)
        count[find(offers, names)] = load
        short: Names = offers[count < self.question.floor]
        return short

    @property
    def prices(self) -> Prices:
        """What one more place at each offer would be worth.

        Exact for demand, capacity and forbidden pairs. Where needs count more than once, so that the
        worst-served come first, they do so here too. Other rules are left out; where they hold back an
        exchange that would improve the plan, there are no prices and asking is refused.
        """
        return gains(*self._as_it_stands())

    @property
    def why(self) -> Why:
        """Reasons for each pairing, each refusal and each empty place."""
        return Why(*self._as_it_stands())

    def add(self, need: Hashable, offer: npt.ArrayLike, affinity: npt.ArrayLike, *, demand: int = 1) -> Plan:
        """Let one more need in and re-optimise.

        Parameters
        ----------
        need : label
            A new label.
        offer : array_like (m,)
            Offers it could have, each once; known labels.
        affinity : array_like (m,)
            What each would be worth; finite.
        demand : int
            Places, at least 0.

        Returns
        -------
        Plan
            A new plan, the largest total at its floor and weights; this one stays as it is.

        Raises
        ------
        InputError
            Where anything cannot be read or the need is there already.

        Notes
        -----
        Source: successive shortest paths from kept prices. Floors and weights stay as they are, as far as
        they can: see `raised`. Solved again as a whole where a rule beyond demand, capacity and forbidden
        pairs binds, or where a floor would have to fall in a way that moves many.
        """
        late = self._read(need, offer, affinity, demand)
        asked = replace(self, late=(*self.late, late))
        state = self.state
        is_mixed = self.has_floor and demand > 1
        if state is None or is_mixed or self._is_grown() or not self._on_grid(late.affinity):
            return self.again(asked)
        grid = self.question.grid
        ties = np.random.default_rng([self.seed, len(self.late) + 1]).integers(0, grid.noise, len(late.offer))
        values = grid.values(late.affinity, ties)
        is_enough = late.affinity >= self.worst_off
        weight = first_weight(state, late.offer, values, is_enough)
        state = join(state, late.offer, values, late.affinity, weight)
        there = ~np.isin(late.offer, np.array(self.gone, np.int64))
        best = np.sort(late.affinity[there])[::-1][:demand]
        return asked._filled(state, np.full(demand, len(state.lacking) - 1), best)

    def withdraw(self, offer: Hashable) -> Plan:
        """Take one offer out and re-optimise.

        Parameters
        ----------
        offer : label
            A known offer.

        Returns
        -------
        Plan
            A new plan without it, the largest total at its floor and weights; this one stays as it is.

        Raises
        ------
        InputError
            Where there is no such offer, or it has no place.

        Notes
        -----
        Source: as `add`, once for each place it had filled.
        """
        own = int(find(self.question.edges.offers, np.array([offer]))[0])
        if own < 0 or own in self.gone or not self.question.ceiling[own]:
            raise InputError("an offer of this plan with places", repr(offer), "name one that is there")
        asked = replace(self, gone=(*self.gone, own))
        if self.state is None:
            return self.again(asked)
        return asked._filled(*close(self.state, own))

    def raised(self) -> Plan:
        """Raise the worst-served again after changes.

        Returns
        -------
        Plan
            A plan as full whose worst-served is served no worse: with one place each as well as can be, with
            several as well as was found. This one stays as it is.

        Notes
        -----
        Source: as `assign`, from the plan as it stands. A change keeps floors and weights, which is quick and
        moves few. Where it leaves somebody worse served than anybody was, or where somebody else could be
        left without, this makes the plan fair again. Where a floor would move more than a hundred needs all
        is solved again, and ``late`` and ``gone`` are empty.
        """
        is_changed = bool(self.late or self.gone)
        if self.state is None or self.question.fairness == "total" or not is_changed:
            return self
        if self.has_floor:
            state = raise_floor(self.state)
            return self.again(self) if state is None else _from_state(self, state, is_highest=True)
        return _from_state(self, raise_weights(self.state))

    @property
    def has_floor(self) -> bool:
        """Whether a floor under every pairing puts the worst-served first: needs ask for one place each."""
        return self.question.fairness == "worst-off" and self.state is not None and not self.state.purse

    def _as_it_stands(self) -> tuple[Question, BoolArray, BoolArray]:
        """Give the question as prices prove this plan: with what came and went, and needs as they count."""
        state, old = self.state, self.question
        if state is None or not (self.late or self.gone or state.purse):
            return old, self.chosen, self.usable
        question = merged(old, self.late, self.gone)
        edges = question.edges
        place = find(edges.needs, self._needs())
        value = old.grid.values(edges.affinity, np.zeros(len(edges.need), np.int64))
        pairs = keys(edges, edges.need, edges.offer)
        for part in (state.early, state.late):
            own = np.searchsorted(pairs, keys(edges, place[part.need], part.offer))
            value[own] = weighed(state, part.need, part.value)
        need, offer = find(edges.needs, self.pairs.need), find(edges.offers, self.pairs.offer)
        chosen = listed(edges, keys(edges, need, offer))
        top = state.empty // longest_chain(len(edges.needs), len(edges.offers)) + 1
        question = replace(question, edges=replace(edges, value=value), grid=replace(old.grid, top=top))
        return question, chosen, question.allowed & (edges.affinity >= state.floor)

    def _needs(self) -> Names:
        """Give the labels of all needs in the order of the state."""
        labels = self.question.edges.needs
        return (
            labels if not self.late else np.concatenate([labels, np.array([one.need for one in self.late])])
        )

    def _filled(self, state: State, needs: IntArray, best: FloatArray = NOBODY) -> Plan:
        """Fill places one by one; ``best`` is what a newcomer's best candidates are worth to it."""
        for need in needs.tolist():
            state = fill(state, need)
        if self.has_floor and self.state is not None:
            fair = still_fair(state, self.state, self.worst_off)
            if fair is None:
                return self.again(self)
            state = fair
        return _from_state(self, state, best)

    def _is_grown(self) -> bool:
        """Tell whether so many came that a chain could be worth more than an empty place costs."""
        edges = self.question.edges
        return len(self.late) >= LATER and len(edges.needs) + LATER < len(edges.offers)

    def _on_grid(self, affinity: FloatArray) -> bool:
        """Tell whether the batch's grid can hold these, as exactly as it holds its own."""
        grid = self.question.grid
        within = bool(((affinity >= grid.low) & (affinity <= grid.high)).all())
        return within and (not grid.exact or on_step(affinity, grid.low, grid.step))

    def _read(self, need: Hashable, offer: npt.ArrayLike, affinity: npt.ArrayLike, demand: int) -> Late:
        edges = self.question.edges
        offers, worth = (
            find(edges.offers, np.atleast_1d(offer)),
            np.atleast_1d(np.asarray(affinity, np.float64)),
        )
        if find(edges.needs, np.array([need]))[0] >= 0 or any(one.need == need for one in self.late):
            raise InputError("a need that is not there yet", repr(need), "give it a label of its own")
        if isinstance(demand, bool) or not isinstance(demand, int | np.integer) or demand < 0:
            raise InputError("a whole number of places", repr(demand), "pass 0 or more")
        if not comparable(edges.needs, np.array([need])):
            raise InputError(
                "a label of the same kind as the others", repr(need), "keep to words or to numbers"
            )
        fits = (
            len(offers) == len(worth) and len(np.unique(offers)) == len(offers) and np.isfinite(worth).all()
        )
        if not fits or (offers < 0).any():
            raise InputError(
                "known offers, each once, and a finite affinity for each", "something else", "correct them"
            )
        order = np.argsort(offers)
        return Late(need, offers[order], worth[order], int(demand))


def _from_state(plan: Plan, state: State, best: FloatArray = NOBODY, *, is_highest: bool = False) -> Plan:
    held, grid = state.held, plan.question.grid
    labels = plan._needs()
    affinity, lacking = affinities(state, held.place), np.flatnonzero(state.lacking)
    worth = float(affinity.sum())
    worst = float(served(state).min()) if len(held.place) else float("nan")
    loose = 0.0 if grid.exact else len(held.place) * grid.step
    # A plan for more needs or fewer offers holds one for those before, where both fill every place.
    is_full = not len(plan.unmet) and not lacking.size
    best_total = plan.best_total + float(best.sum()) if is_full else np.inf
    alone = float(best.mean()) if best.size else np.inf
    worst_bound = min(plan.worst_bound, alone) if is_full else grid.high
    if plan.has_floor and (is_full or is_highest):
        worst_bound = worst
    return replace(
        plan,
        pairs=Pairs(labels[held.need], plan.question.edges.offers[held.offer], affinity),
        total=worth,
        worst_off=worst,
        unmet=Unmet(labels[lacking], state.lacking[lacking]),
        best_total=best_total if plan.question.fairness == "worst-off" else worth + loose,
        fair_total=np.inf if state.purse else worth + loose,
        worst_bound=float(np.fmax(worst, worst_bound)),  # the lesser only by rounding
        state=state,
    )
