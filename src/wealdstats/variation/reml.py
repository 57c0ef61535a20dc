"""Restricted maximum likelihood of the variance behind values of known precision, many cells at once.

A cell is one body of schools in one year: y = xβ + u + e, u of unknown variance τ², e of known variance v.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wealdstats.types import FloatArray, IntArray

# Where the likelihood is first looked at: shares of a bound no maximum lies beyond.
GRID = np.concatenate([[0.0], 4.0 ** np.arange(-9.0, 1.0)])
PRECISION = 1e-11


@dataclass(frozen=True, slots=True)
class Rows:
    """Observations, sorted by cell; every cell has more of them than coefficients.

    Parameters
    ----------
    y, v : ndarray (N,)
        Values and their sampling variances.
    x : ndarray (N, p)
        Covariates, intercept included.
    cell : ndarray of int (N,)
        Number of the cell, ascending from 0 without gaps.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> rows = Rows(np.array([1.0, 3.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> rows.total(rows.y), rows.counts
    (array([4.]), array([2]))
    """

    y: FloatArray
    v: FloatArray
    x: FloatArray
    cell: IntArray

    @property
    def starts(self) -> IntArray:
        """Where each cell begins."""
        return np.flatnonzero(np.diff(self.cell, prepend=-1)).astype(np.int64)

    @property
    def counts(self) -> IntArray:
        """Return how many rows each cell has."""
        return np.bincount(self.cell).astype(np.int64)

    def total(self, each: FloatArray) -> FloatArray:
        """Sum over each cell."""
        summed: FloatArray = np.add.reduceat(each, self.starts, axis=0)
        return summed

    def gram(self, weight: FloatArray) -> FloatArray:
        """Return X′WX of each cell (C, p, p)."""
        if self.x.shape[1] == 1:
            return self.total(weight * self.x[:, 0] ** 2)[:, None, None]
        ends = [*self.starts[1:].tolist(), len(self.y)]
        parts = [slice(a, b) for a, b in zip(self.starts.tolist(), ends, strict=True)]
        return np.stack([(self.x[part] * weight[part, None]).T @ self.x[part] for part in parts])


@dataclass(frozen=True, slots=True)
class Fit:
    """Weighted least squares at one τ² per cell.

    Parameters
    ----------
    weight, residual : ndarray (N,)
        ``1 / (τ² + v)``, and what is left of the values.
    gram, inverse : ndarray (C, p, p)
        X′WX and its inverse, the covariance of the coefficients.
    beta : ndarray (C, p)
        Coefficients.
    q : ndarray (C,)
        Σ w r².

    Notes
    -----
    Source: generalised least squares.

    Examples
    --------
    >>> rows = Rows(np.array([1.0, 3.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> fit(rows, np.array([1.0])).q
    array([1.])
    """

    weight: FloatArray
    residual: FloatArray
    gram: FloatArray
    inverse: FloatArray
    beta: FloatArray
    q: FloatArray


def fit(rows: Rows, tau2: FloatArray) -> Fit:
    """Fit each cell by weighted least squares.

    Parameters
    ----------
    rows : Rows
        Observations.
    tau2 : ndarray (C,)
        Variance, squared unit of the values.

    Returns
    -------
    Fit
        Coefficients, residuals and what they are made of.

    Notes
    -----
    Source: generalised least squares.

    Examples
    --------
    >>> rows = Rows(np.array([1.0, 3.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> fit(rows, np.array([1.0])).beta
    array([[2.]])
    """
    weight = 1.0 / (tau2[rows.cell] + rows.v)
    gram = rows.gram(weight)
    inverse = np.linalg.inv(gram)
    beta = np.einsum("cij,cj->ci", inverse, rows.total((weight * rows.y)[:, None] * rows.x))
    residual = rows.y - np.einsum("np,np->n", rows.x, beta[rows.cell])
    return Fit(
        weight, residual, gram, np.asarray(inverse, np.float64), beta, rows.total(weight * residual**2)
    )


def log_likelihood(rows: Rows, at: Fit) -> FloatArray:
    """Return the restricted log-likelihood of each cell, less a constant.

    Parameters
    ----------
    rows : Rows
        Observations.
    at : Fit
        Their fit at one τ² per cell.

    Returns
    -------
    ndarray (C,)
        Log-likelihood.

    Notes
    -----
    Source: Viechtbauer (2005), doi:10.3102/10769986030003261.

    Examples
    --------
    >>> rows = Rows(np.array([1.0, 3.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> log_likelihood(rows, fit(rows, np.zeros(1))).round(4)  # −½(Σ w r² + log 2)
    array([-1.3466])
    """
    determinant: FloatArray = np.linalg.slogdet(at.gram)[1]
    return -0.5 * (at.q - rows.total(np.log(at.weight)) + determinant)


def slope(rows: Rows, at: Fit) -> tuple[FloatArray, FloatArray]:
    """Return the slope of the restricted log-likelihood in τ², and its expected information.

    Parameters
    ----------
    rows : Rows
        Observations.
    at : Fit
        Their fit at one τ² per cell.

    Returns
    -------
    tuple of ndarray (C,)
        Slope and information.

    Notes
    -----
    Source: Viechtbauer (2005), doi:10.3102/10769986030003261, with P = W − WX(X′WX)⁻¹X′W:
    slope ½(y′PPy − tr P), information ½ tr PP.

    Examples
    --------
    >>> rows = Rows(np.array([0.0, 4.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> slope(rows, fit(rows, np.array([7.0])))[0]  # the variance of 0 and 4 is 8, of which 1 is noise
    array([0.])
    """
    weight = at.weight
    mixed = at.inverse @ rows.gram(weight**2)
    cubed = at.inverse @ rows.gram(weight**3)
    trace = rows.total(weight) - np.trace(mixed, axis1=1, axis2=2)
    squares = rows.total(weight**2) - 2.0 * np.trace(cubed, axis1=1, axis2=2)
    squares += np.einsum("cij,cji->c", mixed, mixed)
    return 0.5 * (rows.total((weight * at.residual) ** 2) - trace), 0.5 * squares


def maximise(rows: Rows) -> FloatArray:
    """Find the variance of each cell that maximises the restricted likelihood.

    Parameters
    ----------
    rows : Rows
        Observations.

    Returns
    -------
    ndarray (C,)
        τ², zero where the likelihood is highest there.

    Notes
    -----
    Source: Viechtbauer (2005), doi:10.3102/10769986030003261. The best point of a coarse grid brackets the
    maximum; Fisher steps that leave the bracket, or are not half as long as the last, give way to bisection.

    Examples
    --------
    >>> rows = Rows(np.array([0.0, 4.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> maximise(rows).round(9)
    array([7.])
    """
    bound = _bound(rows)
    grid = GRID[:, None] * bound
    best = np.argmax([log_likelihood(rows, fit(rows, points)) for points in grid], axis=0)
    cells = np.arange(len(bound))
    tau2 = grid[best, cells]
    low, high = grid[np.maximum(best - 1, 0), cells], grid[np.minimum(best + 1, len(GRID) - 1), cells]
    fine = PRECISION * (rows.counts / rows.total(1.0 / rows.v))
    before = np.full_like(low, np.inf)
    while True:
        score, information = slope(rows, fit(rows, tau2))
        rising = score > 0.0
        low, high = np.where(rising, tau2, low), np.where(rising, high, tau2)
        at_zero = (tau2 == 0.0) & ~rising
        moved = score / information
        lazy = np.abs(moved) > 0.5 * before
        step = np.where(
            lazy | (tau2 + moved <= low) | (tau2 + moved >= high), 0.5 * (low + high), tau2 + moved
        )
        step = np.where(at_zero, 0.0, step)
        before, tau2 = np.abs(step - tau2), step
        if (before <= fine + PRECISION * tau2).all():
            return tau2


def _bound(rows: Rows) -> FloatArray:
    """Return a variance beyond which the likelihood falls: y′PPy ≤ RSS / τ⁴ and tr P ≥ df / (τ² + max v)."""
    plain = fit(Rows(rows.y, np.ones_like(rows.v), rows.x, rows.cell), np.zeros(len(rows.counts)))
    mean_square = plain.q / (rows.counts - rows.x.shape[1])
    noisiest = np.maximum.reduceat(rows.v, rows.starts)
    bound: FloatArray = (
        0.5 * (mean_square + np.sqrt(mean_square**2 + 4.0 * mean_square * noisiest)) + noisiest
    )
    return bound


def q_profile(rows: Rows, level: float) -> tuple[FloatArray, FloatArray]:
    """Give the interval of each cell's variance that its own homogeneity statistic allows.

    Parameters
    ----------
    rows : Rows
        Observations.
    level : float
        Coverage.

    Returns
    -------
    tuple of ndarray (C,)
        Lower and upper ends; both zero where values differ even less than noise alone would make them.

    Notes
    -----
    Source: Viechtbauer (2007), doi:10.1002/sim.2514. Σ w r² at the true variance is χ² with n − p degrees of
    freedom; it falls with the variance and is convex in it, so that Newton steps from zero never overshoot.
    Exact for normal values, however few.

    Examples
    --------
    >>> rows = Rows(np.array([0.0, 4.0]), np.ones(2), np.ones((2, 1)), np.zeros(2, np.int64))
    >>> [ends.round(2).tolist() for ends in q_profile(rows, 0.95)]
    [[0.59], [8145.07]]
    """
    df = (rows.counts - rows.x.shape[1]).astype(np.float64)
    tail = 0.5 * (1.0 - level)
    return _variance_at(rows, special.chdtri(df, tail)), _variance_at(rows, special.chdtri(df, 1.0 - tail))


def _variance_at(rows: Rows, wanted: FloatArray) -> FloatArray:
    """Find the variance at which Σ w r² has a wanted value; zero where it is below that at once."""
    tau2 = np.zeros(len(wanted))
    fine = PRECISION * (rows.counts / rows.total(1.0 / rows.v))
    while True:
        at = fit(rows, tau2)
        falls = rows.total((at.weight * at.residual) ** 2)
        # Where all values lie on the line there is no slope, and nothing to look for.
        step = np.maximum(at.q - wanted, 0.0) / np.where(falls > 0.0, falls, 1.0)
        tau2 = tau2 + step
        if (step <= fine + PRECISION * tau2).all():
            return tau2
