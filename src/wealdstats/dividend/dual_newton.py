"""Ridged weights, by Newton's method on the dual: as many unknowns as periods, however many donors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.linalg import (
    bank_rows,
    equal_weights,
    inner,
    mixtures,
    project_simplex,
    scatter,
    scores,
    solve,
    square,
)
from wealdstats.types import BoolArray, FloatArray

STEPS = 30  # three are usual; rows that need more are left to the active set
STOP = 1e-26  # squared slope, as a share of the squared distances
SUFFICIENT = 0.25  # of the fall a full step promises; a quadratic gives half
SHORTEST = 2.0**-20
ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Hulls:
    """Rows of: minimise ``½‖Σ w_i a_i − b‖² + ½ ridge ‖w‖²`` over weights on the allowed donors.

    Parameters
    ----------
    bank : ndarray (k, p) or (m, k, p)
        Donors ``a``; finite, centred.
    target : ndarray (m, p)
        Targets ``b``; finite, centred with the bank.
    ridge : ndarray (m,)
        Positive, squared units of the outcome.
    allowed : ndarray of bool (m, k)
        At least one in every row.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eq. 4.

    Examples
    --------
    >>> bank, everyone = np.array([[-2.0], [2.0]]), np.array([[True, True]])
    >>> dual_newton(Hulls(bank, np.array([[-1.0]]), np.array([8.0]), everyone))
    array([[0.625, 0.375]])
    """

    bank: FloatArray
    target: FloatArray
    ridge: FloatArray
    allowed: BoolArray

    @property
    def scale(self) -> FloatArray:
        """Largest squared distance between a row's target and a donor it may use, and its ridge."""
        distance = square(self.bank) - 2.0 * scores(self.bank, self.target) + square(self.target)[:, None]
        farthest: FloatArray = np.where(self.allowed, distance, 0.0).max(axis=1)
        return farthest + self.ridge

    def rows(self, keep: BoolArray) -> Hulls:
        """Keep some rows."""
        return Hulls(bank_rows(self.bank, keep), self.target[keep], self.ridge[keep], self.allowed[keep])

    def at(self, q: FloatArray) -> _Dual:
        """Evaluate the dual: its slope is ``q`` minus the misfit of the weights ``q`` implies."""
        weights = project_simplex(-scores(self.bank, q) / self.ridge[:, None], self.allowed)
        misfit = mixtures(weights, self.bank) - self.target
        value = 0.5 * square(q) - inner(q, misfit) - 0.5 * self.ridge * square(weights)
        return _Dual(q, weights, q - misfit, value)

    def newton_step(self, support: BoolArray, slope: FloatArray) -> FloatArray:
        """Solve the dual's curvature on a support for a slope."""
        curvature = scatter(support, self.bank) / self.ridge[:, None, None] + np.eye(self.bank.shape[-1])
        return solve(curvature, slope)


@dataclass(frozen=True, slots=True)
class _Dual:
    """The dual at a guess ``q`` of the misfit: the weights it implies, its slope and its value."""

    q: FloatArray
    weights: FloatArray
    slope: FloatArray
    value: FloatArray

    def rows(self, keep: BoolArray) -> _Dual:
        return _Dual(self.q[keep], self.weights[keep], self.slope[keep], self.value[keep])

    def put(self, rows: BoolArray, other: _Dual) -> None:
        self.q[rows], self.weights[rows] = other.q, other.weights
        self.slope[rows], self.value[rows] = other.slope, other.value


def dual_newton(hulls: Hulls) -> FloatArray:
    """Minimise ridged misfits over the simplex, a row each.

    Parameters
    ----------
    hulls : Hulls
        The problems.

    Returns
    -------
    ndarray (m, k)
        Weights; optimal wherever 30 steps were enough, which the caller must verify.

    Notes
    -----
    Source: Qi and Sun (1993), Mathematical Programming 58, "A nonsmooth version of Newton's method". The
    weights a misfit ``q`` implies are the projection of ``−a'q / ridge`` onto the simplex, which eliminates
    the multiplier of "sums to one" exactly; the dual left over is smooth, strongly convex and piecewise
    quadratic, and Newton's method with a line search ends after finitely many steps. It starts where it would
    arrive if no weight had to be non-negative, and from there needs three steps rather than ten.

    Examples
    --------
    >>> one = Hulls(np.array([[-1.0], [1.0]]), np.array([[0.0]]), np.array([1.0]), np.array([[True, True]]))
    >>> dual_newton(one)
    array([[0.5, 0.5]])
    """
    misfit = mixtures(equal_weights(hulls.allowed), hulls.bank) - hulls.target
    point = hulls.at(hulls.newton_step(hulls.allowed, misfit))
    scale = hulls.scale
    # Rounding in the weights grows with scale over ridge: to ask for more would never end.
    stop = STOP * scale * (1.0 + scale / hulls.ridge) ** 2
    weights, place = point.weights.copy(), np.arange(len(scale))
    for _ in range(STEPS):
        unfinished = square(point.slope) > stop[place]
        if not unfinished.any():
            break
        if not unfinished.all():
            place, hulls, point = place[unfinished], hulls.rows(unfinished), point.rows(unfinished)
        point = _descend(hulls, point)
        weights[place] = point.weights
    return weights


def _descend(hulls: Hulls, point: _Dual) -> _Dual:
    """One Newton step, halved in the rows where the dual does not fall enough."""
    step = hulls.newton_step(point.weights > 0.0, point.slope)
    fall = SUFFICIENT * inner(point.slope, step)
    rounding = ROUNDING * np.abs(point.value)
    length = np.ones(len(step))
    trial = hulls.at(point.q - step)
    while (short := (trial.value > point.value - length * fall + rounding) & (length > SHORTEST)).any():
        length[short] /= 2.0
        trial.put(short, hulls.rows(short).at(point.q[short] - length[short, None] * step[short]))
    return trial
