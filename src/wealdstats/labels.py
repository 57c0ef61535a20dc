"""Names to numbers: what many methods do first with who judged, helped or met whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.types import FloatArray, IntArray, Result

Names: TypeAlias = npt.NDArray[Any]
Labels: TypeAlias = Sequence[str] | Sequence[int] | Names


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Result):
    """Labels as row numbers into their sorted names.

    Parameters
    ----------
    names : ndarray (k,)
        Different labels, sorted.
    codes : ndarray of int (n,)
        Which of them each row has.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> coded(["b", "a", "b"], "target").codes
    array([1, 0, 1])
    """

    names: Names
    codes: IntArray

    @property
    def n(self) -> int:
        """How many different labels there are."""
        return len(self.names)

    @property
    def counts(self) -> IntArray:
        """How many rows each label has."""
        return np.bincount(self.codes, minlength=self.n)


def coded(labels: Labels, what: str, rows: int | None = None) -> Coded:
    """Give numbers to the different labels in sorted order.

    Parameters
    ----------
    labels : sequence of str or int (n,)
        None may be missing.
    what : str
        What they name, for a refusal.
    rows : int, optional
        How many there have to be.

    Returns
    -------
    Coded
        Names and row numbers.

    Raises
    ------
    InputError
        With a missing label, several dimensions or another number of rows.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> coded([30, 10, 30], "target").names
    array([10, 30])
    """
    given = np.asarray(labels)
    if given.ndim != 1 or (rows is not None and len(given) != rows):
        wanted = "one label a row" if rows is None else f"{rows} labels, one a row"
        raise InputError(
            f"{what}: {wanted}", f"an array of shape {given.shape}", "give columns of one length"
        )
    if _has_missing(given):
        raise InputError(f"a {what} in every row", "a missing one", "leave such rows out or name them")
    if given.dtype.kind in "iu" and len(given):
        low, size = given.min(), int(given.max()) - int(given.min()) + 1
        if _is_dense(size, len(given)):
            found, codes = distinct(np.subtract(given, low, dtype=np.int64, casting="unsafe"), size)
            return Coded(found.astype(given.dtype) + low, codes)
    names, codes = np.unique(given.astype(str) if given.dtype == object else given, return_inverse=True)
    return Coded(names, codes.reshape(-1).astype(np.int64))


def distinct(keys: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Find the numbers that occur; where they are dense, by a table, which is faster than a sort.

    Parameters
    ----------
    keys : ndarray of int (n,)
        From 0.
    size : int
        More than the largest.

    Returns
    -------
    found : ndarray of int (k,)
        Those that occur, sorted.
    place : ndarray of int (n,)
        Place of each among them.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> distinct(np.array([7, 2, 7]), 8)
    (array([2, 7]), array([1, 0, 1]))
    """
    if not _is_dense(size, len(keys)):
        found, place = np.unique(keys, return_inverse=True)
        return found, place
    there = np.zeros(size, np.bool_)
    there[keys] = True
    return np.flatnonzero(there), (there.cumsum() - 1)[keys]


def _is_dense(size: int, rows: int) -> bool:
    return size <= 20 * rows + 1_000_000


def _has_missing(given: Names) -> bool:
    if given.dtype.kind == "f":
        return bool(np.isnan(given).any())
    return given.dtype == object and any(item is None or item != item for item in given.tolist())


def find(names: Names, labels: npt.ArrayLike) -> IntArray:
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


def comparable(first: Names, second: Names) -> bool:
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


def finite_column(values: FloatArray, what: str, rows: int) -> FloatArray:
    """Read a column of numbers, none missing.

    Parameters
    ----------
    values : ndarray (n,)
        Finite.
    what : str
        What they are, for a refusal.
    rows : int
        How many there have to be.

    Returns
    -------
    ndarray (n,)
        The same numbers as floats.

    Raises
    ------
    InputError
        With another shape, or a number that is not finite.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> finite_column(np.array([1, 2]), "score", 2)
    array([1., 2.])
    """
    column = np.asarray(values, np.float64)
    if column.shape != (rows,):
        raise InputError(f"{rows} values of {what}", f"shape {column.shape}", "give columns of one length")
    if not np.isfinite(column).all():
        raise InputError(f"a finite {what} in every row", "a missing one", "leave such rows out")
    return column
