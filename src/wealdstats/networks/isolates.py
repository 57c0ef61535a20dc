"""Who has no tie to anybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.labels import Labels, Names, coded
from wealdstats.networks.ties import degrees, gather, pair
from wealdstats.types import FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Isolates(Result):
    """Members without a tie, and where they are.

    Parameters
    ----------
    names : ndarray
        Who they are, sorted.
    n : int
        How many.
    share : float
        Share of all members.
    group : ndarray (g,)
        Trusts or areas, sorted; one without a name where none were given.
    group_n, group_members : ndarray of int (g,)
        Isolates, and members, of each.

    Notes
    -----
    Source: docs/methods/isolates.md.

    Examples
    --------
    >>> found = isolates(["Ash", "Elm", "Oak"], ["Ash"], ["Oak"])
    >>> found.names.tolist(), round(found.share, 2)
    (['Elm'], 0.33)
    """

    names: Names
    n: int
    share: float
    group: Names
    group_n: IntArray
    group_members: IntArray


def isolates(
    member: Labels,
    a: Labels,
    b: Labels,
    *,
    group: Labels | None = None,
    on: FloatArray | None = None,
    until: float | None = None,
    half_life: float | None = None,
    weight: FloatArray | None = None,
    faint: float = 0.05,
) -> Isolates:
    """Name the members nobody is tied to.

    Parameters
    ----------
    member : sequence of str or int (n,)
        Everybody, each once.
    a, b : sequence of str or int (rows,)
        The two of every act; an act of one with itself ties nobody.
    group : sequence of str or int (n,), optional
        Trust or area of each member; none missing.
    on, until, half_life, weight, faint : optional
        Times, day of asking, fading and weights of acts, as `connectivity` takes them.

    Returns
    -------
    Isolates
        Their names, their share, and how many there are in each group.

    Raises
    ------
    InputError
        When a column does not fit, a member comes twice, or a row names somebody who is no member.
    TooFewError
        When there is nobody.

    Notes
    -----
    Source: docs/methods/isolates.md. To be without a recorded tie is not to be alone: it may as well be that
    nobody wrote the ties down.

    Examples
    --------
    >>> found = isolates([1, 2, 3, 4], [1], [2], group=["North", "North", "South", "South"])
    >>> found.group.tolist(), found.group_n
    (['North', 'South'], array([0, 2]))
    """
    pairs = pair(a, b, member)
    ties = gather(pairs, on=on, until=until, half_life=half_life, weight=weight, faint=faint)
    alone = degrees(pairs.n, ties) == 0
    known = coded(np.full(pairs.n, "") if group is None else group, "group", pairs.n)
    row = np.searchsorted(pairs.names, np.asarray(member).astype(pairs.names.dtype))
    return Isolates(
        names=pairs.names[alone],
        n=int(alone.sum()),
        share=float(alone.mean()),
        group=known.names,
        group_n=np.bincount(known.codes[alone[row]], minlength=known.n),
        group_members=known.counts,
    )
