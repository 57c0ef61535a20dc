"""The nearest donors of many schools: from a tree, and by looking at everybody where the tree falls short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from wealdstats.dividend.donors import Pool
from wealdstats.dividend.frame import Frame
from wealdstats.dividend.rule import Counterfactual, Rule
from wealdstats.types import BoolArray, FloatArray, IntArray

CHUNK = 512
SPARE = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The donors some schools got.

    Parameters
    ----------
    index : ndarray of int (m, k)
        Places in the pool.
    valid : ndarray of bool (m, k)
        False where a school has fewer than ``k`` donors.
    far_enough : ndarray of int (m,)
        Donors that were left after distance, before the nearest were taken.

    Notes
    -----
    Source: docs/methods/donors.md.

    Examples
    --------
    >>> Choice(np.array([[0]]), np.array([[True]]), np.array([1])).valid.sum()
    np.int64(1)
    """

    index: IntArray
    valid: BoolArray
    far_enough: IntArray


def choose(frame: Frame, rows: IntArray, features: FloatArray, pool: Pool, rule: Rule) -> Choice:
    """Take the nearest donors of some schools from a pool.

    Parameters
    ----------
    frame : Frame
        For coordinates and trusts.
    rows : ndarray of int (m,)
        The schools' positions in the frame; a school is never its own donor.
    features : ndarray (m, f)
        Their features, as the pool's.
    pool : Pool
        Where donors come from.
    rule : Rule
        For number and distance.

    Returns
    -------
    Choice
        Up to ``rule.donors`` donors each.

    Notes
    -----
    Source: docs/methods/donors.md; Bentley (1975), Communications of the ACM 18(9), for the tree. A few more
    neighbours than needed are asked for; schools that lose too many of them to the distance or the trust are
    compared with the whole pool, so that the answer is exact.

    Examples
    --------
    >>> from wealdstats.dividend.donors import pool_of, window_of
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> frame = frame_of(sector.panel, sector.joins, Rule())
    >>> pool = pool_of(frame, 0, window_of(frame, 0, sector.first_year, Rule()), Rule())
    >>> choose(frame, pool.rows[:2], pool.features[:2], pool, Rule(donors=10)).index.shape
    (2, 10)
    """
    k = min(rule.donors, len(pool.rows))
    index = np.zeros((len(rows), k), dtype=np.int64)
    valid = np.zeros((len(rows), k), dtype=np.bool_)
    left = np.zeros(len(rows), dtype=np.int64)
    rest = np.arange(len(rows))
    if k + SPARE < len(pool.rows) and rule.counterfactual == Counterfactual.OUTSIDE_TRUSTS:
        left[:] = _left(frame, rows, pool, rule)
        rest = _by_tree(frame, rows, features, pool, rule, index)
        valid[:] = True
    for start in range(0, len(rest) if k else 0, CHUNK):
        some = rest[start : start + CHUNK]
        index[some], valid[some], left[some] = _by_all(frame, rows[some], features[some], pool, rule, k)
    order = np.argsort(index, axis=1)
    return Choice(np.take_along_axis(index, order, axis=1), np.take_along_axis(valid, order, axis=1), left)


def _by_tree(
    frame: Frame, rows: IntArray, features: FloatArray, pool: Pool, rule: Rule, index: IntArray
) -> IntArray:
    """Fill in the nearest (m, k), and return which rows lost too many neighbours to be sure of them."""
    k = index.shape[1]
    _, near = cKDTree(pool.features).query(features, k=k + SPARE)
    banned: BoolArray = pool.rows[near] == rows[:, None]
    if frame.metres is not None and rule.spillover_km > 0:
        apart = frame.metres[pool.rows[near]] - frame.metres[rows][:, None, :]
        banned |= np.hypot(apart[..., 0], apart[..., 1]) < rule.spillover_km * 1000.0
    first = np.argsort(banned, axis=1, kind="stable")[:, :k]
    index[:] = np.take_along_axis(near, first, axis=1)
    short: IntArray = np.flatnonzero((~banned).sum(axis=1) < k)
    return short


def _left(frame: Frame, rows: IntArray, pool: Pool, rule: Rule) -> IntArray:
    """Count the pool's schools that are neither the school itself nor too near to it (m,)."""
    at = np.minimum(np.searchsorted(pool.rows, rows), len(pool.rows) - 1)
    banned: IntArray = np.asarray(pool.rows[at] == rows).astype(np.int64)
    if frame.metres is not None and rule.spillover_km > 0:
        known = np.asarray(np.isfinite(frame.metres).all(axis=1), dtype=np.bool_)
        placed, there = np.flatnonzero(known[rows]), pool.rows[known[pool.rows]]
        tree = cKDTree(frame.metres[there])
        ball = np.nextafter(rule.spillover_km * 1000.0, 0.0)
        around = tree.query_ball_point(frame.metres[rows[placed]], ball, return_length=True)
        banned[placed] = around
    left: IntArray = len(pool.rows) - banned
    return left


def _by_all(
    frame: Frame, rows: IntArray, features: FloatArray, pool: Pool, rule: Rule, k: int
) -> tuple[IntArray, BoolArray, IntArray]:
    """Compare schools with the whole pool."""
    centre = pool.features.mean(axis=0)
    own, theirs = features - centre, pool.features - centre
    # The school's own square is the same for every donor: it moves no donor before another.
    distance = own @ (-2.0 * theirs.T)
    distance += (theirs**2).sum(axis=1)
    banned: BoolArray = rows[:, None] == pool.rows
    near = frame.too_near(rows, pool.rows, rule.spillover_km)
    if near is not None:
        banned |= near
    if rule.counterfactual == Counterfactual.INSIDE_OTHER_TRUSTS:
        banned |= frame.owner[rows][:, None] == frame.owner[pool.rows]
    distance[banned] = np.inf
    index = np.argpartition(distance, k - 1, axis=1)[:, :k]
    valid = np.isfinite(np.take_along_axis(distance, index, axis=1))
    return index, valid, (~banned).sum(axis=1)
