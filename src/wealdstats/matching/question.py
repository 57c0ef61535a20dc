"""What is asked: edges with every rule turned into numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.labels import Names, find
from wealdstats.matching.amounts import Amounts, number
from wealdstats.matching.edges import Edges, Grid, candidates, keys, listed, longest_chain
from wealdstats.matching.rules import AtLeast, PerReceiver
from wealdstats.types import BoolArray, IntArray, Result

Reciprocal: TypeAlias = Literal["allow", "forbid"]
Fairness: TypeAlias = Literal["worst-off", "total"]

PURSE = 2  # how much more than once all needs together may come to count, for each step of the longest chain
LEAST_PURSE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Kept(Result):
    """Places kept for a label, by number.

    Parameters
    ----------
    count : int
        Places kept of each need.
    label : str
        What the label is called.
    needs : ndarray of bool (n,)
        Needs it is asked for.
    others : ndarray of bool (k,)
        Offers without the label.
    newcomers : bool
        Whether it is asked for needs that come later too.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Kept(1, "phase", np.array([True]), np.array([False, True]), True).count
    1
    """

    count: int
    label: str
    needs: BoolArray
    others: BoolArray
    newcomers: bool


@dataclass(frozen=True, slots=True, eq=False)
class Question(Result):
    """A matching problem in numbers.

    Parameters
    ----------
    edges : Edges
        Candidate edges, forbidden ones included.
    grid : Grid
        What their values mean.
    demand : ndarray of int (n,)
        Places of each need.
    floor, ceiling : ndarray of int (k,)
        Least and most pairings of each offer.
    barred : ndarray of int (m,)
        Keys of forbidden pairs, in order.
    kept : tuple of Kept
        Places kept for labels.
    receiver : ndarray of int (n,)
        Whose each need is.
    receivers : ndarray (r,)
        Labels of the receivers.
    at_most : int or None
        Cap of pairings per receiver.
    reciprocal : {"allow", "forbid"}
        Whether parties may support each other, directly or around a short ring.
    fairness : {"worst-off", "total"}
        What comes first.
    seed : int
        Seed of the tie-breakers.
    purse : int
        How much more than once all needs together may come to count, where the worst-served come first by
        counting more.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> ask([0, 1], [0, 0], [1.0, 2.0], demand=1, capacity=1).demand
    array([1, 1])
    """

    edges: Edges
    grid: Grid
    demand: IntArray
    floor: IntArray
    ceiling: IntArray
    barred: IntArray
    kept: tuple[Kept, ...]
    receiver: IntArray
    receivers: Names
    at_most: int | None
    reciprocal: Reciprocal
    fairness: Fairness
    seed: int
    purse: int

    @property
    def allowed(self) -> BoolArray:
        """Edges that are not forbidden."""
        allowed = ~listed(self.edges, self.barred)
        if self.reciprocal == "forbid":
            allowed &= self.parties()[0][self.edges.need] != self.parties()[1][self.edges.offer]
        return allowed

    @property
    def is_plain(self) -> bool:
        """Whether demand, capacity and forbidden pairs are all there is."""
        return not (self.floor.any() or self.kept or self.at_most is not None or self.reciprocal == "forbid")

    @property
    def has_exact_prices(self) -> bool:
        """Whether the plan is the optimum of a flow over its usable edges, so that prices prove it."""
        return self.is_plain and (self.fairness == "total" or int(self.demand.max(initial=0)) <= 1)

    def parties(self) -> tuple[IntArray, IntArray]:
        """Give the parties behind needs and offers: equal labels are one party.

        Returns
        -------
        tuple of ndarray of int (n,) and (k,)
            Party of each need and of each offer.
        """
        whose = self.receivers[self.receiver] if len(self.receivers) else self.edges.needs
        everybody = np.unique(
            np.concatenate([whose.astype(object), self.edges.offers.astype(object)]).astype(str)
        )
        return np.searchsorted(everybody, whose.astype(str)), np.searchsorted(
            everybody, self.edges.offers.astype(str)
        )


def ask(
    need: npt.ArrayLike,
    offer: npt.ArrayLike,
    affinity: npt.ArrayLike,
    *,
    demand: Amounts,
    capacity: Amounts,
    forbid: Sequence[tuple[object, object]] = (),
    at_least: Sequence[AtLeast] = (),
    per_receiver: int | PerReceiver | None = None,
    reciprocal: Reciprocal = "allow",
    fairness: Fairness = "worst-off",
    seed: int = 0,
) -> Question:
    """Turn what a caller asks into numbers, or refuse it.

    Parameters
    ----------
    need, offer, affinity : array_like (rows,)
        Candidate edges.
    demand, capacity : int, mapping or array
        Places per need and per offer.
    forbid, at_least, per_receiver, reciprocal, fairness, seed
        As `assign` takes them.

    Returns
    -------
    Question
        The problem in numbers.

    Raises
    ------
    InputError
        Where anything cannot be read.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> ask(["b", "a"], ["x", "x"], [1, 2], demand=1, capacity={"x": (1, 2)}).floor
    array([1])
    """
    if reciprocal not in ("allow", "forbid") or fairness not in ("worst-off", "total"):
        found = f"{reciprocal!r} and {fairness!r}"
        raise InputError('"allow" or "forbid"; "worst-off" or "total"', found, "pass one of these")
    needs, from_need, least, places = number(need, demand, "need")
    offers, from_offer, floor, ceiling = number(offer, capacity, "offer")
    if least.any():
        raise InputError("one number of places per need", "a floor", "ask for what is needed, once")
    pairs = int(min(places.sum(), ceiling.sum()))
    longest = longest_chain(len(needs), len(offers))
    purse = max(LEAST_PURSE, PURSE * longest) if fairness == "worst-off" and places.max(initial=0) > 1 else 0
    edges, grid = candidates(
        needs,
        offers,
        from_need,
        from_offer,
        affinity,
        pairs=pairs,
        seed=seed,
        chain=longest + purse,
        deep=longest.bit_length() + 2 if floor.any() else 0,
    )
    whose, receivers, at_most = _receivers(needs, per_receiver)
    return Question(
        edges=edges,
        grid=grid,
        demand=places,
        floor=floor,
        ceiling=ceiling,
        barred=_barred(edges, forbid),
        kept=tuple(_kept(edges, rule) for rule in at_least),
        receiver=whose,
        receivers=receivers,
        at_most=at_most,
        reciprocal=reciprocal,
        fairness=fairness,
        seed=seed,
        purse=purse,
    )


def _barred(edges: Edges, forbid: Sequence[tuple[object, object]]) -> IntArray:
    if not len(forbid):
        return np.zeros(0, np.int64)
    if any(len(pair) != 2 for pair in forbid):
        raise InputError(
            "pairs of a need and an offer in forbid", "something else", "pass (need, offer) pairs"
        )
    need = find(edges.needs, np.array([pair[0] for pair in forbid]))
    offer = find(edges.offers, np.array([pair[1] for pair in forbid]))
    known = (need >= 0) & (offer >= 0)
    return np.unique(keys(edges, need[known], offer[known]))


def _kept(edges: Edges, rule: AtLeast) -> Kept:
    if isinstance(rule.count, bool) or rule.count < 1:
        raise InputError("at least one place in AtLeast", repr(rule.count), "leave the rule out")
    labelled = np.isin(np.arange(len(edges.offers)), find(edges.offers, np.array(list(rule.offers))))
    if rule.needs is None:
        asked = np.ones(len(edges.needs), np.bool_)
    else:
        asked = np.isin(np.arange(len(edges.needs)), find(edges.needs, np.array(list(rule.needs))))
    return Kept(int(rule.count), rule.label, asked, ~labelled, rule.needs is None)


def _receivers(needs: Names, rule: int | PerReceiver | None) -> tuple[IntArray, Names, int | None]:
    if rule is None:
        return np.arange(len(needs)), needs, None
    at_most = rule.at_most if isinstance(rule, PerReceiver) else rule
    if isinstance(at_most, bool) or not isinstance(at_most, int | np.integer) or at_most < 0:
        raise InputError("a whole number of supporters per receiver", repr(at_most), "pass 0 or more")
    whose = rule.receiver if isinstance(rule, PerReceiver) else {}
    receivers, numbers = np.unique(
        np.array([whose.get(name, name) for name in needs.tolist()]), return_inverse=True
    )
    return numbers.astype(np.int64), receivers, int(at_most)
