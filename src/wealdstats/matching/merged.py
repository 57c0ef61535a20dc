"""The question a changed plan answers: the batch, what came since, and without what went."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from wealdstats.labels import Names
from wealdstats.matching.question import Kept, Question, ask
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


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


def merged(old: Question, late: tuple[Late, ...], gone: tuple[int, ...]) -> Question:
    """Give the question as it stands, late needs and withdrawn offers included.

    Parameters
    ----------
    old : Question
        What was asked in the batch.
    late : tuple of Late
        Needs that came since.
    gone : tuple of int
        Numbers of the offers withdrawn since.

    Returns
    -------
    Question
        The problem as it stands.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> old = ask([0], [0], [1.0], demand=1, capacity=1)
    >>> merged(old, (Late(7, np.array([0]), np.array([2.0]), 1),), ()).edges.needs
    array([0, 7])
    """
    edges = old.edges
    labels = edges.needs if not late else np.concatenate([edges.needs, np.array([one.need for one in late])])
    names, place = np.unique(labels, return_inverse=True)
    rows: list[IntArray] = [
        edges.need,
        *(np.full(len(one.offer), len(edges.needs) + i) for i, one in enumerate(late)),
    ]
    need = place[np.concatenate(rows)]
    offer = np.concatenate([edges.offer, *(one.offer for one in late)])
    affinity = np.concatenate([edges.affinity, *(one.affinity for one in late)])
    capacity = np.stack([old.floor, old.ceiling], axis=1)
    capacity[list(gone)] = 0
    demand = np.zeros(len(names), np.int64)
    demand[place] = np.concatenate([old.demand, np.array([one.demand for one in late], np.int64)])
    fresh = ask(need, offer, affinity, demand=demand, capacity=capacity, fairness=old.fairness, seed=old.seed)
    barred_need, barred_offer = np.divmod(old.barred, max(len(edges.offers), 1))
    whose, receivers = _whose(old, late_labels=labels[len(edges.needs) :], place=place)
    kept = tuple(replace(rule, needs=_spread(rule, place, len(names))) for rule in old.kept)
    return replace(
        fresh,
        edges=replace(fresh.edges, needs=names, offers=edges.offers),
        barred=np.sort(place[barred_need] * max(len(edges.offers), 1) + barred_offer),
        kept=kept,
        receiver=whose,
        receivers=receivers,
        at_most=old.at_most,
        reciprocal=old.reciprocal,
    )


def _spread(rule: Kept, place: IntArray, size: int) -> BoolArray:
    """Carry a rule over to renumbered needs and, where it is for all, to newcomers."""
    spread = np.full(size, rule.newcomers, np.bool_)
    spread[place[: len(rule.needs)]] = rule.needs
    return spread


def _whose(old: Question, *, late_labels: Names, place: IntArray) -> tuple[IntArray, Names]:
    """Carry receivers over; a late need is its own."""
    labels = (
        np.concatenate([old.receivers[old.receiver], late_labels])
        if len(late_labels)
        else old.receivers[old.receiver]
    )
    by_place = np.empty_like(labels)
    by_place[place] = labels
    receivers, whose = np.unique(by_place, return_inverse=True)
    return whose.astype(np.int64), receivers
