"""From acts that two took part in to ties between them, fading with time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError, TooFewError
from wealdstats.labels import Labels, Names, coded, finite_column
from wealdstats.types import FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Pairs(Result):
    """Rows that each name two, as numbers into one list of names.

    Parameters
    ----------
    names : ndarray (n,)
        Everybody, sorted: the members given, or else whoever has a row.
    a, b : ndarray of int (rows,)
        The two of each row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> pair(["b", "a"], ["c", "b"]).a
    array([1, 0])
    """

    names: Names
    a: IntArray
    b: IntArray

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Ties(Result):
    """One row for each two that are tied.

    Parameters
    ----------
    a, b : ndarray of int (ties,)
        The two, ``a < b``; sorted.
    strength : ndarray (ties,)
        Sum of the weights of what ties them, each faded by its age.
    n_within : int
        Acts of one with itself, which tie nobody.
    n_later : int
        Acts after the day of asking.
    n_faded : int
        Ties weaker than what still counts.

    Notes
    -----
    Source: docs/methods/connectivity.md.

    Examples
    --------
    >>> gather(pair(["a", "b", "a"], ["b", "a", "a"])).strength
    array([2.])
    """

    a: IntArray
    b: IntArray
    strength: FloatArray
    n_within: int
    n_later: int
    n_faded: int


def pair(a: Labels, b: Labels, member: Labels | None = None) -> Pairs:
    """Turn the two of every row into numbers.

    Parameters
    ----------
    a, b : sequence of str or int (rows,)
        Who; none may be missing.
    member : sequence of str or int (n,), optional
        Everybody there is, each once, with or without a row.

    Returns
    -------
    Pairs
        Names and numbers.

    Raises
    ------
    InputError
        When a label is missing, a member comes twice or a row names somebody who is no member.
    TooFewError
        When there is nobody.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> pair([1], [2], [1, 2, 3]).names
    array([1, 2, 3])
    """
    first = np.asarray(a)
    second = np.asarray(b)
    coded(first, "first of two")
    coded(second, "second of two", len(first))
    everybody = [first, second] if member is None else [first, second, np.asarray(member)]
    known = coded(np.concatenate([part for part in everybody if len(part)] or [first]), "member")
    if known.n == 0:
        raise TooFewError("at least one member", "none", "pass the members or a tie")
    if member is not None:
        _check_members(known.codes[2 * len(first) :], known.names)
    return Pairs(known.names, known.codes[: len(first)], known.codes[len(first) : 2 * len(first)])


def _check_members(codes: IntArray, names: Names) -> None:
    count = np.bincount(codes, minlength=len(names))
    if (count != 1).any():
        odd = names[count != 1][0]
        found = f"{odd!s} {'not among them' if count[count != 1][0] == 0 else 'twice'}"
        raise InputError(
            "every member once, and nobody else in a tie", found, "complete or thin out the members"
        )


def gather(
    pairs: Pairs,
    *,
    on: FloatArray | None = None,
    until: float | None = None,
    half_life: float | None = None,
    weight: FloatArray | None = None,
    faint: float = 0.05,
) -> Ties:
    """Add up what ties two, whichever came first.

    Parameters
    ----------
    pairs : Pairs
        One row for each act.
    on : ndarray (rows,), optional
        When it was, in any unit; finite.
    until : float, optional
        The day of asking; without it, that of the last act. Later acts are left out and counted.
    half_life : float, optional
        Time in which an act's weight halves; without it nothing fades.
    weight : ndarray (rows,), optional
        What an act is worth; positive, 1 where not given.
    faint : float, default 0.05
        Ties weaker than this have gone, and are counted.

    Returns
    -------
    Ties
        Ties and what was left out.

    Raises
    ------
    InputError
        When a column does not fit, or ``half_life`` comes without times.

    Notes
    -----
    Source: docs/methods/connectivity.md.

    Examples
    --------
    >>> pairs = pair(["a", "b"], ["b", "c"])
    >>> gather(pairs, on=np.array([0.0, 4.0]), half_life=2.0).strength
    array([0.25, 1.  ])
    """
    rows = len(pairs.a)
    worth = np.ones(rows) if weight is None else finite_column(weight, "weight", rows)
    if (worth <= 0.0).any():
        raise InputError("positive weights", f"{worth.min():g}", "leave out acts that are worth nothing")
    age = _age(on, until, half_life, rows)
    within, later = pairs.a == pairs.b, age < 0.0
    kept = ~within & ~later
    faded = worth[kept] * (1.0 if half_life is None else 0.5 ** (age[kept] / half_life))
    low, high = np.minimum(pairs.a, pairs.b)[kept], np.maximum(pairs.a, pairs.b)[kept]
    key, place = np.unique(low * pairs.n + high, return_inverse=True)
    strength = np.bincount(place.reshape(-1), faded, minlength=len(key)).astype(np.float64)
    alive = strength >= faint
    return Ties(
        a=key[alive] // pairs.n,
        b=key[alive] % pairs.n,
        strength=strength[alive],
        n_within=int(within.sum()),
        n_later=int((later & ~within).sum()),
        n_faded=int((~alive).sum()),
    )


def _age(on: FloatArray | None, until: float | None, half_life: float | None, rows: int) -> FloatArray:
    if half_life is not None and not half_life > 0.0:
        raise InputError("a positive half-life", f"{half_life}", "leave it out where nothing fades")
    if on is None:
        if half_life is not None or until is not None:
            raise InputError("the time of every act", "a half-life or a day without times", "pass on")
        return np.zeros(rows)
    times = finite_column(on, "time", rows)
    latest = float(times.max()) if until is None and rows else until
    return times if latest is None else latest - times


def degrees(n: int, ties: Ties) -> IntArray:
    """Count everybody's ties.

    Parameters
    ----------
    n : int
        How many there are.
    ties : Ties
        Between whom.

    Returns
    -------
    ndarray of int (n,)
        How many each is tied to.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> degrees(3, gather(pair(["a", "a"], ["b", "c"])))
    array([2, 1, 1])
    """
    return np.bincount(np.concatenate([ties.a, ties.b]), minlength=n)
