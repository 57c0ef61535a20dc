"""From rows of ratings to voices: labels to numbers, the last word counts, linked people speak once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray

DIGIT = 16
GATHERED = 3  # members of a group who meet on an item in numbers, if by chance more rarely than
CHANCE = 0.01
LEVELLINGS = 10  # rounds in which joint voices on the same items settle against each other
NOBODY = -1

Labels: TypeAlias = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """Who says what of which item, each voice once per item, sorted by voice and item.

    Parameters
    ----------
    voice, item : ndarray of int (r,)
        Numbers, from 0.
    rating : ndarray (r,)
        Ratings; of people who speak together, their mean.
    n_voices, n_items : int
        Numbers in use.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> Voices(np.array([0]), np.array([0]), np.array([1.0]), 1, 1).n_voices
    1
    """

    voice: IntArray
    item: IntArray
    rating: FloatArray
    n_voices: int
    n_items: int


def coded(labels: npt.ArrayLike) -> tuple[Labels, IntArray]:
    """Give labels numbers from 0 in their sorted order.

    Parameters
    ----------
    labels : array_like (n,)
        Integers or texts; no missing values.

    Returns
    -------
    names : ndarray
        Distinct labels, sorted.
    code : ndarray of int (n,)
        Position of each row's label among them.

    Raises
    ------
    InputError
        For labels that are neither.

    Notes
    -----
    Source: this project. Small whole numbers are counted rather than sorted.

    Examples
    --------
    >>> coded(["oak", "ash", "oak"])[1]
    array([1, 0, 1])
    """
    values = np.asarray(labels)
    if values.dtype.kind == "O":
        values = np.asarray(values.tolist())
    if values.ndim != 1 or values.dtype.kind not in "iuUS":
        found = f"{values.dtype} of shape {values.shape}"
        raise InputError("one label a row, all integers or all texts", found, "name raters and items so")
    if values.dtype.kind in "iu" and len(values) and 0 <= values.min() <= values.max() < 4 * len(values) + 64:
        there = np.zeros(int(values.max()) + 1, np.bool_)
        there[values] = True
        return np.flatnonzero(there), (np.cumsum(there) - 1)[values]
    names, code = np.unique(values, return_inverse=True)
    return names, code.astype(np.int64)


def sorted_by(code: IntArray) -> IntArray:
    """Order rows by a number from 0, rows of equal numbers as they come.

    Parameters
    ----------
    code : ndarray of int (n,)
        Not negative.

    Returns
    -------
    ndarray of int (n,)
        Row numbers in order.

    Notes
    -----
    Source: this project: numpy sorts 16-bit numbers in linear time, larger ones are sorted digit by digit.

    Examples
    --------
    >>> sorted_by(np.array([70_000, 1, 70_000, 0]))
    array([3, 1, 0, 2])
    """
    order = np.argsort((code & (2**DIGIT - 1)).astype(np.uint16), kind="stable")
    rest = code >> DIGIT
    while rest.any():
        high = (rest & (2**DIGIT - 1)).astype(np.uint16)[order]
        order = order[np.argsort(high, kind="stable")]
        rest = rest >> DIGIT
    return order


def last_said(rater: IntArray, item: IntArray) -> IntArray:
    """Find the rows that hold each rater's last word on each item.

    Parameters
    ----------
    rater, item : ndarray of int (R,)
        Numbers from 0.

    Returns
    -------
    ndarray of int (r,)
        Rows, sorted by rater, then item.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> last_said(np.array([1, 0, 1]), np.array([0, 0, 0]))
    array([1, 2])
    """
    order = sorted_by(item)
    order = order[sorted_by(rater[order])]
    u, n = rater[order], item[order]
    last = np.ones(len(order), np.bool_)
    last[:-1] = (u[1:] != u[:-1]) | (n[1:] != n[:-1])
    return order[last]


@dataclass(frozen=True, slots=True, eq=False)
class Capped:
    """Voices after linked ones were joined, and where each earlier voice and row went.

    Parameters
    ----------
    voices : Voices
        What is left.
    row : ndarray of int (r,)
        For each earlier row, the row it is part of now.
    share : ndarray (r,)
        How much of that row's rating is its own.
    alone : ndarray of int (v,)
        Earlier voices that still speak for themselves somewhere; they come first and in the same order.
    joint : ndarray of int (j,)
        Group of each joint voice; these follow. A group has two where its members also meet in numbers.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> before = Voices(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 0.0]), 2, 1)
    >>> capped(before, np.array([5, 5])).voices.rating
    array([0.5])
    """

    voices: Voices
    row: IntArray
    share: FloatArray
    alone: IntArray
    joint: IntArray


def capped(before: Voices, group: IntArray) -> Capped:
    """Let each group of linked voices speak once on an item: with the mean of what its members say.

    Parameters
    ----------
    before : Voices
        Ratings.
    group : ndarray of int (n_voices,)
        Group of each voice; −1 for none.

    Returns
    -------
    Capped
        Ratings in which no two of a group meet on an item. Where members meet, their joint voice is a voice
        of its own, with a leniency and a viewpoint of its own; elsewhere each speaks alone.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> before = Voices(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([1.0, 0.0, 1.0]), 2, 2)
    >>> capped(before, np.array([0, 0])).voices.rating
    array([1. , 0.5])
    """
    together, meeting = _meetings(before, group)
    rows = np.arange(len(before.rating))
    if not len(together):
        return Capped(before, rows, np.ones(len(rows)), np.arange(before.n_voices), np.empty(0, np.int64))
    alone = np.ones(len(rows), np.bool_)
    alone[together] = False
    size = np.bincount(meeting)
    first = together[np.flatnonzero(np.diff(meeting, prepend=-1))]
    gathered = _gathered(before, group, first, size)
    names, voice = coded(2 * group[before.voice[first]] + gathered)
    order = sorted_by(voice)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    spoken = (np.bincount(meeting, before.rating[together]) / size)[order]
    voices, singles = _renumbered(before.voice[alone], before.n_voices)
    now = Voices(
        voice=np.concatenate([singles, len(voices) + voice[order]]),
        item=np.concatenate([before.item[alone], before.item[first[order]]]),
        rating=np.concatenate([before.rating[alone], spoken]),
        n_voices=len(voices) + len(names),
        n_items=before.n_items,
    )
    now = levelled(now, len(voices) + np.flatnonzero(names % 2))
    row, share = np.cumsum(alone) - 1, np.ones(len(rows))
    row[together], share[together] = int(alone.sum()) + place[meeting], 1.0 / size[meeting]
    return Capped(now, row, share, voices, names.astype(np.int64) // 2)


def levelled(voices: Voices, joint: IntArray) -> Voices:
    """Bring voices to the level at which others see the same items.

    Parameters
    ----------
    voices : Voices
        Ratings.
    joint : ndarray of int
        Voices to level.

    Returns
    -------
    Voices
        Such a voice still says which of its items it prefers, no longer that it prefers them all.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> both = Voices(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0.0, 0.5, 1.0, 1.0]), 2, 2)
    >>> levelled(both, np.array([1])).rating
    array([0.  , 0.5 , 0.25, 0.25])
    """
    rows = np.flatnonzero(np.isin(voices.voice, joint))
    _, code = coded(voices.voice[rows])
    item = voices.item[rows]
    heard = np.bincount(voices.item, minlength=voices.n_items)[item] - 1.0
    usual, rating = voices.rating.mean(), voices.rating.copy()
    for _ in range(LEVELLINGS if len(rows) else 0):
        others = np.bincount(voices.item, rating, voices.n_items)[item] - rating[rows]
        others = np.where(heard > 0, others / np.maximum(heard, 1.0), usual)
        ahead = np.bincount(code, rating[rows] - others) / np.bincount(code)
        rating[rows] -= ahead[code]
    return replace(voices, rating=rating)


def _gathered(before: Voices, group: IntArray, first: IntArray, size: IntArray) -> BoolArray:
    """Say of each meeting whether more came than the members' activity and the item's fame explain."""
    active = np.bincount(group[before.voice] + 1)[1:]
    others = np.bincount(before.item, minlength=before.n_items)[before.item[first]] - size
    expected = active[group[before.voice[first]]] * np.maximum(others, 1.0) / len(before.rating)
    chance = special.pdtrc(size - 1.0, expected)
    return np.asarray((size >= GATHERED) & (chance < CHANCE))


def _meetings(before: Voices, group: IntArray) -> tuple[IntArray, IntArray]:
    """Find the rows in which two or more of a group meet on an item: by group and item, and which meeting."""
    linked = np.flatnonzero(group[before.voice] >= 0)
    linked = linked[sorted_by(before.item[linked])]
    linked = linked[sorted_by(group[before.voice[linked]])]
    theirs, item = group[before.voice[linked]], before.item[linked]
    new = np.ones(len(linked), np.bool_)
    new[1:] = (theirs[1:] != theirs[:-1]) | (item[1:] != item[:-1])
    meeting = np.cumsum(new) - 1
    several: BoolArray = (np.bincount(meeting) > 1)[meeting] if len(linked) else new
    together = linked[several]
    return together, (np.cumsum(new[several]) - 1).astype(np.int64)


def _renumbered(code: IntArray, size: int) -> tuple[IntArray, IntArray]:
    there = np.bincount(code, minlength=size) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[code]
