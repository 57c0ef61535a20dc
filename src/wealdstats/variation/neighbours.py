"""Exact nearest neighbours: a tree where distance is plain Euclid, blocks of distances elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from wealdstats.types import BoolArray, FloatArray, IntArray

SingleArray: TypeAlias = npt.NDArray[np.float32]

BLOCK_NUMBERS = 2**18
PROBE = 2_000
# What rounding to single precision can add to a distance, generously.
SLACK = 1e-4
FARTHEST = np.finfo(np.float32).max


def nearest(
    points: FloatArray,
    asked: IntArray,
    k: int,
    *,
    labels: BoolArray,
    weight: FloatArray,
    min_shared: float,
) -> tuple[IntArray, FloatArray]:
    """Find the k nearest other points of some, exactly.

    Parameters
    ----------
    points : ndarray (n, d)
        Scaled numbers, or codes of labels; NaN for missing.
    asked : ndarray of int (m,)
        Rows to find neighbours of.
    k : int
        How many.
    labels : ndarray of bool (d,)
        Which columns are labels: with any, distance is Gower's; without, Euclid's.
    weight : ndarray (d,)
        Weights, sum one.
    min_shared : float
        Least weight two points must share.

    Returns
    -------
    tuple of ndarray (m, k)
        Rows, nearest first, the equally near in order, −1 where there are fewer; distances, NaN there.

    Notes
    -----
    Source: Bentley (1975), Communications of the ACM 18(9), for the tree. In blocks, the k-th nearest of a
    probe of points bounds the distance of the k-th nearest of all; what lies within is measured again in
    double precision.

    Examples
    --------
    >>> place, far = nearest(np.array([[0.0], [1.0], [3.0]]), np.array([0, 2]), 1,
    ...     labels=np.array([False]), weight=np.ones(1), min_shared=1.0)
    >>> place.ravel(), far.ravel()
    (array([1, 1]), array([1., 2.]))
    """
    place, far = np.full((len(asked), k), -1, np.int64), np.full((len(asked), k), np.nan)
    count = min(k, len(points) - 1)
    if count and not labels.any() and not np.isnan(points).any():
        place[:, :count], far[:, :count] = _by_tree(points * np.sqrt(weight), asked, count)
    elif count:
        _by_blocks(_Space(points, labels, weight, min_shared), asked, count, place, far)
    return place, far


def _by_tree(points: FloatArray, asked: IntArray, k: int) -> tuple[IntArray, FloatArray]:
    """Ask for more than k, so that a point is not lost among its doubles, and leave out the point itself."""
    far, place = KDTree(points).query(points[asked], k=min(k + 2, len(points)))
    is_self = place == asked[:, None]
    # Where more than k + 1 points coincide, the point itself may not be among those found.
    is_self[~is_self.any(axis=1), -1] = True
    far = np.where(is_self, np.inf, far)
    order = np.lexsort((place, far), axis=1)[:, :k]
    return np.take_along_axis(place, order, axis=1), np.take_along_axis(far, order, axis=1)


@dataclass(frozen=True, slots=True)
class _Space:
    points: FloatArray
    labels: BoolArray
    weight: FloatArray
    min_shared: float

    def exact(self, own: FloatArray, others: FloatArray) -> FloatArray:
        """Distances of pairs of points in double precision; infinite where too little is shared."""
        shared = ~(np.isnan(own) | np.isnan(others))
        apart = np.abs(np.where(shared, own - others, 0.0))
        parts = np.where(self.labels, apart > 0.0, apart if self.labels.any() else apart**2)
        weight = shared @ self.weight
        mean = (parts @ self.weight) / np.where(weight > 0.0, weight, 1.0)
        far = mean if self.labels.any() else np.sqrt(mean)
        return np.where(weight >= self.min_shared - 1e-12, far, np.inf)


def _by_blocks(space: _Space, asked: IntArray, k: int, place: IntArray, far: FloatArray) -> None:
    """Fill in neighbours block by block, points that lack the same features together."""
    columns = np.ascontiguousarray(np.nan_to_num(space.points).T.astype(np.float32))
    known = np.ascontiguousarray((~np.isnan(space.points)).T)
    patterns, of = np.unique(known.T[asked], axis=0, return_inverse=True)
    size = max(1, BLOCK_NUMBERS // len(space.points))
    for number, pattern in enumerate(patterns):
        mine = np.flatnonzero(of.reshape(-1) == number)
        shared = (space.weight * pattern).astype(np.float64) @ known
        scale = (1.0 / np.maximum(shared, 1e-12)).astype(np.float32)
        too_little = np.flatnonzero(shared < space.min_shared - 1e-12)
        for block in np.split(mine, range(size, len(mine), size)):
            rough = _rough(space, columns, known, pattern, asked[block])
            rough *= scale
            rough[:, too_little] = np.inf
            rough[np.arange(len(block)), asked[block]] = np.inf
            place[block, :k], far[block, :k] = _pick(space, rough, asked[block], k)


def _rough(
    space: _Space, columns: SingleArray, known: BoolArray, pattern: BoolArray, rows: IntArray
) -> SingleArray:
    """Add up weighted differences in single precision, (b, n)."""
    total = np.zeros((len(rows), columns.shape[1]), np.float32)
    part = np.empty_like(total)
    for j in np.flatnonzero(pattern):
        np.subtract(columns[j], columns[j, rows][:, None], out=part)
        if space.labels[j]:
            np.not_equal(part, 0.0, out=part, casting="unsafe")
        elif space.labels.any():
            np.abs(part, out=part)
        else:
            np.square(part, out=part)
        weight = np.float32(space.weight[j])
        part *= weight if known[j].all() else known[j] * weight
        total += part
    return total


def _pick(space: _Space, rough: SingleArray, rows: IntArray, k: int) -> tuple[IntArray, FloatArray]:
    """Choose the k nearest exactly among all that may be."""
    n = rough.shape[1]
    step = max(1, n // max(PROBE, 8 * k))
    probe = rough[:, ::step]
    bound = np.partition(probe, k, axis=1)[:, k] * np.float32(1.0 + SLACK) + np.float32(SLACK**2)
    who, other = np.nonzero(rough <= np.minimum(bound, FARTHEST)[:, None])
    far = space.exact(space.points[rows[who]], space.points[other])
    order = np.lexsort((other, far, who))
    who, other, far = who[order], other[order], far[order]
    counts = np.bincount(who, minlength=len(rows))
    rank = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = rank < k
    place, distance = np.full((len(rows), k), -1, np.int64), np.full((len(rows), k), np.nan)
    place[who[chosen], rank[chosen]], distance[who[chosen], rank[chosen]] = other[chosen], far[chosen]
    return place, distance
