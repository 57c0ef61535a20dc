"""Many treated paths at once, each against its own donors."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

import numpy as np

from wealdstats.dividend.weights import Weights, nearest_weights, ridged_weights
from wealdstats.errors import InputError, TooFewError
from wealdstats.linalg import mixtures, scatter
from wealdstats.types import BoolArray, FloatArray, Result

Method: TypeAlias = Literal["sdid", "sc", "did"]

CHUNK_NUMBERS = 2**19


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
        Each row's own donor paths, or one set of donors for all rows; same unit. Values of donors that are
        not valid are ignored, whatever they are; all others are complete.
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
        When shapes disagree, a value is not finite, or sigma is missing or not positive.
    TooFewError
        When a row has no valid donor or a side of the treatment has no period.
    NotSolvedError
        When a KKT residual exceeds 1e-9.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eqs. 4 to 6, and algorithm 1.
    Memory is bounded: rows are fitted in chunks. It shows a difference from weighted donors; it does not
    show that the donors would have moved as the treated would.

    Examples
    --------
    >>> donors = np.array([[1.0, 2.0, 3.0, 4.0], [3.0, 2.0, 4.0, 3.0], [2.0, 2.5, 3.5, 4.5]])
    >>> fit = fit_batch(donors[:1] + [0.0, 0.0, 0.0, 5.0], donors, n_pre=3, sigma=0.01)
    >>> fit.att.round(3), fit.unit_weights.round(3)
    (array([5.]), array([[1., 0., 0.]]))
    """
    problem = _checked(target, donors, n_pre, method, valid, sigma, n_treated)
    m, k = problem.valid.shape
    chunk = max(1, CHUNK_NUMBERS // (k * problem.target.shape[1]))
    solve = SOLVERS[method]
    parts = [solve(problem.rows(i, i + chunk)) for i in range(0, max(m, 1), chunk)]
    return BatchFit(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(BatchFit)))


def noise_level(outcomes: FloatArray) -> float:
    """Standard deviation of the year-to-year changes of untreated units.

    Parameters
    ----------
    outcomes : ndarray (units, n_pre)
        Control units before treatment, any unit; complete.

    Returns
    -------
    float
        Same unit as the outcome; ``ddof`` 1.

    Raises
    ------
    TooFewError
        With fewer than two changes.

    Notes
    -----
    Source: Arkhangelsky et al. (2021), AER 111(12), eq. 5.

    Examples
    --------
    >>> noise_level(np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])).__round__(4)
    1.1547
    """
    changes = np.diff(outcomes, axis=1)
    if changes.size < 2:
        raise TooFewError("two year-to-year changes", f"{changes.size}", "give more periods or more controls")
    return float(changes.std(ddof=1))


@dataclass(frozen=True, slots=True)
class _Problem:
    target: FloatArray
    donors: FloatArray
    valid: BoolArray
    sigma: FloatArray
    ridge: FloatArray
    n_pre: int

    def rows(self, start: int, stop: int) -> _Problem:
        """Some rows, with what invalid donors hold replaced by zero."""
        rows = slice(start, stop)
        valid = self.valid[rows]
        donors = self.donors
        if donors.ndim == 3:
            donors = np.where(valid[:, :, None], donors[rows], 0.0)
        if not (np.isfinite(donors).all() and np.isfinite(self.target[rows]).all()):
            raise InputError("complete rows", "a value that is not finite", "leave incomplete paths out")
        sigma, ridge = self.sigma[rows], self.ridge[rows]
        return _Problem(self.target[rows], donors, valid, sigma, ridge, self.n_pre)


def _synthetic_did(problem: _Problem) -> BatchFit:
    """Unit weights on paths centred in time, time weights on periods centred over donors."""
    pre = problem.donors[..., : problem.n_pre]
    own = problem.target[:, : problem.n_pre]
    units = ridged_weights(
        pre - pre.mean(axis=-1, keepdims=True),
        own - own.mean(axis=1, keepdims=True),
        problem.ridge,
        problem.valid,
    )
    times = _time_weights(problem)
    return _assembled(problem, units, times)


def _time_weights(problem: _Problem) -> Weights:
    """Periods before treatment mixed so that every donor's mean after it is met up to a constant."""
    pre, post = problem.donors[..., : problem.n_pre], problem.donors[..., problem.n_pre :]
    change = pre - post.mean(axis=-1, keepdims=True)
    gram = scatter(problem.valid, change - change.mean(axis=-2, keepdims=True))
    return nearest_weights(gram, np.ones(gram.shape[:2], dtype=np.bool_))


def _synthetic_control(problem: _Problem) -> BatchFit:
    pre = problem.donors[..., : problem.n_pre]
    difference = pre - problem.target[:, None, : problem.n_pre]
    units = nearest_weights(np.matmul(difference, difference.transpose(0, 2, 1)), problem.valid, difference)
    nothing = np.zeros((len(problem.target), problem.n_pre))
    return _assembled(problem, units, Weights(nothing, np.zeros(len(nothing))))


def _difference(problem: _Problem) -> BatchFit:
    m = len(problem.target)
    equal = problem.valid / problem.valid.sum(axis=1, keepdims=True)
    times = np.full((m, problem.n_pre), 1.0 / problem.n_pre)
    return _assembled(problem, Weights(equal, np.zeros(m)), Weights(times, np.zeros(m)))


def _assembled(problem: _Problem, units: Weights, times: Weights) -> BatchFit:
    gap = problem.target - mixtures(units.weights, problem.donors)
    gap -= (gap[:, : problem.n_pre] * times.weights).sum(axis=1, keepdims=True)
    return BatchFit(
        gap=gap,
        att=gap[:, problem.n_pre :].mean(axis=1),
        unit_weights=units.weights,
        time_weights=times.weights,
        kkt=np.maximum(units.kkt, times.kkt),
        effective_donors=1.0 / (units.weights**2).sum(axis=1),
    )


SOLVERS = {"sdid": _synthetic_did, "sc": _synthetic_control, "did": _difference}


def _checked(
    target: FloatArray,
    donors: FloatArray,
    n_pre: int,
    method: str,
    valid: BoolArray | None,
    sigma: float | FloatArray | None,
    n_treated: int,
) -> _Problem:
    target, donors = np.asarray(target, np.float64), np.asarray(donors, np.float64)
    if target.ndim != 2 or donors.shape[-1:] != target.shape[1:]:
        raise _wrong("target (m, T) and donors (m, k, T) or (k, T)", f"{target.shape} and {donors.shape}")
    m, periods = target.shape
    if donors.ndim not in (2, 3) or (donors.ndim == 3 and len(donors) != m):
        raise _wrong("donors (m, k, T) or (k, T)", f"{donors.shape} for {m} targets")
    if not 1 <= n_pre < periods:
        raise TooFewError("a period on both sides", f"{n_pre} of {periods} before", "change n_pre")
    if method not in SOLVERS:
        raise InputError(f"a method of {', '.join(SOLVERS)}", repr(method), "choose one of these")
    allowed = np.ones((m, donors.shape[-2]), np.bool_) if valid is None else np.asarray(valid, np.bool_)
    if allowed.shape != (m, donors.shape[-2]):
        raise _wrong(f"valid {(m, donors.shape[-2])}", f"{allowed.shape}")
    if not allowed.any(axis=1).all():
        raise TooFewError("a valid donor for every target", "a target without", "leave such targets out")
    spread = _noise(method, sigma, m)
    ridge = n_pre * np.sqrt(n_treated * (periods - n_pre)) * spread**2
    return _Problem(target, donors, allowed, spread, ridge, n_pre)


def _noise(method: str, sigma: float | FloatArray | None, m: int) -> FloatArray:
    if sigma is None:
        if method == "sdid":
            raise InputError("a noise level", "sigma is None", "pass noise_level(controls before treatment)")
        return np.ones(m)
    spread = np.broadcast_to(np.asarray(sigma, np.float64), (m,))
    if not (np.isfinite(spread).all() and (spread > 0.0).all()):
        raise InputError("a positive, finite noise level", "sigma that is not", "use controls that vary")
    return spread


def _wrong(need: str, found: str) -> InputError:
    return InputError(f"arrays shaped {need}", found, "reshape the arrays")
