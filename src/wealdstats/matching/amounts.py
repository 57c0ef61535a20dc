"""From the caller's labels, demands and capacities to numbered needs and offers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.labels import Names, find
from wealdstats.types import IntArray

Amounts: TypeAlias = (
    "int | Mapping[Hashable, int | tuple[int, int]] | Sequence[int] | npt.NDArray[np.integer[Any]]"
)


def number(given: npt.ArrayLike, amounts: Amounts, what: str) -> tuple[Names, IntArray, IntArray, IntArray]:
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


def _names(labels: Names, amounts: Amounts, what: str) -> Names:
    if isinstance(amounts, Mapping):
        return np.unique(np.array(list(amounts)))
    if np.ndim(amounts) == 0:
        return np.unique(labels)
    if labels.dtype.kind not in "iu":
        remedy = "pass a mapping from label to amount, or number the labels from 0"
        raise InputError(f"{what} labels that are row numbers of the amounts", str(labels.dtype), remedy)
    return np.arange(len(np.asarray(amounts)))


def _numbers(labels: Names, names: Names, what: str) -> IntArray:
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


def _bounds(names: Names, amounts: Amounts, what: str) -> tuple[IntArray, IntArray]:
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
