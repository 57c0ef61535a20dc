"""Many treated paths at once, each against its own donors."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args

import numpy as np

from wealdstats.dividend.weights import Weights, nearest_weights, ridged_weights
from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.linalg import equal_weights, inner, mixtures, scatter, square
from wealdstats.types import BoolArray, FloatArray, Result

Method: TypeAlias = Literal["sdid", "sc", "did"]

CHUNK_NUMBERS = 2**20  # doubles held in one array at a time: 8 MB
FLAT = 1e-12  # squared length of a dimension that is rounding


@dataclass(frozen=True, slots=True, eq=False)
class BatchFit(Result):
    """One counterfactual for each of many treated paths.

    Parameters
    ----------
    gap : ndarray (m, T)
        Treated minus synthetic path in the units of the outcome, before and after, less the intercept: for
        "sdid" and "did" the time-weighted gap before treatment, for "sc" nothing.
    att : ndarray (m,)
        Mean of the gap over the periods after treatment begins.
    unit_weights : ndarray (m, k)
        Weights of the donors; each row sums to one; zero where a donor is not valid.
    time_weights : ndarray (m, n_pre)
        Weights of the periods before treatment; each row sums to one ("sc": all zero).
    kkt : ndarray (m,)
        Larger of the two KKT residuals.
    effective_donors : ndarray (m,)
        ``1 / Σ ω²``: how many equally weighted donors would be as concentrated.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), algorithm 1.

    Examples
    --------
    >>> fit = fit_batch(np.array([[1.0, 5.0]]), np.array([[[0.0, 1.0], [2.0, 3.0]]]), n_pre=1, method="did")
    >>> fit.gap, fit.effective_donors
    (array([[0., 3.]]), array([2.]))
    """

    gap: FloatArray
    att: FloatArray
    unit_weights: FloatArray
    time_weights: FloatArray
    kkt: FloatArray
    effective_donors: FloatArray


def fit_batch(
    target: FloatArray,
    donors: FloatArray,
    *,
    n_pre: int,
    method: Method = "sdid",
    valid: BoolArray | None = None,
    sigma: float | FloatArray | None = None,
    n_treated: int = 1,
) -> BatchFit:
    """Fit each treated path against its own donors, exactly.

    Parameters
    ----------
    target : ndarray (m, T)
        Treated paths, any unit; complete, no missing values.
    donors : ndarray (m, k, T) or (k, T)
        Each row's own donor paths, or one set of donors for all rows; same unit; complete. Where each row
        has its own, donors that are not valid may hold anything.
    n_pre : int
        Number of periods before treatment, 1 to T − 1.
    method : {"sdid", "sc", "did"}
        Synthetic difference-in-differences, synthetic control, or difference-in-differences.
    valid : ndarray of bool (m, k), optional
        Donors each row may use; all by default.
    sigma : float or ndarray (m,), optional
        Noise level in the unit of the outcome, positive: needed by "sdid" (see ``noise_level``).
    n_treated : int, default 1
        How many treated units each target path is the mean of; the ridge grows with its square root.

    Returns
    -------
    BatchFit
        Gaps, effects, weights and residuals, row for row.

    Raises
    ------
    InputError
        When shapes disagree, a value is not finite, or sigma is missing.
    NoVariationError
        When sigma is not positive.
    TooFewError
        When a row has no valid donor or a side of the treatment has no period.
    NotSolvedError
        When a KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eqs. 4 to 6 and algorithm 1; the ridge on time weights,
    which they add only to make them unique, is taken to its limit of zero. Rows are fitted in chunks, so that
    memory stays bounded. It assumes that the weighted donors would have moved as the treated would, and shows
    nothing that could prove it.

    Examples
    --------
    >>> donors = np.array([[1.0, 2.0, 3.0, 4.0], [3.0, 2.0, 4.0, 3.0], [2.0, 2.5, 3.5, 4.5]])
    >>> treated = donors[:1] + [10.0, 10.0, 10.0, 15.0]
    >>> fit = fit_batch(treated, donors, n_pre=3, sigma=0.01)
    >>> fit.att.round(3), fit.unit_weights.round(2)
    (array([5.]), array([[1., 0., 0.]]))
    """
    problem = _checked(target, donors, n_pre, method, valid)
    ridge = _ridge(problem, sigma, n_treated) if method == "sdid" else np.ones(len(problem.target))
    m, k = problem.valid.shape
    chunk = max(1, CHUNK_NUMBERS // (k * problem.target.shape[1]))
    parts = [
        _fit(problem.rows(i, i + chunk), method, ridge[i : i + chunk]) for i in range(0, max(m, 1), chunk)
    ]
    if len(parts) == 1:
        return parts[0]
    return BatchFit(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(BatchFit)))


def noise_level(outcomes: FloatArray) -> float:
    """Measure how much untreated units change from one period to the next.

    Parameters
    ----------
    outcomes : ndarray (units, n_pre)
        Control units before treatment, any unit; complete.

    Returns
    -------
    float
        Standard deviation of all changes, ``ddof`` 1, in the unit of the outcome.

    Raises
    ------
    InputError
        When a value is not finite.
    TooFewError
        With fewer than two changes.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eq. 5. The spread is about the mean of all changes, not
    of each period's: a shock common to all units counts as noise. Periods that do not follow one another are
    differenced as if they did.

    Examples
    --------
    >>> round(noise_level(np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])), 4)
    1.1547
    """
    changes = np.diff(outcomes, axis=1)
    if changes.size < 2:
        raise TooFewError(
            "two changes of untreated units before treatment",
            f"{changes.size}",
            "give more periods before treatment or more controls",
        )
    if not np.isfinite(changes).all():
        raise _incomplete()
    return float(changes.std(ddof=1))


@dataclass(frozen=True, slots=True)
class _Problem:
    target: FloatArray
    donors: FloatArray
    valid: BoolArray
    n_pre: int

    @property
    def pre(self) -> FloatArray:
        return self.donors[..., : self.n_pre]

    @property
    def post(self) -> FloatArray:
        return self.donors[..., self.n_pre :]

    @property
    def own(self) -> FloatArray:
        return self.target[:, : self.n_pre]

    def rows(self, start: int, stop: int) -> _Problem:
        """Keep some rows, with zero for whatever invalid donors hold."""
        target, valid, donors = self.target[start:stop], self.valid[start:stop], self.donors
        if donors.ndim == 3:
            donors = np.where(valid[:, :, None], donors[start:stop], 0.0)
        if not (np.isfinite(donors).all() and np.isfinite(target).all()):
            raise _incomplete()
        return _Problem(target, donors, valid, self.n_pre)


def _fit(problem: _Problem, method: Method, ridge: FloatArray) -> BatchFit:
    m = len(problem.target)
    no_times = Weights(np.zeros((m, problem.n_pre)), np.zeros(m))
    if method == "sdid":
        return _assembled(problem, _unit_weights(problem, ridge), _time_weights(problem))
    if method == "sc":
        return _assembled(
            problem, nearest_weights(problem.pre - problem.own[:, None, :], problem.valid), no_times
        )
    units, times = equal_weights(problem.valid), equal_weights(np.ones((m, problem.n_pre), np.bool_))
    return _assembled(problem, Weights(units, np.zeros(m)), Weights(times, np.zeros(m)))


def _unit_weights(problem: _Problem, ridge: FloatArray) -> Weights:
    """Mix donors to the shape of the target's path: each path less its own mean."""
    bank = problem.pre - problem.pre.mean(axis=-1, keepdims=True)
    target = problem.own - problem.own.mean(axis=1, keepdims=True)
    return ridged_weights(bank, target, ridge, problem.valid)


def _time_weights(problem: _Problem) -> Weights:
    """Mix periods before treatment so that every donor's mean after it is met up to a constant."""
    change = problem.pre - problem.post.mean(axis=-1, keepdims=True)
    if change.ndim == 2:
        periods = _masked_periods(change, problem.valid)
    else:
        centre = mixtures(equal_weights(problem.valid), change)
        periods = np.swapaxes((change - centre[:, None, :]) * problem.valid[:, :, None], 1, 2)
    return nearest_weights(periods, np.ones(periods.shape[:2], np.bool_))


def _masked_periods(change: FloatArray, valid: BoolArray) -> FloatArray:
    """Find points as far apart as the periods are over each row's valid donors, in few dimensions.

    Donors shared by all rows are reduced once to an orthonormal frame; what a row's mask leaves of the frame
    is then one small matrix a row, all of them from one product.
    """
    frame, triangle = np.linalg.qr(change - change.mean(axis=0))
    values, vectors = np.linalg.eigh(scatter(valid, frame))
    # A dimension the mask removes comes back as rounding, and would be fitted as if it were real.
    lengths = np.sqrt(np.where(values > FLAT, values, 0.0))
    periods: FloatArray = triangle.T @ (vectors * lengths[:, None, :])
    return periods


def _assembled(problem: _Problem, units: Weights, times: Weights) -> BatchFit:
    gap = problem.target - mixtures(units.weights, problem.donors)
    gap -= inner(gap[:, : problem.n_pre], times.weights)[:, None]
    return BatchFit(
        gap=gap,
        att=gap[:, problem.n_pre :].mean(axis=1),
        unit_weights=units.weights,
        time_weights=times.weights,
        kkt=np.maximum(units.kkt, times.kkt),
        effective_donors=1.0 / square(units.weights),
    )


def _checked(
    target: FloatArray, donors: FloatArray, n_pre: int, method: str, valid: BoolArray | None
) -> _Problem:
    target, donors = np.asarray(target, np.float64), np.asarray(donors, np.float64)
    if method not in get_args(Method):
        raise InputError(f"one of the methods {get_args(Method)}", repr(method), "choose one of these")
    shaped = target.ndim == 2 and donors.ndim in (2, 3) and donors.shape[-1] == target.shape[1]
    if not shaped or (donors.ndim == 3 and len(donors) != len(target)):
        raise _misshapen("target (m, T) and donors (m, k, T) or (k, T)", f"{target.shape} and {donors.shape}")
    shape = (len(target), donors.shape[-2])
    allowed = np.ones(shape, np.bool_) if valid is None else np.asarray(valid, np.bool_)
    if allowed.shape != shape:
        raise _misshapen(f"valid {shape}", f"{allowed.shape}")
    if not allowed.any(axis=1).all():
        raise TooFewError("a valid donor for every target", "a target without", "leave such targets out")
    if not 1 <= n_pre < target.shape[1]:
        found = f"{n_pre} before among {target.shape[1]}"
        raise TooFewError("a period on both sides of the treatment", found, "change n_pre")
    return _Problem(target, donors, allowed, n_pre)


def _ridge(problem: _Problem, sigma: float | FloatArray | None, n_treated: int) -> FloatArray:
    """``T₀ ζ²`` with ``ζ = (treated units · periods after)^¼ σ``."""
    if sigma is None:
        raise InputError("a noise level", "sigma is None", "pass noise_level(controls before treatment)")
    spread = np.broadcast_to(np.asarray(sigma, np.float64), len(problem.target))
    if not (np.isfinite(spread).all() and (spread > 0.0).all()):
        raise NoVariationError("a positive noise level", "sigma that is not", "use controls that vary")
    n_post = problem.target.shape[1] - problem.n_pre
    ridge: FloatArray = problem.n_pre * np.sqrt(n_treated * n_post) * spread**2
    return ridge


def _incomplete() -> InputError:
    return InputError("complete paths", "a value that is not finite", "leave incomplete paths out")


def _misshapen(need: str, found: str) -> InputError:
    return InputError(f"arrays shaped {need}", found, "reshape the arrays")
