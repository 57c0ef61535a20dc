"""Schools that do better than others of their intake, with a promise about how many of them are mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from wealdstats.errors import InputError
from wealdstats.inference import benjamini_hochberg, benjamini_yekutieli
from wealdstats.types import BoolArray, FloatArray, IntArray, Result
from wealdstats.variation.residuals import ShrunkenResiduals, shrunken_residuals

Against: TypeAlias = Literal["expected", "usual"]
ADJUST = {"bh": benjamini_hochberg, "by": benjamini_yekutieli}


@dataclass(frozen=True, slots=True, eq=False)
class PositiveDeviants(Result):
    """Who does better than intake predicts, and how sure that is.

    Parameters
    ----------
    rows : ndarray of int (d,)
        The deviants, in the order given: they are found, not ranked.
    is_deviant : ndarray of bool (n,)
        The same as a mask.
    z, p_value, q_value : ndarray (n,)
        Standardised residual, its one-sided p-value, and that adjusted for all schools; NaN where left out.
    residuals : ShrunkenResiduals
        The model, with the shrunken residuals.
    q : float
        Share of mistakes among the deviants that is allowed for on average.
    floor : float
        What a school has to exceed its expectation by, in the measure's unit.
    against : {"expected", "usual"}
        What a deviant is told from.
    method : {"bh", "by"}
        How p-values were adjusted.

    Notes
    -----
    Source: docs/methods/positive_deviants.md.

    Examples
    --------
    >>> found = positive_deviants(np.array([50.0, 51.0, 49.0, 50.0, 75.0]), np.full(5, 4.0))
    >>> found.rows, found.q
    (array([4]), 0.05)
    """

    rows: IntArray
    is_deviant: BoolArray
    z: FloatArray
    p_value: FloatArray
    q_value: FloatArray
    residuals: ShrunkenResiduals
    q: float
    floor: float
    against: Against
    method: str


def positive_deviants(
    value: FloatArray,
    variance: FloatArray,
    covariates: FloatArray | None = None,
    *,
    q: float = 0.05,
    floor: float = 0.0,
    against: Against = "expected",
    better: Literal["higher", "lower"] = "higher",
    method: Literal["bh", "by"] = "bh",
) -> PositiveDeviants:
    """Find the schools that do better than schools of their intake, keeping the share of mistakes at q.

    Parameters
    ----------
    value, variance : ndarray (n,)
        A measure and its known sampling variance; NaN for missing. Averages of several years, with what
        changes from year to year in the variance, keep a single lucky year out.
    covariates : ndarray (n,) or (n, k), optional
        Intake; NaN for missing. A school without one of these numbers is left out, not filled in.
    q : float
        Allowed share of mistakes among those named, between 0 and 1.
    floor : float
        Smallest excess that matters, in the measure's unit; a mistake is a school that exceeds its
        expectation by no more than this.
    against : {"expected", "usual"}
        "expected": better than its intake predicts. "usual": better than schools of its intake usually get
        by themselves, that is beyond the normal spread τ² as well; stricter by far.
    better : {"higher", "lower"}
        Which end of the measure is good.
    method : {"bh", "by"}
        Benjamini–Hochberg, or Benjamini–Yekutieli for tests that depend on each other in any way.

    Returns
    -------
    PositiveDeviants
        Who, and how sure.

    Raises
    ------
    InputError
        Where an argument cannot be used.
    TooFewError
        With fewer than two schools more than coefficients.

    Notes
    -----
    Source: Benjamini and Hochberg (1995), JRSS B 57(1), on residuals of each school from a prediction by all
    others. It shows that a school does better than its intake predicts, neither why nor that it will go on.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> score = 50.0 + rng.normal(0.0, 3.0, 40)
    >>> score[7] += 20.0
    >>> positive_deviants(score, np.full(40, 4.0), floor=5.0).rows
    array([7])
    """
    _check(q, floor, against, better, method)
    sign = 1.0 if better == "higher" else -1.0
    residuals = shrunken_residuals(value, variance, covariates)
    spread = residuals.tau2 if against == "usual" else 0.0
    z = (sign * residuals.deleted - floor) / np.sqrt(residuals.deleted_se**2 + spread)
    p = special.ndtr(-z)
    adjusted = np.full(len(p), np.nan)
    adjusted[residuals.used] = ADJUST[method](p[residuals.used])
    is_deviant = np.where(residuals.used, adjusted, 1.0) <= q
    return PositiveDeviants(
        rows=np.flatnonzero(is_deviant).astype(np.int64),
        is_deviant=is_deviant,
        z=z,
        p_value=p,
        q_value=adjusted,
        residuals=residuals,
        q=q,
        floor=floor,
        against=against,
        method=method,
    )


def _check(q: float, floor: float, against: str, better: str, method: str) -> None:
    if not 0.0 < q < 1.0 or not np.isfinite(floor) or floor < 0.0:
        raise InputError("q between 0 and 1 and a floor of 0 or more", f"{q}, {floor}", "change them")
    chosen = (against, better, method)
    if against not in {"expected", "usual"} or better not in {"higher", "lower"} or method not in ADJUST:
        raise InputError("against, better and method as documented", f"{chosen}", "pass one of those named")
