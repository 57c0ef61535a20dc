"""What independent reviewers would have said: predictions for reviews left out, many sets at little cost.

With V the covariance of all reviews on a ground and P its projection past the mean, the prediction of any
set T from all the others misses by ``P_TT⁻¹ (P y)_T`` with covariance ``P_TT⁻¹``. P comes once from a matrix
over targets and reviewers; each set then costs one small factorisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from wealdstats.agreement.reml import reml
from wealdstats.agreement.reviews import Reviews
from wealdstats.errors import TooFewError
from wealdstats.labels import Names, coded
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Independent(Result):
    """What reviews without a tie say of targets, reviewers and noise.

    Parameters
    ----------
    target_ratio, reviewer_ratio : float
        Variances of level and severity as multiples of the noise.
    noise_sd : float
        Standard deviation of one review's noise.
    targets : ndarray (t,)
        Targets with an independent review.
    level : ndarray (t,)
        Their predicted level.

    Notes
    -----
    Source: Patterson and Thompson (1971), Biometrika 58(3).

    Examples
    --------
    >>> Independent(2.0, 0.5, 0.3, np.array(["a"]), np.array([1.0])).noise_sd
    0.3
    """

    target_ratio: float
    reviewer_ratio: float
    noise_sd: float
    targets: Names
    level: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Ground(Result):
    """Some reviews, ready to predict any of them from the others.

    Parameters
    ----------
    rows : ndarray of int (n,)
        The reviews, as rows of all.
    place : ndarray of int (m,)
        Where each of all the reviews stands among them.
    target, reviewer : ndarray of int (n,)
        Their columns of ``shared``.
    shared : ndarray (q, q)
        ``V⁻¹ = I − Z shared Z′`` in units of the noise.
    whole : ndarray (n,)
        ``V⁻¹ 1 / √(1′ V⁻¹ 1)``.
    left : ndarray (n,)
        ``P y``.
    noise_sd : float
        Standard deviation of one review's noise.

    Notes
    -----
    Source: Henderson (1975), Biometrics 31(2).

    Examples
    --------
    >>> r = _example()
    >>> ground(r, np.ones_like(r.tied), learn(r)).rows.tolist() == list(range(len(r.tied)))
    True
    """

    rows: IntArray
    place: IntArray
    target: IntArray
    reviewer: IntArray
    shared: FloatArray
    whole: FloatArray
    left: FloatArray
    noise_sd: float


@dataclass(frozen=True, slots=True, eq=False)
class Leniency(Result):
    """How much better chosen reviews are than the others predict.

    Parameters
    ----------
    mean, mean_se : float
        Of all of them, by generalised least squares.
    value, se : ndarray (p,)
        Of each pair.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Leniency(0.5, 0.25, np.array([1.0]), np.array([0.5])).z
    array([2.])
    """

    mean: float
    mean_se: float
    value: FloatArray
    se: FloatArray

    @property
    def z(self) -> FloatArray:
        """Leniency of each pair in standard errors."""
        return self.value / self.se

    @property
    def mean_z(self) -> float:
        """Mean leniency in standard errors."""
        return self.mean / self.mean_se


def learn(reviews: Reviews) -> Independent:
    """Estimate level, severity and noise from the reviews without a tie.

    Parameters
    ----------
    reviews : Reviews
        All of them.

    Returns
    -------
    Independent
        Variances and levels.

    Raises
    ------
    TooFewError
        When no target or no reviewer has two independent reviews.

    Notes
    -----
    Source: Patterson and Thompson (1971), Biometrika 58(3).

    Examples
    --------
    >>> learn(_example()).targets.shape
    (12,)
    """
    free = ~reviews.tied
    target, reviewer = (
        coded(reviews.target.codes[free], "target"),
        coded(reviews.reviewer.codes[free], "reviewer"),
    )
    if max(target.n, reviewer.n) == free.sum():
        finding = "one for each, so that severity and level cannot be told apart"
        raise TooFewError("independent reviewers who meet", finding, "send each to several targets")
    found = reml(reviews.score[free], (target.codes, reviewer.codes))
    return Independent(
        target_ratio=float(found.variance[0] / found.variance[2]),
        reviewer_ratio=float(found.variance[1] / found.variance[2]),
        noise_sd=float(np.sqrt(found.variance[2])),
        targets=reviews.target.names[target.names],
        level=found.mean + found.effects[0],
    )


def ground(reviews: Reviews, rows: BoolArray, independent: Independent) -> Ground:
    """Prepare some reviews for predictions.

    Parameters
    ----------
    reviews : Reviews
        All of them.
    rows : ndarray of bool (n,)
        Which to use.
    independent : Independent
        Variances.

    Returns
    -------
    Ground
        Ready for ``leniency``.

    Notes
    -----
    Source: Henderson (1975), Biometrics 31(2).

    Examples
    --------
    >>> r = _example()
    >>> ground(r, ~r.tied, learn(r)).left.shape == ((~r.tied).sum(),)
    True
    """
    target = coded(reviews.target.codes[rows], "target")
    reviewer = coded(reviews.reviewer.codes[rows], "reviewer")
    columns = target.codes, reviewer.codes + target.n
    ratios = np.repeat([independent.target_ratio, independent.reviewer_ratio], [target.n, reviewer.n])
    cross = np.diag(np.concatenate([target.counts, reviewer.counts]).astype(np.float64))
    np.add.at(cross, columns, 1.0)
    np.add.at(cross, columns[::-1], 1.0)
    roots = np.sqrt(ratios)
    inner = linalg.cho_factor(np.eye(len(ratios)) + roots[:, None] * cross * roots, overwrite_a=True)
    shared = roots[:, None] * linalg.cho_solve(inner, np.diag(roots), overwrite_b=True)
    both = np.stack([reviews.score[rows], np.ones(int(rows.sum()))], axis=1)
    sums = np.stack([np.bincount(np.concatenate(columns), np.tile(part, 2)) for part in both.T], axis=1)
    spread = shared @ sums
    white = both - spread[columns[0]] - spread[columns[1]]
    whole = white[:, 1] / np.sqrt(white[:, 1].sum())
    kept = np.flatnonzero(rows)
    place = np.cumsum(rows) - 1
    left = white[:, 0] - whole * (whole @ both[:, 0])
    return Ground(kept, place, *columns, shared, whole, left, independent.noise_sd)


def leniency(ground: Ground, chosen: IntArray, pair: IntArray) -> Leniency:
    """Compare chosen reviews with what all the others on the ground predict.

    Parameters
    ----------
    ground : Ground
        Reviews to predict from.
    chosen : ndarray of int (t,)
        Rows of all reviews; each on the ground.
    pair : ndarray of int (t,)
        Pair of each, from 0.

    Returns
    -------
    Leniency
        Of all the chosen, and of each pair.

    Notes
    -----
    Source: this project; the identity is that of deleted residuals in generalised least squares.

    Examples
    --------
    >>> r = _example()
    >>> all_of_them = ground(r, np.ones_like(r.tied), learn(r))
    >>> leniency(all_of_them, r.tied_rows, r.pair).value.shape
    (1,)
    """
    rows = ground.place[chosen]
    a, b = ground.target[rows], ground.reviewer[rows]
    between = ground.shared[a][:, b]
    precision = np.eye(len(rows)) - ground.shared[a][:, a] - ground.shared[b][:, b] - between - between.T
    precision -= np.outer(ground.whole[rows], ground.whole[rows])
    members = np.equal.outer(pair, np.arange(pair.max() + 1)) / np.bincount(pair)
    both = np.column_stack([ground.left[rows], members])
    solved = linalg.cho_solve(linalg.cho_factor(precision), both)
    weight = float(precision.sum())
    return Leniency(
        mean=float(ground.left[rows].sum()) / weight,
        mean_se=ground.noise_sd / float(np.sqrt(weight)),
        value=members.T @ solved[:, 0],
        se=ground.noise_sd * np.sqrt(np.einsum("tp,tp->p", members, solved[:, 1:])),
    )


def placebo_sets(reviews: Reviews, draws: int, rng: np.random.Generator) -> Iterator[IntArray]:
    """Choose independent reviews to stand in for the tied ones: by the same reviewer where there are enough.

    Parameters
    ----------
    reviews : Reviews
        With at least as many independent as tied ones.
    draws : int
        How many sets.
    rng : Generator
        Source of randomness.

    Yields
    ------
    ndarray of int (t,)
        For each tied review an independent one; all different.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> r = _example()
    >>> [len(chosen) for chosen in placebo_sets(r, 2, np.random.default_rng(0))]
    [2, 2]
    """
    who = reviews.reviewer.codes
    order = np.argsort(who[reviews.tied_rows], kind="stable")
    wanted = who[reviews.tied_rows][order]
    turn = _turns(wanted)
    free = np.flatnonzero(~reviews.tied)
    for _ in range(draws):
        mixed = rng.permutation(free)
        mixed = mixed[np.argsort(who[mixed], kind="stable")]
        start = np.searchsorted(who[mixed], wanted)
        stop = np.searchsorted(who[mixed], wanted, side="right")
        own = start + turn < stop
        chosen = np.empty(len(wanted), np.int64)
        chosen[own] = mixed[(start + turn)[own]]
        others = rng.permutation(np.setdiff1d(free, chosen[own], assume_unique=True))
        chosen[~own] = others[: int((~own).sum())]
        placed = np.empty_like(chosen)
        placed[order] = chosen
        yield placed


def _turns(sorted_codes: IntArray) -> IntArray:
    """Count 0, 1, 2 … within each run of equal codes."""
    turns: IntArray = np.arange(len(sorted_codes)) - np.searchsorted(sorted_codes, sorted_codes)
    return turns


def _example() -> Reviews:
    """Twelve schools that each visit the next two and the last; two of them visit each other."""
    from wealdstats.agreement.reviews import gather  # noqa: PLC0415 -- for the examples above only

    school = np.arange(12)
    reviewer, target = np.tile(school, 3), np.concatenate([(school + step) % 12 for step in (1, 2, 5)])
    reviewer, target = np.append(reviewer, 1), np.append(target, 0)
    score = np.random.default_rng(0).normal(size=len(target)) + np.sin(target)
    return gather(reviewer, target, score, None, None, (), None)
