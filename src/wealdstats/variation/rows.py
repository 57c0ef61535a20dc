"""What several methods of this package ask of the values, variances and covariates they are given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Design:
    """Covariates, centred and scaled after an intercept, and the way back to their own units.

    Parameters
    ----------
    matrix : ndarray (n, p)
        Intercept and standardised covariates; rows with a missing covariate are all NaN.
    back : ndarray (p, p)
        Turns coefficients of ``matrix`` into those of an intercept and the covariates as given.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> design = design_of(np.array([[1.0], [3.0]]), 2)
    >>> design.matrix
    array([[ 1., -1.],
           [ 1.,  1.]])
    >>> design.back @ [10.0, 1.0]
    array([8., 1.])
    """

    matrix: FloatArray
    back: FloatArray


def design_of(covariates: FloatArray | None, n: int) -> Design:
    """Put an intercept before standardised covariates.

    Parameters
    ----------
    covariates : ndarray (n,) or (n, k), or None
        Any unit; NaN for missing.
    n : int
        Number of schools.

    Returns
    -------
    Design
        The matrix and the way back.

    Raises
    ------
    InputError
        Where the shape is wrong, a value infinite, or covariates cannot be told apart.

    Notes
    -----
    Source: this project. Standardising changes no fitted value; it keeps the sums well conditioned.

    Examples
    --------
    >>> design_of(None, 2).matrix
    array([[1.],
           [1.]])
    """
    given = np.empty((n, 0)) if covariates is None else np.asarray(covariates, np.float64)
    given = given[:, None] if given.ndim == 1 else given
    if given.ndim != 2 or len(given) != n or np.isinf(given).any():
        raise InputError(f"finite covariates of {n} schools", f"shape {given.shape}", "one row a school")
    known = ~np.isnan(given).any(axis=1)
    mean, sd = np.zeros(given.shape[1]), np.zeros(given.shape[1])
    if known.any():
        mean, sd = given[known].mean(axis=0), given[known].std(axis=0)
    scaled = (given - mean) / np.where(sd > 0.0, sd, 1.0)
    matrix = np.column_stack([np.ones(n), scaled])
    matrix[~known] = np.nan
    if np.linalg.matrix_rank(matrix[known]) < matrix.shape[1]:
        need = "covariates that tell schools apart, each in its own way"
        raise InputError(need, "one that is constant or follows from others", "leave it out")
    back = np.diag(np.concatenate([[1.0], 1.0 / sd]))
    back[0, 1:] = -mean / sd
    return Design(matrix, back)


def checked(value: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Take values and their sampling variances as matrices, and say where both are known.

    Parameters
    ----------
    value, variance : ndarray (n,) or (n, T)
        Any unit and its square; NaN for missing.

    Returns
    -------
    tuple of ndarray (n, T)
        Values, variances, and where neither is missing.

    Raises
    ------
    InputError
        Where the shapes differ, a number is infinite or a variance is not positive.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> checked(np.array([1.0, np.nan]), np.array([2.0, 3.0]))[2]
    array([[ True],
           [False]])
    """
    values, variances = np.asarray(value, np.float64), np.asarray(variance, np.float64)
    if values.shape != variances.shape or values.ndim not in (1, 2):
        found = f"shapes {values.shape} and {variances.shape}"
        raise InputError("a value and a variance for each school, or school and year", found, "align them")
    if np.isinf(values).any() or np.isinf(variances).any() or (variances <= 0.0).any():
        found = "an infinite number, or a variance that is not positive"
        raise InputError("finite values and positive sampling variances", found, "mark missing ones by NaN")
    if values.ndim == 1:
        values, variances = values[:, None], variances[:, None]
    return values, variances, ~(np.isnan(values) | np.isnan(variances))


def checked_level(level: float) -> float:
    """Refuse a level of confidence that is none.

    Parameters
    ----------
    level : float
        Share between 0 and 1.

    Returns
    -------
    float
        The level.

    Raises
    ------
    InputError
        Outside (0, 1).

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> checked_level(0.95)
    0.95
    """
    if not 0.0 < level < 1.0:
        raise InputError("a level between 0 and 1", f"{level}", "pass a share such as 0.95")
    return float(level)
