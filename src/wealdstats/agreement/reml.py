"""Variance components of any crossing and nesting, by restricted maximum likelihood on sparse matrices.

The deviance is one function of the variance ratios, written once for real and for complex numbers. A step of
1e-20 in the imaginary direction therefore gives its exact derivative: no trace of an inverse is ever formed,
and nothing is subtracted. Average information gives the Newton step and the standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import linalg as sparse_linalg

from wealdstats.agreement.fill import refuse_larger
from wealdstats.errors import NotSolvedError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

STEPS = 100
HALVINGS = 30
IMAGINARY = 1e-20
DECREASE = 1e-12
LARGEST_RATIO = 1e9
LARGEST_STEP = 4.0  # a ratio grows at most this many times, plus a half, in one step

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Components(Result):
    """Variance components and what is known of them.

    Parameters
    ----------
    variance : ndarray (k + 1,)
        Of each term, the residual last; none below zero.
    covariance : ndarray (k + 1, k + 1)
        Their sampling covariance, from the average information.
    deviance : float
        −2 log restricted likelihood.
    mean, mean_se : float
        Overall mean by generalised least squares, and its standard error.
    effects : tuple of ndarray
        Best linear unbiased prediction of each term's effects.
    gradient : float
        Largest relative derivative of the deviance left where one was free to fall.
    steps : int
        Newton steps taken.

    Notes
    -----
    Source: Gilmour, Thompson and Cullis (1995), Biometrics 51(4), for the average information.

    Examples
    --------
    >>> reml(np.array([1.0, 2.0, 5.0, 6.0]), (np.array([0, 0, 1, 1]),)).variance.round(4)
    array([7.75, 0.5 ])
    """

    variance: FloatArray
    covariance: FloatArray
    deviance: float
    mean: float
    mean_se: float
    effects: tuple[FloatArray, ...]
    gradient: float
    steps: int


@dataclass(frozen=True, slots=True)
class _Design:
    """Observations with their terms' indicator columns, in the order that keeps factors sparse."""

    y: FloatArray
    z: sparse.csr_array
    cross: sparse.csc_array  # Z′Z
    term_of: IntArray  # the term of each column
    place: IntArray  # where the columns of the first term, the second … have gone
    starts: IntArray

    @property
    def terms(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class _Fit:
    """What one factorisation gives at given ratios of the terms' variances to the residual's."""

    design: _Design
    ratios: Numbers
    solver: sparse_linalg.SuperLU
    log_det: Numbers
    white_y: Numbers  # V⁻¹ y, V in units of the residual variance
    white_one: Numbers

    @property
    def information(self) -> Numbers:
        """1′V⁻¹1."""
        return np.asarray(self.white_one.sum())

    @property
    def mean(self) -> Numbers:
        return np.asarray(self.white_y.sum() / self.information)

    @property
    def projected(self) -> Numbers:
        """P y: what the mean leaves of y, whitened."""
        left: Numbers = self.white_y - self.white_one * self.mean
        return left

    @property
    def squares(self) -> Numbers:
        return np.asarray(self.design.y @ self.projected)

    def deviance(self) -> Numbers:
        """−2 log restricted likelihood with the residual variance at its best."""
        free = len(self.design.y) - 1
        scale = self.squares / free
        likelihood = free * (np.log(2.0 * np.pi * scale) + 1.0) + self.log_det
        return np.asarray(likelihood + np.log(self.information))

    def project(self, vectors: FloatArray) -> FloatArray:
        """P times each column."""
        white = _whiten(self.design, self.ratios, self.solver, vectors)
        projected: FloatArray = white - np.outer(self.white_one, white.sum(axis=0) / self.information)
        return projected


def reml(y: FloatArray, terms: tuple[IntArray, ...]) -> Components:
    """Split the variance of observations into components.

    Parameters
    ----------
    y : ndarray (n,)
        Observations; finite, not all equal.
    terms : tuple of ndarray of int (n,)
        The level each observation has in each random term, from 0.

    Returns
    -------
    Components
        Variances with their covariance, deviance and predicted effects.

    Raises
    ------
    InputError
        When terms cross so much that their factorisation is too large.
    NotSolvedError
        When the deviance cannot be made stationary, as where two terms cannot be told apart.

    Notes
    -----
    Source: Patterson and Thompson (1971), Biometrika 58(3). Assumes independent normal effects. A variance at
    zero is a boundary, where its standard error says little.

    Examples
    --------
    >>> found = reml(np.array([1.0, 3.0, 2.0, 4.0, 9.0, 8.0]), (np.array([0, 0, 1, 1, 2, 2]),))
    >>> found.variance.round(3), round(found.mean, 3)
    (array([11.5,  1.5]), 4.5)
    """
    refuse_larger(terms)
    scale = float(np.std(y, ddof=1))
    centre = float(y.mean())
    design = _design((y - centre) / scale, terms)
    ratios, steps, gradient = _minimise(design)
    fit = _fit(design, ratios)
    information = _information(fit)
    free = len(y) - 1
    residual = float(fit.squares) / free
    effects = (ratios[design.term_of] * (design.z.T @ fit.projected))[design.place]
    to_variance = np.eye(len(ratios) + 1) * residual
    to_variance[:-1, -1], to_variance[-1, -1] = ratios, 1.0
    # Levels whose means are all equal carry no average information: their error then reads zero.
    covariance = to_variance @ np.linalg.pinv(information, hermitian=True) @ to_variance.T
    return Components(
        variance=np.append(ratios, 1.0) * residual * scale**2,
        covariance=covariance * scale**4,
        deviance=float(fit.deviance()) + 2.0 * free * np.log(scale),
        mean=centre + scale * float(fit.mean),
        mean_se=scale * float(np.sqrt(residual / fit.information)),
        effects=tuple(scale * part for part in np.split(effects, design.starts[1:-1])),
        gradient=gradient,
        steps=steps,
    )


def _design(y: FloatArray, terms: tuple[IntArray, ...]) -> _Design:
    widths = [int(term.max()) + 1 for term in terms]
    starts = np.concatenate([[0], np.cumsum(widths)]).astype(np.int64)
    columns = np.stack([term + start for term, start in zip(terms, starts[:-1], strict=True)], axis=1)
    rows = np.arange(len(y) + 1) * len(terms)
    shape = (len(y), int(starts[-1]))
    z = sparse.csr_array((np.ones(columns.size), columns.reshape(-1), rows), shape=shape)
    # Looking for a good order takes ten times as long as a factorisation: once is enough.
    place = _factorise(sparse.csc_array(z.T @ z), np.ones(shape[1]), "MMD_AT_PLUS_A").perm_c.astype(np.int64)
    ordered = sparse.csr_array((z.data, place[z.indices], z.indptr), shape=shape)
    term_of = np.empty(shape[1], np.int64)
    term_of[place] = np.repeat(np.arange(len(terms)), widths)
    return _Design(y, ordered, sparse.csc_array(ordered.T @ ordered), term_of, place, starts)


def _factorise(cross: sparse.csc_array, spread: Numbers, order: str) -> sparse_linalg.SuperLU:
    """Factorise I + Z′Z Γ: similar to a positive definite matrix, so that its diagonal serves as pivots."""
    matrix = sparse.eye_array(len(spread), format="csc") + cross @ sparse.diags_array(spread, format="csc")
    options = {"SymmetricMode": True}
    return sparse_linalg.splu(sparse.csc_array(matrix), order, diag_pivot_thresh=0.0, options=options)


def _fit(design: _Design, ratios: Numbers) -> _Fit:
    solver = _factorise(design.cross, ratios[design.term_of], "NATURAL")
    both = np.stack([design.y, np.ones(len(design.y))], axis=1)
    white = _whiten(design, ratios, solver, both.astype(ratios.dtype))
    return _Fit(design, ratios, solver, np.log(solver.U.diagonal()).sum(), white[:, 0], white[:, 1])


def _whiten(design: _Design, ratios: Numbers, solver: sparse_linalg.SuperLU, vectors: Numbers) -> Numbers:
    inner = solver.solve(np.ascontiguousarray(design.z.T @ vectors))
    white: Numbers = vectors - design.z @ (ratios[design.term_of, None] * inner)
    return white


def _gradient(design: _Design, ratios: FloatArray) -> FloatArray:
    """Exact derivative of the deviance by each ratio: its imaginary part after an imaginary step."""
    steps = ratios + 1j * IMAGINARY * np.eye(len(ratios))
    return np.array([float(_fit(design, step).deviance().imag) / IMAGINARY for step in steps])


def _information(fit: _Fit) -> FloatArray:
    """Average information of the ratios and, last, of the residual variance."""
    design, left = fit.design, fit.projected
    free = len(design.y) - 1
    residual = float(fit.squares) / free
    sums = design.z.T @ left
    mine = design.term_of[:, None] == np.arange(design.terms)
    parts = design.z @ (sums[:, None] * mine)
    information = np.empty((design.terms + 1, design.terms + 1))
    information[:-1, :-1] = parts.T @ fit.project(parts) / (2.0 * residual)
    information[:-1, -1] = information[-1, :-1] = parts.T @ left / (2.0 * residual**2)
    information[-1, -1] = free / (2.0 * residual**2)
    return information


def _minimise(design: _Design) -> tuple[FloatArray, int, float]:
    """Newton steps with the average information; ratios that would turn negative stay at zero."""
    ratios = np.ones(design.terms)
    fit = _fit(design, ratios)
    for step in range(STEPS):
        gradient = _gradient(design, ratios)
        free = (ratios > 0.0) | (gradient < 0.0)
        direction = _direction(fit, gradient, free)
        if -gradient @ direction < DECREASE:
            return ratios, step, float(np.abs(gradient * ratios).max(initial=0.0))
        ratios, fit = _descend(fit, ratios, direction)
        if ratios.max() > LARGEST_RATIO:
            raise _unsolved("no residual: the terms determine every score")
    raise _unsolved(f"none after {STEPS} steps")


def _direction(fit: _Fit, gradient: FloatArray, free: BoolArray) -> FloatArray:
    """Newton's direction of the free ratios, none of them leaving the allowed side at once."""
    information = _information(fit)
    corner = np.outer(information[:-1, -1], information[:-1, -1]) / information[-1, -1]
    curvature = 2.0 * (information[:-1, :-1] - corner)
    ratios = fit.ratios
    direction = np.zeros_like(gradient)
    while free.any():
        direction[:] = 0.0
        direction[free] = _solve(curvature[np.ix_(free, free)], -gradient[free])
        stuck = free & (ratios == 0.0) & (direction < 0.0)
        if not stuck.any():
            break
        free = free & ~stuck
    return np.clip(direction, -ratios, LARGEST_STEP * ratios + 0.5)


def _solve(curvature: FloatArray, slope: FloatArray) -> FloatArray:
    """Newton's step, or the steepest one in the curvature's own scale where the curvature is no guide."""
    values, axes = np.linalg.eigh(curvature)
    floor = 1e-8 * max(float(np.abs(values).max()), 1e-300)
    step: FloatArray = axes @ ((axes.T @ slope) / np.maximum(np.abs(values), floor))
    return step


def _descend(fit: _Fit, ratios: FloatArray, direction: FloatArray) -> tuple[FloatArray, _Fit]:
    """Halve the step until the deviance falls."""
    before = float(fit.deviance())
    for halving in range(HALVINGS):
        tried = np.maximum(ratios + direction * 0.5**halving, 0.0)
        after = _fit(fit.design, tried)
        if after.squares > 0.0 and float(after.deviance()) <= before + 1e-11 * abs(before):
            return tried, after
    raise _unsolved("no step that lowers the deviance")


def _unsolved(finding: str) -> NotSolvedError:
    remedy = "leave out a term that others nearly determine"
    return NotSolvedError("a stationary restricted likelihood", finding, remedy)
