"""From judgements to reviews: one row for each reviewer and target, and which of them are tied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wealdstats.errors import InputError
from wealdstats.labels import Coded, Labels, Names, coded, finite_column
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Reviews(Result):
    """Reviews with their ties.

    Parameters
    ----------
    reviewer, target : Coded (n,)
        Who reviewed whom.
    score : ndarray (n,)
        Mean over criteria, each less its own mean.
    improves : ndarray (n,)
        1 where something to improve is named, 0 where not, nan where unknown.
    tied : ndarray of bool (n,)
        Whether reviewer and target review each other or are declared tied.
    tied_rows : ndarray of int (t,)
        Rows of the tied reviews.
    pair : ndarray of int (t,)
        Which pair each tied review belongs to.
    pairs : tuple of pairs of labels
        The tied pairs.
    mutual : int
        How many of them review each other.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> gather(["a", "b", "c"], ["b", "a", "b"], np.array([1.0, 2.0, 3.0]), None, None, (), None).pairs
    ((np.str_('a'), np.str_('b')),)
    """

    reviewer: Coded
    target: Coded
    score: FloatArray
    improves: FloatArray
    tied: BoolArray
    tied_rows: IntArray
    pair: IntArray
    pairs: tuple[tuple[Any, Any], ...]
    mutual: int


def gather(
    reviewer: Labels,
    target: Labels,
    score: FloatArray,
    home: Labels | None,
    criterion: Labels | None,
    ties: Sequence[tuple[Any, Any]],
    even_better_if: FloatArray | None,
) -> Reviews:
    """Gather judgements into reviews.

    Parameters
    ----------
    reviewer, target : sequence of str or int (n,)
        Who judged whom.
    score : ndarray (n,)
        Finite.
    home : sequence (n,) or None
        Where the reviewer belongs; None: the reviewer itself.
    criterion : sequence (n,) or None
        What was judged.
    ties : sequence of pairs
        Organisations known to be tied.
    even_better_if : ndarray (n,) or None
        1, 0 or nan where unknown.

    Returns
    -------
    Reviews
        In the order of reviewers and targets.

    Raises
    ------
    InputError
        With columns that do not fit, or somebody reviewing their own organisation.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> gather([1, 1, 2], [3, 3, 3], np.array([1.0, 3.0, 2.0]), None, None, (), None).score
    array([2., 2.])
    """
    who, whom = coded(reviewer, "reviewer"), coded(target, "target")
    y = finite_column(score, "score", len(who.codes))
    if criterion is not None:
        kind = coded(criterion, "criterion", len(y))
        y = y - (np.bincount(kind.codes, y) / kind.counts)[kind.codes] + y.mean()
    review = coded(who.codes * whom.n + whom.codes, "review", len(whom.codes))
    first = np.unique(review.codes, return_index=True)[1]
    origin = _homes(who, whom, home)
    places = coded(np.concatenate([origin, whom.names[whom.codes]]), "organisation")
    own, visited = places.codes[: len(y)][first], places.codes[len(y) :][first]
    if (own == visited).any():
        found = f"{places.names[own[own == visited][0]]} reviewing itself"
        raise InputError("reviews of others", found, "leave self-reviews out")
    mutual = np.unique(_keys(own, visited, places.n)[_answered(own, visited, places.n)])
    keys, known = _keys(own, visited, places.n), _declared(ties, places)
    tied = np.isin(keys, np.concatenate([mutual, known]))
    pairs, pair = np.unique(keys[tied], return_inverse=True)
    return Reviews(
        reviewer=Coded(who.names, who.codes[first]),
        target=Coded(whom.names, whom.codes[first]),
        score=np.bincount(review.codes, y) / review.counts,
        improves=_improves(even_better_if, review),
        tied=tied,
        tied_rows=np.flatnonzero(tied),
        pair=pair.reshape(-1).astype(np.int64),
        pairs=tuple((places.names[key // places.n], places.names[key % places.n]) for key in pairs),
        mutual=len(mutual),
    )


def _homes(who: Coded, whom: Coded, home: Labels | None) -> Names:
    origin = who.names[who.codes]
    if home is not None:
        belongs = coded(home, "home", len(who.codes))
        origin = belongs.names[belongs.codes]
    if (origin.dtype.kind in "US") != (whom.names.dtype.kind in "US"):
        found = f"{origin.dtype} and {whom.names.dtype}"
        raise InputError("homes and targets named in one way", found, "use the same labels for both")
    return origin


def _keys(one: IntArray, other: IntArray, n: int) -> IntArray:
    """Give each pair a number, the same whichever way round."""
    keys: IntArray = np.minimum(one, other) * n + np.maximum(one, other)
    return keys


def _answered(own: IntArray, visited: IntArray, n: int) -> BoolArray:
    return np.isin(own * n + visited, visited * n + own)


def _declared(ties: Sequence[tuple[Any, Any]], places: Coded) -> IntArray:
    """Give numbers to the declared ties between organisations that take part."""
    place = {name: code for code, name in enumerate(places.names.tolist())}
    ends = [(place.get(one), place.get(other)) for one, other in ties]
    both = np.array([pair for pair in ends if None not in pair], np.int64).reshape(-1, 2)
    return _keys(both[:, 0], both[:, 1], places.n)


def _improves(even_better_if: FloatArray | None, review: Coded) -> FloatArray:
    if even_better_if is None:
        return np.full(review.n, np.nan)
    given = np.asarray(even_better_if, np.float64)
    if given.shape != review.codes.shape or not np.isin(given[~np.isnan(given)], (0.0, 1.0)).all():
        raise InputError("even_better_if of 0, 1 or nan in every row", "something else", "correct the column")
    known = np.bincount(review.codes, ~np.isnan(given), review.n)
    some = np.bincount(review.codes, given == 1.0, review.n)
    return np.where(known > 0, (some > 0).astype(np.float64), np.nan)
