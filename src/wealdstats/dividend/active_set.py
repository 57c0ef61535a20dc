"""Nearest point of a hull to the origin, by walking from support to support."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.linalg import inner, products
from wealdstats.types import BoolArray, FloatArray, IntArray

ROUNDS = 20
STEADYING = 1e-14
WORTH_ENTERING = 1e-13


def active_set(gram: FloatArray, allowed: BoolArray) -> FloatArray:
    """Minimise ``½ w' gram w`` over the simplex, a row each.

    Parameters
    ----------
    gram : ndarray (m, n, n)
        Inner products of points, scaled so that no allowed point is longer than one; finite.
    allowed : ndarray of bool (m, n)
        Points each row may use; at least one.

    Returns
    -------
    ndarray (m, n)
        Optimal weights; where several are, those of one affinely independent set of points.

    Notes
    -----
    Source: Wolfe (1976), Mathematical Programming 11, "Finding the nearest point in a polytope". Adding one
    to every entry of the matrix adds it to the objective and leaves the minimiser alone, and makes the matrix
    of any affinely independent set of points positive definite: each step is a plain solve. All rows step
    together; a row leaves when no point outside its support promises anything.

    Examples
    --------
    >>> active_set(np.array([[[0.25, 0.0], [0.0, 0.75]]]), np.array([[True, True]]))
    array([[0.75, 0.25]])
    """
    m, n = allowed.shape
    support = np.zeros((m, n), np.bool_)
    support[np.arange(m), np.where(allowed, np.einsum("mii->mi", gram), np.inf).argmin(axis=1)] = True
    lifted = gram + 1.0 + STEADYING * np.eye(n)
    search = _Search(lifted, allowed, support, support.astype(np.float64), np.arange(m))
    answer = np.empty((m, n))
    for _ in range(ROUNDS * n):
        blocked = _move(search)
        finished = _enter(search, ~blocked)
        answer[search.place] = search.weights
        search.keep(~finished)
        if not search.place.size:
            break
    return answer


@dataclass(slots=True)
class _Search:
    """Rows still open: the support each is trying, its weights, and where its answer goes."""

    gram: FloatArray
    allowed: BoolArray
    support: BoolArray
    weights: FloatArray
    place: IntArray

    def keep(self, rows: BoolArray) -> None:
        self.gram, self.allowed, self.place = self.gram[rows], self.allowed[rows], self.place[rows]
        self.support, self.weights = self.support[rows], self.weights[rows]


def _move(search: _Search) -> BoolArray:
    """Go to the best weights of the support, or to where the first weight on the way reaches zero."""
    best = _best_on_support(search.gram, search.support)
    leaving = search.support & (best <= 0.0)
    blocked = np.asarray(leaving.any(axis=1))
    room = np.where(leaving, search.weights / np.where(leaving, search.weights - best, 1.0), np.inf)
    length = np.where(blocked, room.min(axis=1), 1.0)[:, None]
    moved = np.maximum(search.weights + length * (best - search.weights), 0.0)
    moved[room == length] = 0.0
    search.weights = np.where(blocked[:, None], moved, best)
    search.support &= ~blocked[:, None] | (moved > 0.0)
    return blocked


def _best_on_support(gram: FloatArray, support: BoolArray) -> FloatArray:
    """Minimise over weights on the support that sum to one, signs ignored.

    Only the support is gathered: it is never larger than the dimension of the points plus one.
    """
    size = int(support.sum(axis=1).max())
    chosen = np.argsort(~support, axis=1, kind="stable")[:, :size]
    inside = np.take_along_axis(support, chosen, axis=1)
    rows = np.arange(len(gram))[:, None, None]
    system = gram[rows, chosen[:, :, None], chosen[:, None, :]]
    system = np.where(inside[:, :, None] & inside[:, None, :], system, np.eye(size))
    best = np.linalg.solve(system, inside[:, :, None].astype(np.float64))[:, :, 0]
    weights = np.zeros(support.shape)
    np.put_along_axis(weights, chosen, best / best.sum(axis=1, keepdims=True), axis=1)
    return weights


def _enter(search: _Search, settled: BoolArray) -> BoolArray:
    """Let the most promising point enter where the last move was not blocked; say where none promises."""
    slope = products(search.gram, search.weights)
    promise = inner(search.weights, slope)[:, None] - slope
    promise = np.where(search.allowed & ~search.support, promise, -np.inf)
    finished: BoolArray = settled & (promise.max(axis=1) <= WORTH_ENTERING)
    entering = settled & ~finished
    search.support[entering, promise.argmax(axis=1)[entering]] = True
    return finished
