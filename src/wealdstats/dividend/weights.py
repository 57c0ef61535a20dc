"""Exact weights on the simplex: the nearest point of a convex hull, with and without a ridge.

Unit weights, synthetic-control weights and time weights are one problem. With ``d_i`` the difference between
donor ``i`` and the target, weights that sum to one leave the misfit ``Σ w_i d_i``: a point of the hull of the
differences. The best weights reach the point of that hull nearest to the origin. Every solver here takes many
such problems at once, a row each, and returns with its answer the residual that proves it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.active_set import active_set
from wealdstats.dividend.dual_newton import Hulls, dual_newton
from wealdstats.errors import NotSolvedError
from wealdstats.linalg import inner, mixtures, scores, square
from wealdstats.types import BoolArray, FloatArray, Result

KKT_LIMIT = 1e-9
TIED = 1e-11  # as good as the support, to rounding
PULLS = tuple(10.0**-power for power in range(4, 14))  # ridges per donor, from soft to hard
REACHED = 1e-26  # squared, as a share of the squared distances


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


def ridged_weights(bank: FloatArray, target: FloatArray, ridge: FloatArray, allowed: BoolArray) -> Weights:
    """Weigh donors by a misfit with a ridge.

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
    Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111(12), eq. 4. Solved on the dual;
    rows it leaves unproved (a ridge many orders below the distances) are solved again by the active set.

    Examples
    --------
    >>> bank, everyone = np.array([[0.0], [4.0]]), np.array([[True, True]])
    >>> ridged_weights(bank, np.array([[1.0]]), np.array([8.0]), everyone).weights
    array([[0.625, 0.375]])
    """
    centre = bank.mean(axis=-2, keepdims=True)
    hulls = Hulls(bank - centre, target - centre.reshape(-1, bank.shape[-1]), ridge, allowed)
    weights = dual_newton(hulls)
    kkt = _ridged_residual(hulls, weights)
    if (unproved := ~(kkt <= KKT_LIMIT)).any():
        hard = hulls.rows(unproved)
        points = (hard.bank - hard.target[:, None, :]) / np.sqrt(hard.scale)[:, None, None]
        weights[unproved] = active_set(points, hard.allowed, hard.ridge / hard.scale)
        kkt[unproved] = _ridged_residual(hard, weights[unproved])
    return proved(Weights(weights, kkt))


def _ridged_residual(hulls: Hulls, weights: FloatArray) -> FloatArray:
    misfit = mixtures(weights, hulls.bank) - hulls.target
    slope = scores(hulls.bank, misfit) + hulls.ridge[:, None] * weights
    return duality_gap(weights, slope, hulls.allowed) / hulls.scale


def nearest_weights(points: FloatArray, allowed: BoolArray) -> Weights:
    """Weigh points so that their mixture is nearest to the origin.

    Parameters
    ----------
    points : ndarray (m, n, p)
        Differences between donors and target, any unit; finite.
    allowed : ndarray of bool (m, n)
        Points each row may use; at least one.

    Returns
    -------
    Weights
        Minimisers of ``½‖Σ w_i d_i‖²`` on the simplex; where many weights reach the minimum, as when the
        target lies inside the hull of its donors, the ones with the smallest ``Σ w²``, so that the answer is
        unique.

    Raises
    ------
    NotSolvedError
        When a row's KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Abadie, Diamond and Hainmueller (2010), JASA 105, for the synthetic control; the choice among ties
    is the limit of a vanishing ridge.

    Examples
    --------
    >>> nearest_weights(np.array([[[1.0, 0.0], [0.0, 2.0]]]), np.array([[True, True]])).weights.round(6)
    array([[0.8, 0.2]])
    >>> nearest_weights(np.array([[[-1.0], [1.0], [2.0], [-2.0]]]), np.ones((1, 4), dtype=bool)).weights
    array([[0.25, 0.25, 0.25, 0.25]])
    """
    points = _compressed(points)
    scale = np.where(allowed, square(points), 0.0).max(axis=1)
    scale[scale == 0.0] = 1.0
    points = points / np.sqrt(scale)[:, None, None]
    weights = active_set(points, allowed, np.zeros(len(points)))
    slope = scores(points, mixtures(weights, points))
    face = allowed & (slope <= inner(weights, slope)[:, None] + TIED)
    tied = face.sum(axis=1) > (weights > 0.0).sum(axis=1)
    if tied.any():
        weights[tied] = _smallest(points[tied], weights[tied], face[tied])
        slope = scores(points, mixtures(weights, points))
    return proved(Weights(weights, duality_gap(weights, slope, allowed)))


def _smallest(bank: FloatArray, weights: FloatArray, face: BoolArray) -> FloatArray:
    """Find the smallest weights on the face with the same misfit, by the method of multipliers.

    Each round solves a ridged problem with a target moved on by what all rounds before have missed. Rows that
    miss go on with a tenth of the ridge: a target close to the edge of the hull has large multipliers.
    """
    reach, smallest = mixtures(weights, bank), weights.copy()
    multiplier, place = np.zeros_like(reach), np.arange(len(reach))
    for ridge in bank.shape[1] * np.array(PULLS):
        pull = reach[place] - ridge * multiplier
        found = ridged_weights(bank, pull, np.full(len(place), ridge), face).weights
        missing = mixtures(found, bank) - reach[place]
        smallest[place] = found
        short = square(missing) > REACHED
        if not short.any():
            break
        place, bank, face = place[short], bank[short], face[short]
        multiplier = multiplier[short] + missing[short] / ridge
    return smallest


def _compressed(points: FloatArray) -> FloatArray:
    """Turn points that have more dimensions than there are points into as few, at the same distances."""
    if points.shape[2] <= points.shape[1]:
        return points
    triangle = np.asarray(np.linalg.qr(points.transpose(0, 2, 1), mode="r"), np.float64)
    return np.ascontiguousarray(triangle.transpose(0, 2, 1))


def proved(solved: Weights) -> Weights:
    """Let pass only weights whose residual proves them.

    Parameters
    ----------
    solved : Weights
        Answer of a solver.

    Returns
    -------
    Weights
        The same.

    Raises
    ------
    NotSolvedError
        When a residual exceeds 1e-9 or is not a number.

    Notes
    -----
    Source: this project. Every solver of this package ends here.

    Examples
    --------
    >>> proved(Weights(np.array([[1.0]]), np.array([1e-3])))
    Traceback (most recent call last):
    wealdstats.errors.NotSolvedError: Need: a KKT residual of at most 1e-09. Found: 0.001 in the worst of 1 \
problems. Remedy: check the outcomes for values many orders of magnitude apart.
    """
    worst = float(solved.kkt.max(initial=0.0))
    if not worst <= KKT_LIMIT:
        raise NotSolvedError(
            f"a KKT residual of at most {KKT_LIMIT:g}",
            f"{worst:.3g} in the worst of {len(solved.kkt)} problems",
            "check the outcomes for values many orders of magnitude apart",
        )
    return solved


def duality_gap(weights: FloatArray, slope: FloatArray, allowed: BoolArray) -> FloatArray:
    """Bound how far the objective can still fall.

    Parameters
    ----------
    weights : ndarray (m, k)
        Weights on the simplex.
    slope : ndarray (m, k)
        Slope of the objective at the weights, up to a constant in each row.
    allowed : ndarray of bool (m, k)
        Entries that may be positive.

    Returns
    -------
    ndarray (m,)
        ``w'g − min g`` over the allowed entries; never negative.

    Notes
    -----
    Source: Jaggi (2013), ICML, §2.

    Examples
    --------
    >>> duality_gap(np.array([[0.5, 0.5]]), np.array([[1.0, 3.0]]), np.array([[True, True]]))
    array([1.])
    """
    lowest = np.where(allowed, slope, np.inf).min(axis=1)
    gap: FloatArray = np.maximum(inner(weights, slope - lowest[:, None]), 0.0)
    return gap
