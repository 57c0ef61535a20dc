"""What each gave and what each received: two tallies that nobody subtracts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.labels import Labels, Names, finite_column
from wealdstats.networks.ties import pair
from wealdstats.types import FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Tallies(Result):
    """Two tallies for each.

    Parameters
    ----------
    names : ndarray (n,)
        Everybody, sorted.
    given, received : ndarray (n,)
        Sums of the amounts each gave to, and had from, others.
    given_to, received_from : ndarray of int (n,)
        How many others they gave to, and had from.
    n_within : int
        Rows of one with itself, in neither tally.

    Notes
    -----
    Source: docs/methods/reciprocity_tallies.md. There is no difference, ratio or total of the two here, and
    that is the method: support is not a debt.

    Examples
    --------
    >>> reciprocity_tallies(["Ash", "Ash"], ["Oak", "Elm"], amount=np.array([2.0, 1.0])).received
    array([0., 1., 2.])
    """

    names: Names
    given: FloatArray
    received: FloatArray
    given_to: IntArray
    received_from: IntArray
    n_within: int


def reciprocity_tallies(
    giver: Labels, receiver: Labels, *, amount: FloatArray | None = None, member: Labels | None = None
) -> Tallies:
    """Tally what each gave and what each received.

    Parameters
    ----------
    giver, receiver : sequence of str or int (rows,)
        Who supported whom; one row for each act, none missing.
    amount : ndarray (rows,), optional
        Days, hours or any other amount; finite, not negative; 1 where not given.
    member : sequence of str or int (n,), optional
        Everybody, each once, also those who neither gave nor received.

    Returns
    -------
    Tallies
        What was given and what was received, side by side.

    Raises
    ------
    InputError
        When a column does not fit, an amount is negative, or a row names somebody who is no member.
    TooFewError
        When there is nobody.

    Notes
    -----
    Source: docs/methods/reciprocity_tallies.md. It assumes that amounts can be added up; it does not say what
    they were worth to either side.

    Examples
    --------
    >>> found = reciprocity_tallies(["Ash", "Oak"], ["Oak", "Ash"], member=["Ash", "Elm", "Oak"])
    >>> found.given, found.received
    (array([1., 0., 1.]), array([1., 0., 1.]))
    """
    pairs = pair(giver, receiver, member)
    worth = np.ones(len(pairs.a)) if amount is None else finite_column(amount, "amount", len(pairs.a))
    if (worth < 0.0).any():
        raise InputError("amounts of nought or more", f"{worth.min():g}", "swap giver and receiver there")
    other = pairs.a != pairs.b
    gave, had = pairs.a[other], pairs.b[other]
    distinct = np.unique(gave * pairs.n + had)
    return Tallies(
        names=pairs.names,
        given=np.bincount(gave, worth[other], minlength=pairs.n).astype(np.float64),
        received=np.bincount(had, worth[other], minlength=pairs.n).astype(np.float64),
        given_to=np.bincount(distinct // pairs.n, minlength=pairs.n),
        received_from=np.bincount(distinct % pairs.n, minlength=pairs.n),
        n_within=int((~other).sum()),
    )
