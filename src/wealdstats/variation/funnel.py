"""How far chance alone carries a school of a given size from a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result
from wealdstats.variation.reml import Rows, maximise

Kind: TypeAlias = Literal["proportion", "mean"]
Overdispersion: TypeAlias = Literal["none", "multiplicative", "additive"]


@dataclass(frozen=True, slots=True, eq=False)
class FunnelLimits(Result):
    """Control limits around a target for each size.

    Parameters
    ----------
    size : ndarray of int (n,)
        Pupils.
    target : float
        Centre of the funnel.
    levels : ndarray (L,)
        Share of schools on target that each pair of limits holds at least.
    lower, upper : ndarray (L, n)
        Limits, in the measure's unit; a value *on* a limit is within it.
    outside : ndarray of bool (L, n)
        Whether a school lies beyond; False where it has no value.
    phi : float
        Multiplicative over-dispersion: variance in excess of chance; 1 where not asked for or not there.
    tau2 : float
        Additive over-dispersion: variance between schools; 0 where not asked for or not there.
    kind : {"proportion", "mean"}
        What is measured.
    overdispersion : {"none", "multiplicative", "additive"}
        What was allowed for.

    Notes
    -----
    Source: docs/methods/funnel_limits.md.

    Examples
    --------
    >>> funnel_limits(np.array([10, 100]), target=0.5, levels=(0.95,)).lower
    array([[0.2, 0.4]])
    """

    size: IntArray
    target: float
    levels: FloatArray
    lower: FloatArray
    upper: FloatArray
    outside: BoolArray
    phi: float
    tau2: float
    kind: Kind
    overdispersion: Overdispersion


def funnel_limits(
    size: IntArray,
    value: FloatArray | None = None,
    *,
    target: float | None = None,
    kind: Kind = "proportion",
    sd: float | None = None,
    levels: Sequence[float] = (0.95, 0.998),
    overdispersion: Overdispersion = "none",
) -> FunnelLimits:
    """Draw the limits between which chance alone would leave schools on target.

    Parameters
    ----------
    size : ndarray of int (n,)
        Pupils, at least 1.
    value : ndarray (n,), optional
        Proportions between 0 and 1, or means; NaN for missing.
    target : float, optional
        Centre; the pupil-weighted mean of the values where left out.
    kind : {"proportion", "mean"}
        Exact binomial limits, or normal ones.
    sd : float, optional
        Standard deviation between pupils, for means.
    levels : sequence of float (L,)
        Shares within the limits.
    overdispersion : {"none", "multiplicative", "additive"}
        What schools on target may differ by beyond chance: a factor on the variance, or a variance of their
        own. Both are estimated from the values, and both make limits of proportions normal.

    Returns
    -------
    FunnelLimits
        Limits, and who is outside.

    Raises
    ------
    InputError
        Where an argument cannot be used, or one is missing.

    Notes
    -----
    Source: Spiegelhalter (2005), doi:10.1002/sim.1970. A school is outside an exact limit just when the tail
    at its own count is at most half of what the level leaves. A school outside differs by more than chance;
    why is not shown, and among many schools some lie outside by chance.

    Examples
    --------
    >>> found = funnel_limits(np.array([50, 50, 50]), np.array([0.5, 0.54, 0.9]), target=0.5)
    >>> found.outside
    array([[False, False,  True],
           [False, False,  True]])
    """
    sizes, values, shares = _checked(size, value, levels, kind, sd, overdispersion)
    centre = _centre(sizes, values, target, kind)
    chance = centre * (1.0 - centre) / sizes if kind == "proportion" else (sd or 0.0) ** 2 / sizes
    there = ~np.isnan(values)
    phi = _factor(values[there], centre, chance[there]) if overdispersion == "multiplicative" else 1.0
    tau2 = _variance(values[there], centre, chance[there]) if overdispersion == "additive" else 0.0
    if kind == "proportion" and overdispersion == "none":
        lower, upper = _binomial(sizes, centre, shares)
    else:
        reach = special.ndtri(0.5 + 0.5 * shares)[:, None] * np.sqrt(phi * chance + tau2)
        lower, upper = centre - reach, centre + reach
        if kind == "proportion":
            lower, upper = np.maximum(lower, 0.0), np.minimum(upper, 1.0)
    outside = _beyond(sizes, values, lower, upper, exact=kind == "proportion" and overdispersion == "none")
    return FunnelLimits(sizes, centre, shares, lower, upper, outside, phi, tau2, kind, overdispersion)


def _checked(
    size: IntArray,
    value: FloatArray | None,
    levels: Sequence[float],
    kind: str,
    sd: float | None,
    overdispersion: str,
) -> tuple[IntArray, FloatArray, FloatArray]:
    sizes, shares = np.asarray(size), np.asarray(levels, np.float64)
    values = np.full(sizes.shape, np.nan) if value is None else np.asarray(value, np.float64)
    if sizes.ndim != 1 or sizes.dtype.kind not in "iu" or (sizes < 1).any() or values.shape != sizes.shape:
        found = f"sizes {sizes.dtype} {sizes.shape}, values {values.shape}"
        raise InputError("whole numbers of pupils, at least 1, a value for each", found, "leave others out")
    if shares.ndim != 1 or not ((shares > 0.0) & (shares < 1.0)).all():
        raise InputError("levels between 0 and 1", f"{levels}", "pass shares such as 0.95")
    if kind not in {"proportion", "mean"} or overdispersion not in {"none", "multiplicative", "additive"}:
        raise InputError("kind and overdispersion as documented", f"{kind}, {overdispersion}", "change them")
    if (kind == "mean") != (sd is not None and np.isfinite(sd) and sd > 0.0):
        raise InputError("for means, and only for them, a positive sd", f"{kind}, sd {sd}", "change one")
    ends = (0.0, 1.0) if kind == "proportion" else (-np.finfo(np.float64).max, np.finfo(np.float64).max)
    if ((values < ends[0]) | (values > ends[1])).any():
        raise InputError("proportions from 0 to 1, or finite means", "others", "divide percentages by 100")
    if overdispersion != "none" and (~np.isnan(values)).sum() < 3:
        raise InputError("three values to see over-dispersion in", "fewer", "pass values")
    return sizes.astype(np.int64), values, shares


def _centre(sizes: IntArray, values: FloatArray, target: float | None, kind: str) -> float:
    there = ~np.isnan(values)
    if target is None and not there.any():
        raise InputError("a target, or values to take it from", "neither", "pass target")
    centre = float(np.average(values[there], weights=sizes[there])) if target is None else float(target)
    if not np.isfinite(centre) or (kind == "proportion" and not 0.0 < centre < 1.0):
        raise InputError("a finite target; of proportions strictly within 0 and 1", f"{centre}", "change it")
    return centre


def _factor(values: FloatArray, centre: float, chance: FloatArray) -> float:
    """Mean square of z, its outer tenths drawn in; no less than 1 (Spiegelhalter 2005, section 4)."""
    z = (values - centre) / np.sqrt(chance)
    low, high = np.quantile(z, [0.1, 0.9])
    return max(1.0, float((np.clip(z, low, high) ** 2).mean()))


def _variance(values: FloatArray, centre: float, chance: FloatArray) -> float:
    """Variance around the target by maximum likelihood: with a known centre there is no coefficient."""
    n = len(values)
    rows = Rows(values - centre, chance, np.empty((n, 0)), np.zeros(n, np.int64))
    return float(maximise(rows)[0])


def _binomial(sizes: IntArray, centre: float, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lowest and highest count whose own tail exceeds half of what a level leaves, as proportions."""
    distinct, place = np.unique(sizes, return_inverse=True)
    tail = (0.5 * (1.0 - shares))[:, None]
    lowest = _lowest(tail, distinct, centre)
    highest = distinct - _lowest(tail, distinct, 1.0 - centre)
    return lowest[:, place] / sizes, highest[:, place] / sizes


def _lowest(tail: FloatArray, n: IntArray, p: float) -> FloatArray:
    """Smallest k with P(X ≤ k) > tail, from its continuous inverse."""
    k = np.floor(special.bdtrik(tail, n.astype(np.float64), p))
    k = np.clip(np.nan_to_num(k) - 1.0, 0.0, n)
    for _ in range(3):
        k = np.where(special.bdtr(k, n, p) > tail, k, k + 1.0)
    return np.asarray(k)


def _beyond(
    sizes: IntArray, values: FloatArray, lower: FloatArray, upper: FloatArray, *, exact: bool
) -> BoolArray:
    """Compare counts where limits are counts: a published proportion is rounded."""
    if not exact:
        return (values < lower) | (values > upper)
    counts = np.rint(values * sizes)
    beyond: BoolArray = (counts < np.rint(lower * sizes)) | (counts > np.rint(upper * sizes))
    return beyond
