"""Nearest point of a hull to the origin, by walking from support to support."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.linalg import inner, mixtures, scores, solve, square
from wealdstats.types import BoolArray, FloatArray, IntArray

ROUNDS = 20  # per point; two are usual
STEADYING = 1e-14  # keeps points that nearly coincide from making a singular system
WORTH_ENTERING = 1e-13
FEW = 16  # points: their inner products are taken once, not those of each support


def active_set(points: FloatArray, allowed: BoolArray, ridge: FloatArray) -> FloatArray:
    """Minimise ``½‖Σ w_i d_i‖² + ½ ridge ‖w‖²`` over the simplex, a row each.

    Parameters
    ----------
    points : ndarray (m, n, p)
        Points ``d``, scaled so that no allowed one is longer than one; finite.
    allowed : ndarray of bool (m, n)
        Points each row may use; at least one.
    ridge : ndarray (m,)
        Not negative; zero for none.

    Returns
    -------
    ndarray (m, n)
        Optimal weights; where several are, those of one affinely independent set of points.

    Notes
    -----
    Source: Wolfe (1976), Mathematical Programming 11, "Finding the nearest point in a polytope". Adding one
    to every inner product adds it to the objective and leaves the minimiser alone, and makes the matrix of
    any affinely independent set of points positive definite: each step is a plain solve. All rows step
    together; a row leaves when no point outside its support promises anything.

    Examples
    --------
    >>> points, everyone = np.array([[[0.5, 0.0], [0.0, 1.0]]]), np.array([[True, True]])
    >>> active_set(points, everyone, np.zeros(1)).round(6)
    array([[0.8, 0.2]])
    """
    m, n = allowed.shape
    support = np.zeros((m, n), np.bool_)
    support[np.arange(m), np.where(allowed, square(points), np.inf).argmin(axis=1)] = True
    ridge = ridge + STEADYING
    gram = _gram(points, ridge) if n <= FEW else None
    search = _Search(points, gram, allowed, ridge, support, support.astype(np.float64), np.arange(m))
    answer, rounds = np.empty((m, n)), ROUNDS * n
    while search.place.size and rounds:
        rounds -= 1
        blocked = _move(search)
        finished = _enter(search, ~blocked)
        answer[search.place] = search.weights
        if finished.any():
            search.keep(~finished)
    return answer


@dataclass(slots=True)
class _Search:
    """Rows still open: the support each is trying, its weights, and where its answer goes."""

    points: FloatArray
    gram: FloatArray | None
    allowed: BoolArray
    ridge: FloatArray
    support: BoolArray
    weights: FloatArray
    place: IntArray

    def keep(self, rows: BoolArray) -> None:
        self.points, self.allowed, self.ridge = self.points[rows], self.allowed[rows], self.ridge[rows]
        self.gram = None if self.gram is None else self.gram[rows]
        self.support, self.weights, self.place = self.support[rows], self.weights[rows], self.place[rows]


def _move(search: _Search) -> BoolArray:
    """Go to the best weights of the support, or to where the first weight on the way reaches zero."""
    best = _best_on_support(search)
    leaving = search.support & (best <= 0.0)
    blocked = np.asarray(leaving.any(axis=1))
    if not blocked.any():
        search.weights = best
        return blocked
    room = np.where(leaving, search.weights / np.where(leaving, search.weights - best, 1.0), np.inf)
    length = np.where(blocked, room.min(axis=1), 1.0)[:, None]
    moved = np.maximum(search.weights + length * (best - search.weights), 0.0)
    moved[room == length] = 0.0
    search.weights = np.where(blocked[:, None], moved, best)
    search.support &= ~blocked[:, None] | (moved > 0.0)
    return blocked


def _gram(points: FloatArray, ridge: FloatArray) -> FloatArray:
    gram: FloatArray = np.matmul(points, points.transpose(0, 2, 1)) + 1.0
    gram += ridge[:, None, None] * np.eye(points.shape[1])
    return gram


def _best_on_support(search: _Search) -> FloatArray:
    """Minimise over weights on the support that sum to one, signs ignored; only the support is gathered."""
    if search.gram is not None:
        return _solved(search.gram, search.support)
    size = int(search.support.sum(axis=1).max(initial=1))
    chosen = np.argsort(~search.support, axis=1, kind="stable")[:, :size]
    row = np.arange(len(chosen))[:, None]
    gram = _gram(search.points[row, chosen], search.ridge)
    weights = np.zeros(search.support.shape)
    weights[row, chosen] = _solved(gram, search.support[row, chosen])
    return weights


def _solved(gram: FloatArray, inside: BoolArray) -> FloatArray:
    system = np.where(inside[:, :, None] & inside[:, None, :], gram, np.eye(gram.shape[1]))
    best = solve(system, inside.astype(np.float64))
    best /= best.sum(axis=1, keepdims=True)
    return best


def _enter(search: _Search, settled: BoolArray) -> BoolArray:
    """Let the most promising point enter where the last move was not blocked; say where none promises."""
    slope = scores(search.points, mixtures(search.weights, search.points))
    slope += search.ridge[:, None] * search.weights
    promise = inner(search.weights, slope)[:, None] - slope
    promise = np.where(search.allowed & ~search.support, promise, -np.inf)
    finished: BoolArray = settled & (promise.max(axis=1) <= WORTH_ENTERING)
    entering = settled & ~finished
    search.support[entering, promise.argmax(axis=1)[entering]] = True
    return finished
