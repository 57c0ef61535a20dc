"""Who is linked to whom, as declared: groups by label, pairs, or several of these at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from wealdstats.errors import InputError
from wealdstats.opinion.voices import NOBODY, coded
from wealdstats.types import BoolArray, IntArray

Label: TypeAlias = int | str
Ties: TypeAlias = npt.ArrayLike | Mapping[Label, Label | None] | Sequence[Collection[Label]]

COLLECTIONS = (list, tuple, set, frozenset)
UNTIED = ("", "None", "nan")


def linked_groups(raters: npt.ArrayLike, ties: Ties, *, rows: IntArray | None = None) -> IntArray:
    """Give raters the numbers of their linked groups.

    Parameters
    ----------
    raters : array_like (U,)
        Distinct labels, sorted.
    ties : mapping, pairs or array_like
        Mapping from rater to group label; pairs of raters (two columns), or lists of linked raters; or group
        labels, one for each row of ratings or one for each rater in sorted order. No group: None, nan, an
        empty text or −1.
    rows : ndarray of int (R,) or None
        Number of the rater of each row, where labels come by row.

    Returns
    -------
    ndarray of int (U,)
        Group of each rater, numbered from 0; −1 for none. Pairs chain: a link to somebody linked is a link.

    Raises
    ------
    InputError
        For ties of another shape, or a rater whose rows name different groups.

    Notes
    -----
    Source: docs/methods/bridging.md. Pairs with people who rated nothing still link those who did. A group of
    one is no group.

    Examples
    --------
    >>> linked_groups(["ash", "elm", "oak", "yew"], [("oak", "ash"), ("ash", "fir"), ("fir", "yew")])
    array([ 0, -1,  0,  0])
    >>> linked_groups([1, 2, 3], {1: "Northern", 3: "Northern"})
    array([ 0, -1,  0])
    """
    names = np.asarray(raters)
    if isinstance(ties, Mapping):
        given = np.array([_text(ties.get(name)) for name in names.tolist()])
        return _numbered(given, ~np.isin(given, UNTIED))
    if isinstance(ties, list | tuple) and ties and all(isinstance(linked, COLLECTIONS) for linked in ties):
        return _chained(
            names, np.array([pair for linked in ties for pair in pairwise(linked)]).reshape(-1, 2)
        )
    array = np.asarray(ties)
    if array.ndim == 2 and array.shape[1] == 2:
        return _chained(names, array)
    if array.size == 0:
        return np.full(len(names), NOBODY)
    if array.ndim != 1 or len(array) not in {len(names), len(names) if rows is None else len(rows)}:
        need = f"pairs, a mapping, or one label for each of {len(names)} raters or each row"
        raise InputError(need, f"an array of shape {array.shape}", "pass ties as one of these")
    if rows is not None and len(array) == len(rows):
        array = _by_rater(array, rows, len(names))
    return _numbered(array, _is_tied(array))


def _text(label: Label | None) -> str:
    return "" if label is None or label == NOBODY else str(label)


def _is_tied(labels: npt.NDArray[np.generic]) -> BoolArray:
    if labels.dtype.kind in "iu":
        return np.asarray(labels != NOBODY)
    if labels.dtype.kind == "f":
        return np.asarray(np.isfinite(labels) & (labels != NOBODY))
    return ~np.isin(labels.astype(str), (*UNTIED, str(NOBODY)))


def _by_rater(labels: npt.NDArray[np.generic], rows: IntArray, n: int) -> npt.NDArray[np.generic]:
    """Take each rater's label from any of their rows, which all must have the same."""
    first = np.zeros(n, np.int64)
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    by_rater = labels[first]
    same = labels == by_rater[rows]
    if labels.dtype.kind == "f":
        same |= np.isnan(labels) & np.isnan(by_rater[rows])
    if not np.all(same):
        raise InputError("one group for each rater", "rows that name two", "merge the groups, or pass pairs")
    return by_rater


def _numbered(labels: npt.NDArray[np.generic], tied: BoolArray) -> IntArray:
    group = np.full(len(labels), NOBODY)
    kept = labels[tied]
    _, group[tied] = np.unique(kept.astype(str) if kept.dtype.kind == "O" else kept, return_inverse=True)
    return without_singles(group)


def without_singles(group: IntArray) -> IntArray:
    """Renumber groups of two or more from 0 in the order of their first members, all others −1.

    Parameters
    ----------
    group : ndarray of int (n,)
        Group of each member, from 0; −1 for none.

    Returns
    -------
    ndarray of int (n,)
        The same groups, numbered anew.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> without_singles(np.array([7, 2, 3, 2, -1, 3]))
    array([-1,  0,  1,  0, -1,  1])
    """
    size = np.bincount(group[group >= 0], minlength=1)
    kept = (group >= 0) & (size[np.maximum(group, 0)] > 1)
    out = np.full(len(group), NOBODY)
    names, first, code = np.unique(group[kept], return_index=True, return_inverse=True)
    rank = np.empty(len(names), np.int64)
    rank[np.argsort(first)] = np.arange(len(names))
    out[kept] = rank[code]
    return out


def _chained(names: npt.NDArray[np.generic], pairs: npt.NDArray[np.generic]) -> IntArray:
    if pairs.dtype.kind not in "iu" or names.dtype.kind not in "iu":
        pairs, names = pairs.astype(str), names.astype(str)
    everybody, code = coded(np.concatenate([names, pairs[:, 0], pairs[:, 1]]))
    left, right = code[len(names) : len(names) + len(pairs)], code[len(names) + len(pairs) :]
    n = len(everybody)
    links = sparse.coo_array((np.ones(len(pairs), np.int8), (left, right)), shape=(n, n))
    _, component = csgraph.connected_components(links.tocsr(), directed=False)
    return without_singles(component[code[: len(names)]].astype(np.int64))
