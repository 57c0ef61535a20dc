"""A plan: who helps whom, what it is worth, what it leaves undone, and how to change it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.labels import Names, comparable, find
from wealdstats.matching.change import close, fill, join
from wealdstats.matching.question import Question
from wealdstats.matching.state import State, looked_up
from wealdstats.matching.why import Prices, Why, gains
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


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
class Late(Result):
    """A need that came after the batch.

    Parameters
    ----------
    need : label
        Its label.
    offer : ndarray of int (m,)
        Numbers of the offers it could have.
    affinity : ndarray (m,)
        What each would be worth.
    demand : int
        Places.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Late("Oak", np.array([0]), np.array([0.5]), 1).demand
    1
    """

    need: Hashable
    offer: IntArray
    affinity: FloatArray
    demand: int


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
    bound : float
        No plan as full, with a floor under the worst-served as high, is worth more.
    worst_bound : float
        No plan as full serves its worst-served better.
    method : {"flow", "integer program", "rounds", "repair"}
        What solved it: the first two are optimal, the others as far from it as the bounds say.
    seed : int
        Seed of the tie-breakers.
    question : Question
        What was asked in the batch.
    chosen : ndarray of bool (rows,)
        Its edges in the batch plan.
    usable : ndarray of bool (rows,)
        Edges that were neither forbidden nor below the floor.
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
    bound: float
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

        Exact for demand, capacity and forbidden pairs. Other rules are left out; where they hold back an
        exchange that would improve the plan, there are no prices and asking is refused.
        """
        batch = self if not (self.late or self.gone) else self.again(self)
        return gains(batch.question, batch.chosen, batch.usable)

    @property
    def why(self) -> Why:
        """Reasons for each pairing, each refusal and each empty place."""
        batch = self if not (self.late or self.gone) else self.again(self)
        return Why(batch.question, batch.chosen, batch.usable)

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
            A new plan, optimal for all needs; this one stays as it is.

        Raises
        ------
        InputError
            Where anything cannot be read or the need is there already.

        Notes
        -----
        Source: successive shortest paths from kept prices; solved again as a whole where a rule beyond
        demand, capacity and forbidden pairs binds, or where serving the newcomer would lower the floor.
        """
        late = self._read(need, offer, affinity, demand)
        asked = replace(self, late=(*self.late, late))
        state = self.state
        if state is None or not self._on_grid(late.affinity):
            return self.again(asked)
        floor = self.usable_floor()
        keep = late.affinity >= floor
        grid = self.question.grid
        ties = np.random.default_rng([self.seed, len(self.late) + 1]).integers(0, grid.noise, int(keep.sum()))
        values = grid.values(late.affinity[keep], ties)
        state = join(state, late.offer[keep], values, late.affinity[keep])
        return asked._filled(state, np.full(demand, len(state.lacking) - 1))

    def withdraw(self, offer: Hashable) -> Plan:
        """Take one offer out and re-optimise.

        Parameters
        ----------
        offer : label
            A known offer.

        Returns
        -------
        Plan
            A new plan, optimal without it; this one stays as it is.

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

    def usable_floor(self) -> float:
        """Give the affinity below which no pairing is made.

        Returns
        -------
        float
            Minus infinity where there is no floor.
        """
        return self.worst_bound if self.question.fairness == "worst-off" and self.state else -np.inf

    def _filled(self, state: State, needs: IntArray) -> Plan:
        lacking = int(state.lacking.sum())
        for need in needs.tolist():
            state = fill(state, need)
        if self.question.fairness == "worst-off" and int(state.lacking.sum()) > lacking:
            return self.again(self)  # a lower floor might fill the place
        return _from_state(self, state)

    def _on_grid(self, affinity: FloatArray) -> bool:
        grid = self.question.grid
        high = grid.low + grid.top // grid.scale * grid.step
        return bool(((affinity >= grid.low) & (affinity <= high)).all())

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


def _from_state(plan: Plan, state: State) -> Plan:
    held = state.held
    labels = plan.question.edges.needs
    if plan.late:
        labels = np.concatenate([labels, np.array([late.need for late in plan.late])])
    affinity = looked_up(state.early.affinity, state.late.affinity, held.place)
    count = np.bincount(held.need, minlength=len(state.lacking))
    total = np.bincount(held.need, affinity, minlength=len(state.lacking))
    served = count > 0
    lacking = np.flatnonzero(state.lacking)
    worth = float(affinity.sum())
    return replace(
        plan,
        pairs=Pairs(labels[held.need], plan.question.edges.offers[held.offer], affinity),
        total=worth,
        worst_off=float((total[served] / count[served]).min()) if served.any() else float("nan"),
        unmet=Unmet(labels[lacking], state.lacking[lacking]),
        bound=worth + len(held.place) * (0.0 if plan.question.grid.exact else plan.question.grid.step),
        state=state,
    )
