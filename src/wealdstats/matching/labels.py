"""From the caller's labels, demands and capacities to numbered needs and offers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.types import IntArray

Labels: TypeAlias = npt.NDArray[Any]
Amounts: TypeAlias = (
    "int | Mapping[Hashable, int | tuple[int, int]] | Sequence[int] | npt.NDArray[np.integer[Any]]"
)


def number(given: npt.ArrayLike, amounts: Amounts, what: str) -> tuple[Labels, IntArray, IntArray, IntArray]:
    """Give the distinct labels in order, each row's number, and the floor and ceiling of each label.

    Parameters
    ----------
    given : array_like (rows,)
        A label per row.
    amounts : int, mapping or array
        Places per label: one number for all, by label, or by number where labels count from 0.
    what : str
        What is labelled, for refusals.

    Returns
    -------
    tuple of four ndarrays
        Labels (n,), numbers (rows,), floors (n,) and ceilings (n,).

    Raises
    ------
    InputError
        Where a label has no amount, or an amount is not a whole number of places.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> number(["b", "a", "b"], 2, "need")[1]
    array([1, 0, 1])
    """
    labels = np.asarray(given)
    if labels.ndim != 1:
        raise InputError(f"one {what} label a row", f"{labels.ndim} dimensions", "pass a flat array")
    names = _names(labels, amounts, what)
    numbers = _numbers(labels, names, what)
    floor, ceiling = _bounds(names, amounts, what)
    return names, numbers, floor, ceiling


def find(names: Labels, labels: npt.ArrayLike) -> IntArray:
    """Give the number of each label, −1 where there is no such label.

    Parameters
    ----------
    names : ndarray (n,)
        Distinct labels in order.
    labels : array_like (m,)
        Labels to look up.

    Returns
    -------
    ndarray of int (m,)
        Their numbers.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> find(np.array(["a", "b"]), ["b", "c"])
    array([ 1, -1])
    """
    wanted = np.asarray(labels)
    if not wanted.size or not len(names) or not comparable(names, wanted):
        return np.full(wanted.shape, -1, np.int64)
    place = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    return np.where(names[place] == wanted, place, -1).astype(np.int64)


def comparable(first: Labels, second: Labels) -> bool:
    """Tell words from numbers: the two are never the same label.

    Parameters
    ----------
    first, second : ndarray
        Labels.

    Returns
    -------
    bool
        Whether one of the first could be one of the second.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> comparable(np.array(["1"]), np.array([1]))
    False
    """
    return (first.dtype.kind in "US") == (second.dtype.kind in "US")


def _names(labels: Labels, amounts: Amounts, what: str) -> Labels:
    if isinstance(amounts, Mapping):
        return np.unique(np.array(list(amounts)))
    if np.ndim(amounts) == 0:
        return np.unique(labels)
    if labels.dtype.kind not in "iu":
        remedy = "pass a mapping from label to amount, or number the labels from 0"
        raise InputError(f"{what} labels that are row numbers of the amounts", str(labels.dtype), remedy)
    return np.arange(len(np.asarray(amounts)))


def _numbers(labels: Labels, names: Labels, what: str) -> IntArray:
    counted = len(names) and names.dtype.kind in "iu" and names[0] == 0 and names[-1] == len(names) - 1
    if counted and labels.dtype.kind in "iu" and labels.size:
        numbers = labels.astype(np.int64)
        missing = (numbers < 0) | (numbers >= len(names))
    else:
        numbers = find(names, labels)
        missing = numbers < 0
    if missing.any():
        found = f"none for {labels[missing][0]!r}"
        raise InputError(
            f"an amount for every {what}", found, f"name every {what} of the rows in the amounts"
        )
    return numbers


def _bounds(names: Labels, amounts: Amounts, what: str) -> tuple[IntArray, IntArray]:
    if isinstance(amounts, Mapping):
        values = [amounts[name] for name in names.tolist()]
        pairs = np.array([value if isinstance(value, tuple) else (0, value) for value in values])
    else:
        plain = np.asarray(amounts)
        whole = np.broadcast_to(plain, len(names)) if plain.ndim < 2 else plain
        pairs = whole if whole.ndim == 2 else np.stack([np.zeros(len(names), whole.dtype), whole], axis=1)
    pairs = pairs.reshape(-1, 2)
    if len(pairs) != len(names) or not (pairs == np.floor(pairs)).all():
        raise InputError(f"a whole number for every {what}", "something else", "pass places, not shares")
    if not ((pairs[:, 0] >= 0) & (pairs[:, 0] <= pairs[:, 1])).all():
        raise InputError(f"0 ≤ floor ≤ ceiling for every {what}", "one that is not", "correct the amounts")
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
