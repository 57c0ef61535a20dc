"""Exact weights on the simplex: the nearest point of a convex hull, with and without a ridge.

Unit weights, synthetic-control weights and time weights are one problem. With ``d_i`` the difference between
donor ``i`` and the target, weights that sum to one leave the misfit ``Σ w_i d_i``: a point of the hull of the
differences. The best weights reach the point of that hull nearest to the origin. Every solver here takes many
such problems at once, a row each, and returns with its answer the residual that proves it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import NotSolvedError
from wealdstats.linalg import bank_rows, mixtures, project_simplex, scatter, scores
from wealdstats.types import BoolArray, FloatArray, Result

KKT_LIMIT = 1e-9
NEWTON_LIMIT = 60
NEWTON_STOP = 1e-25
SUFFICIENT = 1e-4
SHORTEST = 2.0**-20
PRICE_STOP = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class Weights(Result):
    """Weights and the proof that they are optimal.

    Parameters
    ----------
    weights : ndarray (m, k)
        Non-negative, each row sums to one.
    kkt : ndarray (m,)
        Duality gap as a share of the largest squared distance between the target and a donor: no other
        weights lower the objective by more than this.

    Notes
    -----
    Source: Jaggi (2013), ICML, §2: over a simplex the gap ``w'g − min g`` bounds the distance to the optimum.

    Examples
    --------
    >>> Weights(np.array([[1.0]]), np.array([0.0])).kkt
    array([0.])
    """

    weights: FloatArray
    kkt: FloatArray


@dataclass(frozen=True, slots=True)
class _Hulls:
    """Rows of: minimise ½‖Σ w_i a_i − b‖² + ½ ridge ‖w‖² over weights on the allowed donors."""

    bank: FloatArray
    target: FloatArray
    ridge: FloatArray
    allowed: BoolArray
    scale: FloatArray

    def rows(self, keep: BoolArray) -> _Hulls:
        arrays = (self.target, self.ridge, self.allowed, self.scale)
        return _Hulls(bank_rows(self.bank, keep), *(array[keep] for array in arrays))

    def at(self, q: FloatArray) -> _Dual:
        """Evaluate the dual: its slope is ``q`` minus the misfit of the weights ``q`` implies."""
        weights = project_simplex(-scores(self.bank, q) / self.ridge[:, None], self.allowed)
        misfit = mixtures(weights, self.bank) - self.target
        value = 0.5 * _square(q) - _inner(q, misfit) - 0.5 * self.ridge * _square(weights)
        return _Dual(q, weights, q - misfit, value)


@dataclass(frozen=True, slots=True)
class _Dual:
    """The dual at a guess ``q`` of the misfit: the weights it implies, its slope and its value."""

    q: FloatArray
    weights: FloatArray
    slope: FloatArray
    value: FloatArray

    def rows(self, keep: BoolArray) -> _Dual:
        return _Dual(self.q[keep], self.weights[keep], self.slope[keep], self.value[keep])


def ridged_weights(bank: FloatArray, target: FloatArray, ridge: FloatArray, allowed: BoolArray) -> Weights:
    """Weights with a ridge, by a semismooth Newton iteration on the dual.

    Parameters
    ----------
    bank : ndarray (k, p) or (m, k, p)
        Donor points in the units of the outcome; finite.
    target : ndarray (m, p)
        Target points; finite.
    ridge : ndarray (m,)
        Ridge in squared units of the outcome; positive.
    allowed : ndarray of bool (m, k)
        Donors each row may use; at least one.

    Returns
    -------
    Weights
        Minimisers of ``½‖Σ w_i a_i − b‖² + ½ ridge ‖w‖²`` on the simplex; unique.

    Raises
    ------
    NotSolvedError
        When a row's KKT residual exceeds 1e-9 by either solver.

    Notes
    -----
    Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111(12), eq. 4, for the problem; Qi
    and Sun (1993), Mathematical Programming 58, for the iteration. The dual is smooth, strongly convex and
    piecewise quadratic in the p entries of the misfit (the multiplier of "sum to one" is eliminated exactly
    by the projection), so Newton's method with a line search ends after finitely many, usually five, steps.

    Examples
    --------
    >>> bank, everyone = np.array([[0.0], [4.0]]), np.array([[True, True]])
    >>> ridged_weights(bank, np.array([[1.0]]), np.array([16.0]), everyone).weights
    array([[0.625, 0.375]])
    """
    centre = bank.mean(axis=-2, keepdims=True)
    bank, target = bank - centre, target - centre.reshape(-1, bank.shape[-1])
    scale = _farthest(bank, target, allowed) + ridge
    hulls = _Hulls(bank, target, ridge, allowed, scale)
    start = mixtures(allowed / allowed.sum(axis=1, keepdims=True), bank) - target
    weights = _newton(hulls, start)
    return _proved(Weights(weights, _ridged_residual(hulls, weights)))


def _newton(hulls: _Hulls, q: FloatArray) -> FloatArray:
    point = hulls.at(q)
    weights, open_rows = point.weights.copy(), np.arange(len(q))
    for _ in range(NEWTON_LIMIT):
        unfinished = _square(point.slope) > NEWTON_STOP * hulls.scale
        weights[open_rows] = point.weights
        if not unfinished.all():
            open_rows, hulls, point = open_rows[unfinished], hulls.rows(unfinished), point.rows(unfinished)
        if not open_rows.size:
            break
        point = _descend(hulls, point)
    weights[open_rows] = point.weights
    return weights


def _descend(hulls: _Hulls, point: _Dual) -> _Dual:
    """One Newton step, halved in the rows where the dual does not fall enough."""
    curvature = scatter(point.weights > 0.0, hulls.bank) / hulls.ridge[:, None, None]
    curvature += np.eye(curvature.shape[1])
    step = np.linalg.solve(curvature, point.slope[:, :, None])[:, :, 0]
    fall = SUFFICIENT * _inner(point.slope, step)
    rounding = 1e-15 * (np.abs(point.value) + hulls.scale)
    length = np.ones(len(step))
    while True:
        trial = hulls.at(point.q - length[:, None] * step)
        short = (trial.value > point.value - length * fall + rounding) & (length > SHORTEST)
        if not short.any():
            return trial
        length[short] /= 2.0


def _ridged_residual(hulls: _Hulls, weights: FloatArray) -> FloatArray:
    misfit = mixtures(weights, hulls.bank) - hulls.target
    slope = scores(hulls.bank, misfit) + hulls.ridge[:, None] * weights
    return _gap(weights, slope, hulls.allowed) / hulls.scale


def nearest_weights(gram: FloatArray, allowed: BoolArray) -> Weights:
    """Weights without a ridge, by a primal active-set method on the Gram matrix of differences.

    Parameters
    ----------
    gram : ndarray (m, n, n)
        ``d_i · d_j``, squared units of the outcome; symmetric positive semi-definite, finite. Modified by
        nothing.
    allowed : ndarray of bool (m, n)
        Points each row may use; at least one.

    Returns
    -------
    Weights
        Minimisers of ``½ w' gram w`` on the simplex.

    Raises
    ------
    NotSolvedError
        When a row's KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Wolfe (1976), Mathematical Programming 11, "Finding the nearest point in a polytope". Adding a
    constant to every entry of the matrix adds it to the objective and leaves the minimiser alone, and makes
    the matrix of any affinely independent set of points positive definite: each step is a plain solve.

    Examples
    --------
    >>> nearest_weights(np.array([[[1.0, 0.0], [0.0, 3.0]]]), np.array([[True, True]])).weights
    array([[0.75, 0.25]])
    """
    diagonal = np.where(allowed, np.einsum("mii->mi", gram), 0.0)
    scale = diagonal.max(axis=1)
    scale[scale == 0.0] = 1.0
    gram = gram / scale[:, None, None]
    weights = _active_set(gram + 1.0, allowed)
    slope = np.matmul(gram, weights[:, :, None])[:, :, 0]
    return _proved(Weights(weights, _gap(weights, slope, allowed)))


def _active_set(gram: FloatArray, allowed: BoolArray) -> FloatArray:
    m, n = allowed.shape
    first = np.where(allowed, np.einsum("mii->mi", gram), np.inf).argmin(axis=1)
    weights = np.zeros((m, n))
    weights[np.arange(m), first] = 1.0
    answer, open_rows, support = weights.copy(), np.arange(m), weights > 0.0
    for _ in range(20 * n):
        best = _on_support(gram, support)
        weights, blocked = _towards(weights, best, support)
        support = np.where(blocked[:, None], support & (weights > 0.0), support)
        entering, finished = _price(gram, weights, support, allowed)
        finished &= ~blocked
        support[np.flatnonzero(~blocked), entering[~blocked]] = True
        answer[open_rows] = weights
        if finished.any():
            keep = ~finished
            gram, weights, support, allowed = gram[keep], weights[keep], support[keep], allowed[keep]
            open_rows = open_rows[keep]
        if not open_rows.size:
            break
    return answer


def _on_support(gram: FloatArray, support: BoolArray) -> FloatArray:
    """Best weights on the support, signs ignored."""
    inside = support[:, :, None] & support[:, None, :]
    system = np.where(inside, gram, 0.0)
    np.einsum("mii->mi", system)[~support] = 1.0
    best = np.linalg.solve(system, support[:, :, None].astype(np.float64))[:, :, 0]
    return best / best.sum(axis=1, keepdims=True)


def _towards(weights: FloatArray, best: FloatArray, support: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Go to the best weights, or as far as the first weight that reaches zero."""
    leaving = support & (best <= 0.0)
    blocked = leaving.any(axis=1)
    room = np.where(leaving, weights / np.where(leaving, weights - best, 1.0), np.inf)
    first = room.argmin(axis=1)
    length = np.where(blocked, np.minimum(room.min(axis=1), 1.0), 1.0)
    moved = np.maximum(weights + length[:, None] * (best - weights), 0.0)
    moved = np.where(blocked[:, None], moved, best)
    moved[blocked, first[blocked]] = 0.0
    return moved, blocked


def _price(
    gram: FloatArray, weights: FloatArray, support: BoolArray, allowed: BoolArray
) -> tuple[np.ndarray, BoolArray]:
    """The point outside the support that promises most, and the rows where none promises anything."""
    slope = np.matmul(gram, weights[:, :, None])[:, :, 0]
    promise = np.where(allowed & ~support, _inner(weights, slope)[:, None] - slope, -np.inf)
    entering = promise.argmax(axis=1)
    return entering, promise.max(axis=1) <= PRICE_STOP


def _proved(solved: Weights) -> Weights:
    worst = float(solved.kkt.max(initial=0.0))
    if not worst <= KKT_LIMIT:
        raise NotSolvedError(
            f"a KKT residual of at most {KKT_LIMIT:g}",
            f"{worst:.3g} in the worst of {len(solved.kkt)} problems",
            "check the outcomes for values many orders of magnitude apart",
        )
    return solved


def _gap(weights: FloatArray, slope: FloatArray, allowed: BoolArray) -> FloatArray:
    lowest = np.where(allowed, slope, np.inf).min(axis=1)
    return np.maximum(_inner(weights, slope - lowest[:, None]), 0.0)


def _farthest(bank: FloatArray, target: FloatArray, allowed: BoolArray) -> FloatArray:
    """Largest squared distance between a row's target and a donor it may use."""
    distance = _square(bank) - 2.0 * scores(bank, target) + _square(target)[:, None]
    return np.maximum(np.where(allowed, distance, 0.0).max(axis=1), 0.0)


def _inner(a: FloatArray, b: FloatArray) -> FloatArray:
    product: FloatArray = np.einsum("...i,...i->...", a, b)
    return product


def _square(a: FloatArray) -> FloatArray:
    return _inner(a, a)
