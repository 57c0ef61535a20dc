"""Endorsement across difference: what people of either viewpoint value, linked people counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError, NoVariationError
from wealdstats.opinion.bridging_answer import Asked, Bridge, answer
from wealdstats.opinion.bridging_fit import Penalty
from wealdstats.opinion.bridging_status import Rule
from wealdstats.opinion.ties import Ties, linked_groups
from wealdstats.opinion.voices import NOBODY, Labels, Voices, coded, last_said
from wealdstats.types import FloatArray, IntArray


def bridge(
    rater: npt.ArrayLike,
    item: npt.ArrayLike,
    rating: npt.ArrayLike,
    *,
    ties: Ties | None = None,
    intercept_penalty: float = 0.15,
    factor_penalty: float = 0.03,
    seed: int = 0,
    detect: bool = True,
    min_voices: int = 5,
    min_side: int = 2,
    scale: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Bridge:
    """Find what is endorsed across viewpoints, by people who are not tied to each other.

    Parameters
    ----------
    rater, item : array_like (R,)
        Who rated what: integers or texts. A pair that comes again replaces the earlier rating.
    rating : array_like (R,)
        In any unit, the same for all; finite. What was not rated has no row.
    ties : mapping, pairs or array_like, optional
        Who is linked: group label by rater, pairs (or lists) of linked raters, or one group label for each
        row or each rater in sorted order; None, nan, "" and −1 are no group. Pairs chain.
    intercept_penalty, factor_penalty : float
        Weights of the means of squared intercepts (μ² included) and of squared factors; positive.
    seed : int
        Of the start of the fit, and of the part looked at where there are too many pairs for all.
    detect : bool
        Look for undeclared rings as well.
    min_voices, min_side : int
        Independent voices a status needs, in all and on either side.
    scale : (float, float), optional
        Lowest and highest rating possible; by default those given.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Bridge
        Raw and bridged side by side.

    Raises
    ------
    InputError
        When rows, ratings, ties or settings cannot be read.
    NoVariationError
        When all ratings are the same.
    NotSolvedError
        When the fit does not settle.

    Notes
    -----
    Source: Wojcik et al. (2022), arXiv:2210.15723, for the model; docs/methods/bridging.md for the rest. It
    assumes one dimension of viewpoint and that linked people are declared or give themselves away. It does
    not show that an item works, nor that voices counted as independent are.

    Examples
    --------
    >>> rater, item = np.divmod(np.arange(40), 4)
    >>> rating = np.where(item == 0, 0.9, np.where(item == 1, 0.1, (rater + item) % 2))
    >>> bridge(rater, item, rating).status.tolist()
    ['endorsed', 'not endorsed', 'divided', 'divided']
    """
    raters, u = coded(rater)
    items, n = coded(item)
    values = _ratings(rating, len(u), len(n))
    row = last_said(u, n)
    asked = Asked(
        raters=raters,
        items=items,
        voices=Voices(u[row], n[row], values[row], len(raters), len(items)),
        row=row,
        rows=len(u),
        group=np.full(len(raters), NOBODY) if ties is None else linked_groups(raters, ties, rows=u),
        penalty=_penalty(intercept_penalty, factor_penalty),
        rule=_rule(min_voices, min_side, level),
        scale=_scale(scale, values),
        detect=detect,
        seed=seed,
    )
    return answer(asked)


def update_bridge(known: Bridge, rater: npt.ArrayLike, item: npt.ArrayLike, rating: npt.ArrayLike) -> Bridge:
    """Add ratings to an answer: the fit goes on from where it stood.

    Parameters
    ----------
    known : Bridge
        An earlier answer.
    rater, item, rating : array_like (k,)
        New rows, as for `bridge`; a pair that is known is replaced. New raters have no ties.

    Returns
    -------
    Bridge
        The answer to all rows together, rings as they were found before; `bridge` on all rows looks anew.

    Raises
    ------
    InputError
        When the new rows cannot be read, or are of another kind than the old.

    Notes
    -----
    Source: docs/methods/bridging.md. A start at the last optimum ends in the one next to it, to the tolerance
    of the fit.

    Examples
    --------
    >>> first = bridge([1, 1, 2, 2], [1, 2, 1, 2], [1.0, 0.0, 0.5, 0.5])
    >>> update_bridge(first, [3], [2], [1.0]).raw_mean
    array([0.75, 0.5 ])
    """
    asked = known.asked
    u, raters = _extended(asked.raters, rater)
    n, items = _extended(asked.items, item)
    values = _ratings(rating, len(u), len(n))
    was_u, was_n = np.searchsorted(raters, asked.raters), np.searchsorted(items, asked.items)
    before = (was_u[asked.voices.voice], was_n[asked.voices.item], asked.voices.rating)
    voices, row = _merged(before, asked, (u, n, values), (len(raters), len(items)))
    group, ring = np.full(len(raters), NOBODY), np.full(len(raters), NOBODY)
    group[was_u], ring[was_u] = known.group, known.ring
    low, high = asked.scale
    grown = replace(
        asked,
        raters=raters,
        items=items,
        voices=voices,
        row=row,
        rows=asked.rows + len(u),
        group=group,
        scale=(min(low, float(values.min())), max(high, float(values.max()))),
    )
    intercept, factor = np.full(len(items), known.intercept.mean()), np.zeros(len(items))
    intercept[was_n], factor[was_n] = known.intercept, known.factor
    start = replace(known.fit, item_intercept=intercept, item_factor=factor, loss=np.inf, sweeps=0)
    return answer(grown, rings=(ring, _ring_of_groups(group, ring)), start=start)


def _merged(
    before: tuple[IntArray, IntArray, FloatArray],
    asked: Asked,
    new: tuple[IntArray, IntArray, FloatArray],
    shape: tuple[int, int],
) -> tuple[Voices, IntArray]:
    """Insert new rows, of each pair the last, into sorted ones; replace where the pair is known."""
    last = last_said(new[0], new[1])
    u, n, values = (column[last] for column in new)
    key = before[0] * shape[1] + before[1]
    wanted = u * shape[1] + n
    place = np.searchsorted(key, wanted)
    there = np.zeros(len(wanted), np.bool_)
    inside = place < len(key)
    there[inside] = key[place[inside]] == wanted[inside]
    rating, row = before[2].copy(), asked.row.copy()
    rating[place[there]], row[place[there]] = values[there], asked.rows + last[there]
    fresh, place = ~there, place[~there]
    voices = Voices(
        voice=np.insert(before[0], place, u[fresh]),
        item=np.insert(before[1], place, n[fresh]),
        rating=np.insert(rating, place, values[fresh]),
        n_voices=shape[0],
        n_items=shape[1],
    )
    return voices, np.insert(row, place, asked.rows + last[fresh])


def _extended(names: Labels, labels: npt.ArrayLike) -> tuple[IntArray, Labels]:
    """Add new labels to sorted ones; number the new rows."""
    given = np.asarray(labels)
    coded(given)  # refuses what cannot be a label
    if (given.dtype.kind in "iu") != (names.dtype.kind in "iu"):
        found = f"{given.dtype} beside {names.dtype}"
        raise InputError("new labels of the same kind as the old", found, "name raters and items alike")
    every = np.union1d(names, given) if not np.isin(given, names).all() else names
    return np.searchsorted(every, given).astype(np.int64), every


def _ring_of_groups(group: IntArray, ring: IntArray) -> IntArray:
    """Give each declared group's ring: that of all its members, or none."""
    found = np.full(int(group.max(initial=NOBODY)) + 1, NOBODY)
    for label in range(len(found)):
        theirs = np.unique(ring[group == label])
        found[label] = theirs[0] if len(theirs) == 1 else NOBODY
    return found


def _ratings(rating: npt.ArrayLike, raters: int, items: int) -> FloatArray:
    values = np.asarray(rating, np.float64)
    if values.shape != (raters,) or raters != items or not raters:
        found = f"{raters} raters, {items} items, ratings of shape {values.shape}"
        raise InputError("a rater, an item and a rating a row, one row at least", found, "pass equal lengths")
    if not np.isfinite(values).all():
        raise InputError("finite ratings", "a value that is not", "leave out the row of what was not rated")
    return values


def _penalty(intercept: float, factor: float) -> Penalty:
    if not (0.0 < intercept < np.inf and 0.0 < factor < np.inf):
        raise InputError("positive penalties", f"{intercept} and {factor}", "pass e.g. 0.15 and 0.03")
    return Penalty(float(intercept), float(factor))


def _rule(voices: int, side: int, level: float) -> Rule:
    if not (voices >= 1 and side >= 1 and 0.0 < level < 1.0):
        found = f"{voices} voices, {side} a side, level {level}"
        raise InputError("at least one voice in all and a side, a level between 0 and 1", found, "change it")
    return Rule(voices, side, level)


def _scale(scale: tuple[float, float] | None, values: FloatArray) -> tuple[float, float]:
    if float(values.min()) == float(values.max()):
        raise NoVariationError("ratings that differ", f"all are {values[0]}", "collect more ratings")
    low, high = scale or (float(values.min()), float(values.max()))
    if not low <= values.min() or not values.max() <= high:
        found = f"ratings from {values.min()} to {values.max()}"
        raise InputError(f"ratings between {low} and {high}", found, "pass the scale they were given on")
    return low, high
