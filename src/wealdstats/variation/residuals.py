"""What a school achieves beyond what its intake predicts, shrunken by how little is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError, TooFewError
from wealdstats.types import BoolArray, FloatArray, Result
from wealdstats.variation.reml import Rows, fit, maximise, slope
from wealdstats.variation.rows import checked, design_of


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkenResiduals(Result):
    """Residuals of all schools; NaN for those left out for a missing number.

    Parameters
    ----------
    residual, se : ndarray (n,)
        Best linear unbiased prediction of what a school adds to what its intake predicts, in the measure's
        unit, and the standard error of that prediction.
    raw : ndarray (n,)
        Value less prediction.
    shrinkage : ndarray (n,)
        Share of the raw residual that is believed: ``τ² / (τ² + v)``.
    expected : ndarray (n,)
        Prediction from the covariates.
    deleted, deleted_se : ndarray (n,)
        Value less the prediction from all *other* schools, and its standard error where the school itself
        adds nothing: sampling noise, and doubt about the prediction.
    used : ndarray of bool (n,)
        Schools with a value, a variance and every covariate.
    tau2, tau2_se : float
        Variance between schools of like intake.
    coefficients, coefficient_se : ndarray (1 + k,)
        Intercept and covariates, in their own units.

    Notes
    -----
    Source: docs/methods/shrunken_residuals.md.

    Examples
    --------
    >>> found = shrunken_residuals(np.array([40.0, 50.0, 60.0]), np.full(3, 50.0))
    >>> found.residual, found.shrinkage
    (array([-5.,  0.,  5.]), array([0.5, 0.5, 0.5]))
    """

    residual: FloatArray
    se: FloatArray
    raw: FloatArray
    shrinkage: FloatArray
    expected: FloatArray
    deleted: FloatArray
    deleted_se: FloatArray
    used: BoolArray
    tau2: float
    tau2_se: float
    coefficients: FloatArray
    coefficient_se: FloatArray


def shrunken_residuals(
    value: FloatArray, variance: FloatArray, covariates: FloatArray | None = None
) -> ShrunkenResiduals:
    """Estimate what each school adds to what its intake predicts.

    Parameters
    ----------
    value : ndarray (n,)
        A measure, one number a school; NaN for missing.
    variance : ndarray (n,)
        Known sampling variance of each; positive.
    covariates : ndarray (n,) or (n, k), optional
        Intake; NaN for missing. Nothing is filled in: a school without one of these numbers is left out.

    Returns
    -------
    ShrunkenResiduals
        Residuals with their errors, and the model behind them.

    Raises
    ------
    InputError
        Where shapes, variances or covariates cannot be used.
    TooFewError
        With fewer than two schools more than coefficients.

    Notes
    -----
    Source: Henderson (1975), Biometrics 31(2), for the prediction and its error; Raudenbush and Bryk (1985),
    Journal of Educational Statistics 10(2), for known variances. Assumes that intake acts along straight
    lines and that what it leaves is roughly normal. A residual is what intake does not explain, which is not
    yet what the school did.

    Examples
    --------
    >>> intake = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    >>> score = np.array([70.0, 62.0, 65.0, 52.0, 51.0])
    >>> shrunken_residuals(score, np.full(5, 4.0), intake).residual.round(2)
    array([ 0.29, -2.03,  3.62, -2.32,  0.43])
    """
    if np.ndim(value) != 1:
        raise InputError("one value a school", f"{np.ndim(value)} dimensions", "average the years first")
    values, variances, known = checked(value, variance)
    design = design_of(covariates, len(values))
    used = known[:, 0] & ~np.isnan(design.matrix).any(axis=1)
    width = design.matrix.shape[1]
    if used.sum() < width + 2:
        raise TooFewError(f"{width + 2} schools with every number", f"{used.sum()}", "use fewer covariates")
    y, v, x = values[used, 0], variances[used, 0], design.matrix[used]
    rows = Rows(y, v, x, np.zeros(len(y), np.int64))
    tau2 = maximise(rows)
    at = fit(rows, tau2)
    believed = tau2 * at.weight
    doubt = np.einsum("np,pq,nq->n", x, at.inverse[0], x)
    others = 1.0 - at.weight * doubt
    covariance = design.back @ at.inverse[0] @ design.back.T
    error = np.sqrt(believed * v + believed**2 * doubt)

    def spread(each: FloatArray) -> FloatArray:
        placed = np.full(len(used), np.nan)
        placed[used] = each
        return placed

    return ShrunkenResiduals(
        residual=spread(believed * at.residual),
        se=spread(error),
        raw=spread(at.residual),
        shrinkage=spread(believed),
        expected=spread(y - at.residual),
        deleted=spread(at.residual / others),
        deleted_se=spread(np.sqrt(v + doubt / others)),
        used=used,
        tau2=float(tau2[0]),
        tau2_se=float(slope(rows, at)[1][0] ** -0.5),
        coefficients=design.back @ at.beta[0],
        coefficient_se=np.sqrt(np.diag(covariance)),
    )
