"""One treated path against many controls: three estimators, one inference by placebo."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from wealdstats.dividend.batch import Method, fit_batch, noise_level
from wealdstats.errors import InputError, TooFewError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

Treated: TypeAlias = Sequence[int] | Sequence[bool] | IntArray | BoolArray
Placebo: TypeAlias = int | Literal["enumerate"]

ENUMERATED_AT_MOST = 100_000
BLOCK_NUMBERS = 2**22
NORMAL_975 = 1.959963984540054
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticFit(Result):
    """An effect, the weights behind it and what placebos make of it.

    Parameters
    ----------
    method : {"sdid", "sc", "did"}
        Estimator.
    att : float
        Mean effect on the treated over the periods after treatment, in the unit of the outcome.
    se : float
        Standard deviation of the placebo effects (``ddof`` 0).
    p_value : float
        Two-sided: share of effects, the real one included, at least as far from zero as the real one.
    conf_int : ndarray (2,)
        ``att ± 1.96 se``: 95 %, normal.
    gap : ndarray (T,)
        Treated minus synthetic path, before and after, less the intercept; its mean after treatment is att.
    unit_weights : ndarray (n_controls,)
        Weights of the controls; they sum to one.
    time_weights : ndarray (n_pre,)
        Weights of the periods before treatment; they sum to one ("sc": all zero).
    kkt : float
        Residual that proves the weights optimal; at most 1e-9.
    effective_donors : float
        ``1 / Σ ω²``.
    controls : ndarray of int (n_controls,)
        Rows of ``y`` the unit weights belong to.
    placebo_atts : ndarray (draws,)
        Effects found where there is none.
    placebo_gaps : ndarray (draws, T)
        Their gaps.
    sigma : float or None
        Noise level of the controls before treatment; None where the method uses none.
    n_treated : int
        Number of treated units.
    seed : int or None
        Seed of the draws; None when every placebo was enumerated.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), algorithms 1 and 4.

    Examples
    --------
    >>> y = np.array([[1.0, 2.0, 3.0, 9.0], [1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 4.0, 4.0], [0.0, 2.0, 2.0, 4.0]])
    >>> difference_in_differences(y, treated=[0], n_pre=3).controls
    array([1, 2, 3])
    """

    method: Method
    att: float
    se: float
    p_value: float
    conf_int: FloatArray
    gap: FloatArray
    unit_weights: FloatArray
    time_weights: FloatArray
    kkt: float
    effective_donors: float
    controls: IntArray
    placebo_atts: FloatArray
    placebo_gaps: FloatArray
    sigma: float | None
    n_treated: int
    seed: int | None


def synthetic_did(
    y: FloatArray, *, treated: Treated, n_pre: int, placebo: Placebo = "enumerate", seed: int = 0
) -> SyntheticFit:
    """Estimate an effect by synthetic difference-in-differences.

    Parameters
    ----------
    y : ndarray (units, periods)
        Outcomes in any unit; complete, no missing values.
    treated : sequence of bool (units,) or of int
        Mask or row numbers of the treated units; several are treated as their mean path.
    n_pre : int
        Number of periods before treatment, at least 2.
    placebo : "enumerate" or int
        Every set of controls as large as the treated, or this many sets drawn at random, at least 2.
    seed : int
        Seed of the draws.

    Returns
    -------
    SyntheticFit
        Effect, weights, gap, placebos.

    Raises
    ------
    InputError
        When ``y`` is not a complete matrix, ``treated`` or ``placebo`` cannot be read, or there are too many
        placebos to enumerate.
    TooFewError
        With too few periods, or no more controls than treated units.
    NoVariationError
        When the controls do not change before treatment.
    NotSolvedError
        When a KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), AER 111(12). It assumes that the weights
    which line controls and treated up before treatment would have kept them in line after it, and that no
    other shock hit the treated alone. The noise level comes from all controls and is not estimated again in
    the placebos. A small p-value does not say that the controls were well chosen.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(size=(20, 8)) + np.arange(8)
    >>> y[0, 6:] += 5.0
    >>> fit = synthetic_did(y, treated=[0], n_pre=6)
    >>> round(fit.att, 2), round(fit.se, 2), round(fit.p_value, 2)
    (4.78, 0.74, 0.05)
    """
    return _estimate("sdid", _study(y, treated, n_pre, at_least=2), placebo, seed)


def synthetic_control(
    y: FloatArray, *, treated: Treated, n_pre: int, placebo: Placebo = "enumerate", seed: int = 0
) -> SyntheticFit:
    """Estimate an effect by the synthetic control method.

    Parameters
    ----------
    y : ndarray (units, periods)
        Outcomes in any unit; complete, no missing values.
    treated : sequence of bool (units,) or of int
        Mask or row numbers of the treated units; several are treated as their mean path.
    n_pre : int
        Number of periods before treatment, at least 1.
    placebo : "enumerate" or int
        Every set of controls as large as the treated, or this many sets drawn at random, at least 2.
    seed : int
        Seed of the draws.

    Returns
    -------
    SyntheticFit
        Effect, weights, gap, placebos.

    Raises
    ------
    InputError
        When ``y`` is not a complete matrix, ``treated`` or ``placebo`` cannot be read, or there are too many
        placebos to enumerate.
    TooFewError
        With too few periods, or no more controls than treated units.
    NotSolvedError
        When a KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Abadie, Diamond and Hainmueller (2010), JASA 105, with outcomes before treatment as the only
    predictors, equally weighted. It assumes that the treated lies inside the hull of the controls in level
    and path; the gap before treatment shows how far it does not.

    Examples
    --------
    >>> y = np.array([[2.0, 3.0, 9.0], [1.0, 2.0, 3.0], [3.0, 4.0, 5.0], [9.0, 0.0, 1.0]])
    >>> fit = synthetic_control(y, treated=[0], n_pre=2)
    >>> round(fit.att, 6), fit.unit_weights.round(6)
    (5.0, array([0.5, 0.5, 0. ]))
    """
    return _estimate("sc", _study(y, treated, n_pre, at_least=1), placebo, seed)


def difference_in_differences(
    y: FloatArray, *, treated: Treated, n_pre: int, placebo: Placebo = "enumerate", seed: int = 0
) -> SyntheticFit:
    """Estimate an effect by difference-in-differences of means.

    Parameters
    ----------
    y : ndarray (units, periods)
        Outcomes in any unit; complete, no missing values.
    treated : sequence of bool (units,) or of int
        Mask or row numbers of the treated units; several are treated as their mean path.
    n_pre : int
        Number of periods before treatment, at least 1.
    placebo : "enumerate" or int
        Every set of controls as large as the treated, or this many sets drawn at random, at least 2.
    seed : int
        Seed of the draws.

    Returns
    -------
    SyntheticFit
        Effect, equal weights, gap, placebos.

    Raises
    ------
    InputError
        When ``y`` is not a complete matrix, ``treated`` or ``placebo`` cannot be read, or there are too many
        placebos to enumerate.
    TooFewError
        With too few periods, or no more controls than treated units.

    Notes
    -----
    Source: Ashenfelter and Card (1985), Review of Economics and Statistics 67. It assumes that treated and
    controls would have moved in parallel; units picked after a bad year break this.

    Examples
    --------
    >>> y = np.array([[1.0, 1.0, 5.0], [0.0, 2.0, 2.0], [2.0, 2.0, 3.0], [3.0, 1.0, 2.0]])
    >>> round(difference_in_differences(y, treated=[0], n_pre=2).att, 4)
    3.3333
    """
    return _estimate("did", _study(y, treated, n_pre, at_least=1), placebo, seed)


@dataclass(frozen=True, slots=True)
class _Study:
    path: FloatArray
    bank: FloatArray
    controls: IntArray
    n_treated: int
    n_pre: int


def _study(y: FloatArray, treated: Treated, n_pre: int, *, at_least: int) -> _Study:
    outcomes = np.asarray(y, np.float64)
    if outcomes.ndim != 2 or not np.isfinite(outcomes).all():
        found = f"{outcomes.ndim} dimensions" if outcomes.ndim != 2 else "a value that is not finite"
        raise InputError("a complete matrix of units by periods", found, "leave incomplete units out")
    mask = _mask(treated, len(outcomes))
    if not at_least <= n_pre < outcomes.shape[1]:
        found = f"{n_pre} before among {outcomes.shape[1]}"
        raise TooFewError(f"{at_least} periods before treatment and one after", found, "change n_pre")
    n_treated = int(mask.sum())
    if not 0 < n_treated < len(mask) - n_treated:
        found = f"{n_treated} treated, {len(mask) - n_treated} controls"
        raise TooFewError("at least one treated unit and more controls than treated", found, "add controls")
    return _Study(outcomes[mask].mean(axis=0), outcomes[~mask], np.flatnonzero(~mask), n_treated, n_pre)


def _mask(treated: Treated, units: int) -> BoolArray:
    given = np.asarray(treated)
    if given.dtype == np.bool_ and given.shape == (units,):
        return given
    rows = given.astype(np.int64) if given.ndim == 1 and given.dtype.kind in "iu" else np.array([-1])
    mask = np.zeros(units, np.bool_)
    if len(set(rows.tolist())) < len(rows) or not ((rows >= 0) & (rows < units)).all():
        raise InputError(
            f"a mask of {units} units or row numbers below {units}, each once",
            f"{given.dtype} array of shape {given.shape}",
            "pass treated as one of these",
        )
    mask[rows] = True
    return mask


def _estimate(method: Method, study: _Study, placebo: Placebo, seed: int) -> SyntheticFit:
    sigma = noise_level(study.bank[:, : study.n_pre]) if method == "sdid" else None
    fit = fit_batch(
        study.path[None], study.bank, n_pre=study.n_pre, method=method, sigma=sigma, n_treated=study.n_treated
    )
    gaps = _placebo_gaps(method, study, _placebo_sets(study, placebo, seed), sigma)
    att, atts = float(fit.att[0]), gaps[:, study.n_pre :].mean(axis=1)
    se = float(atts.std())
    as_far = np.abs(atts) >= abs(att) - ROUNDING * float(np.abs(study.bank).max())
    return SyntheticFit(
        method=method,
        att=att,
        se=se,
        p_value=float((1 + as_far.sum()) / (1 + len(atts))),
        conf_int=np.array([att - NORMAL_975 * se, att + NORMAL_975 * se]),
        gap=fit.gap[0],
        unit_weights=fit.unit_weights[0],
        time_weights=fit.time_weights[0],
        kkt=float(fit.kkt[0]),
        effective_donors=float(fit.effective_donors[0]),
        controls=study.controls,
        placebo_atts=atts,
        placebo_gaps=gaps,
        sigma=sigma,
        n_treated=study.n_treated,
        seed=None if placebo == "enumerate" else seed,
    )


def _placebo_sets(study: _Study, placebo: Placebo, seed: int) -> IntArray:
    """Choose the sets of controls that stand in for the treated: (draws, n_treated) rows of the bank."""
    n, size = len(study.bank), study.n_treated
    if placebo == "enumerate":
        if (count := math.comb(n, size)) > ENUMERATED_AT_MOST:
            need = f"at most {ENUMERATED_AT_MOST:,} placebos to enumerate"
            raise InputError(need, f"{count:,}", "pass a number of draws as placebo")
        return np.array(list(itertools.combinations(range(n), size)), np.int64)
    if isinstance(placebo, bool) or not isinstance(placebo, int | np.integer) or placebo < 2:
        raise InputError('placebo "enumerate" or at least 2 draws', repr(placebo), "pass one of these")
    rng = np.random.default_rng(seed)
    blocks = np.diff([*range(0, placebo, _block(n)), placebo])
    # The places of the smallest of n random numbers are a random set.
    drawn = [rng.random((count, n)).argpartition(size - 1, axis=1)[:, :size] for count in blocks]
    return np.concatenate(drawn).astype(np.int64)


def _block(n: int) -> int:
    """How many draws from n controls are held in memory at once."""
    return max(1, BLOCK_NUMBERS // n)


def _placebo_gaps(method: Method, study: _Study, sets: IntArray, sigma: float | None) -> FloatArray:
    """Fit every distinct set once; random draws from few controls repeat themselves."""
    distinct, place = np.unique(np.sort(sets, axis=1), axis=0, return_inverse=True)
    n = len(study.bank)
    gaps: list[FloatArray] = []
    for chosen in np.split(distinct, range(_block(n), len(distinct), _block(n))):
        donors = np.ones((len(chosen), n), np.bool_)
        np.put_along_axis(donors, chosen, False, axis=1)
        fit = fit_batch(
            study.bank[chosen].mean(axis=1),
            study.bank,
            n_pre=study.n_pre,
            method=method,
            valid=donors,
            sigma=sigma,
            n_treated=study.n_treated,
        )
        gaps.append(fit.gap)
    return np.concatenate(gaps)[place.reshape(-1)]
