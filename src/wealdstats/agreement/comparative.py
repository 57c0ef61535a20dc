"""Comparative judgement: strengths from who was preferred to whom, and which judges see otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse, special
from scipy.sparse import csgraph
from scipy.sparse import linalg as sparse_linalg

from wealdstats.errors import InputError, NotSolvedError, NoVariationError, TooFewError
from wealdstats.labels import Coded, Labels, Names, coded
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

HALF_PENALTY = 0.1
STEPS = 100
PRECISION = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BradleyTerry(Result):
    """Strengths of what was compared, and how the judges fit them.

    Parameters
    ----------
    items : ndarray (n,)
        What was compared, sorted.
    strength, se : ndarray (n,)
        In log odds of being preferred, summing to zero, with standard errors.
    reliability : float
        Scale separation: share of the strengths' variance that is not error; below 0 where error exceeds it.
    split_half : float or None
        Mean correlation of strengths found by two halves of the judges; None where no split could be fitted.
    splits : int
        Splits it rests on.
    judges : ndarray (m,)
        Judges, sorted.
    judge_misfit : ndarray (m,)
        Infit mean square: 1 as expected, above it against the others' view, below it too regular.
    judge_z : ndarray (m,)
        The same, standardised: about 2 or more is worth a conversation.
    judge_count : ndarray of int (m,)
        Comparisons each made.
    log_likelihood : float
        Without the penalty.
    penalty : float
        Ridge used.
    seed : int
        Seed of the splits.

    Notes
    -----
    Source: Bradley and Terry (1952), Biometrika 39; Pollitt (2012), Assessment in Education 19(3).

    Examples
    --------
    >>> bradley_terry(["j"] * 3, ["a", "b", "a"], ["b", "a", "b"]).strength.round(4)
    array([ 0.3466, -0.3466])
    """

    items: Names
    strength: FloatArray
    se: FloatArray
    reliability: float
    split_half: float | None
    splits: int
    judges: Names
    judge_misfit: FloatArray
    judge_z: FloatArray
    judge_count: IntArray
    log_likelihood: float
    penalty: float
    seed: int


@dataclass(frozen=True, slots=True)
class _Games:
    """Comparisons as row numbers; the first item's share of the win is 1, or ½ in a tie."""

    first: IntArray
    second: IntArray
    share: FloatArray
    n: int

    def some(self, rows: BoolArray) -> _Games:
        return _Games(self.first[rows], self.second[rows], self.share[rows], self.n)

    def summed(self, values: FloatArray) -> FloatArray:
        """Add a value of each comparison to its first item and take it from its second."""
        gained, lost = (np.bincount(side, values, self.n) for side in (self.first, self.second))
        return gained.astype(np.float64) - lost


def bradley_terry(
    judge: Labels,
    winner: Labels,
    loser: Labels,
    *,
    tied: BoolArray | None = None,
    penalty: float = 0.0,
    splits: int = 20,
    seed: int = 0,
) -> BradleyTerry:
    """Scale items by paired comparisons.

    Parameters
    ----------
    judge, winner, loser : sequence of str or int (n,)
        One comparison a row; none missing.
    tied : ndarray of bool (n,), optional
        Comparisons in which the judge could not tell: half a win for either.
    penalty : float
        Ridge on the strengths: ``½ penalty Σ strength²`` is taken off the log likelihood. With 0, items that
        always won or always lost have no finite strength and are refused.
    splits : int
        Splits of the judges into halves for ``split_half``; 0 for none. Halves are fitted with a penalty of
        0.1 or more, as few comparisons separate easily.
    seed : int
        Seed of the splits.

    Returns
    -------
    BradleyTerry
        Strengths, reliability and judges' misfit.

    Raises
    ------
    InputError
        With columns of different lengths, an item compared with itself, a negative penalty or splits.
    TooFewError
        When the comparisons fall into parts that never met (no penalty helps), or, without a penalty, when
        some items beat all the others throughout.
    NoVariationError
        When all strengths are equal, so that reliability has no meaning.
    NotSolvedError
        When Newton's method does not arrive.

    Notes
    -----
    Source: Bradley and Terry (1952), Biometrika 39. Assumes independent comparisons on one dimension. Scale
    separation is inflated where pairs are chosen by the strengths so far (adaptive designs).

    Examples
    --------
    >>> winner, loser = ["a", "a", "b", "c", "b", "a"], ["b", "c", "a", "a", "c", "b"]
    >>> found = bradley_terry(["j", "k"] * 3, winner, loser, penalty=0.1)
    >>> found.items[found.strength.argmax()].item()
    'a'
    """
    judges, items, games = _read(judge, winner, loser, tied)
    if not (penalty >= 0.0 and splits >= 0):
        raise InputError("a penalty and splits of 0 or more", f"{penalty} and {splits}", "correct these")
    _check_meeting(games, items.names, separable=penalty > 0.0)
    strength = _solve(games, penalty)
    p = _chance(games, strength)
    se = _errors(games, p * (1.0 - p), penalty)
    spread = float(strength.var(ddof=1))
    if spread <= PRECISION:
        raise NoVariationError("items that differ", "equal strengths", "compare more varied items")
    misfit, z, count = _judges(judges, games, p)
    halves = _halves(judges, games, max(penalty, HALF_PENALTY), splits, seed)
    loss = special.xlogy(games.share, p) + special.xlog1py(1.0 - games.share, -p)
    return BradleyTerry(
        items=items.names,
        strength=strength,
        se=se,
        reliability=1.0 - float((se**2).mean()) / spread,
        split_half=float(np.mean(halves)) if halves else None,
        splits=len(halves),
        judges=judges.names,
        judge_misfit=misfit,
        judge_z=z,
        judge_count=count,
        log_likelihood=float(loss.sum()),
        penalty=penalty,
        seed=seed,
    )


def _read(
    judge: Labels, winner: Labels, loser: Labels, tied: BoolArray | None
) -> tuple[Coded, Coded, _Games]:
    judges = coded(judge, "judge")
    n = len(judges.codes)
    sides = [coded(winner, "winner", n), coded(loser, "loser", n)]
    items = coded(np.concatenate([side.names[side.codes] for side in sides]), "item")
    first, second = items.codes[:n], items.codes[n:]
    if n == 0 or (first == second).any():
        found = "none" if n == 0 else "an item compared with itself"
        raise InputError("comparisons of two different items", found, "leave such rows out")
    share = np.ones(n)
    if tied is not None:
        draw = np.asarray(tied)
        if draw.shape != (n,) or draw.dtype != np.bool_:
            raise InputError(f"tied as {n} booleans", f"{draw.dtype} of shape {draw.shape}", "pass a mask")
        share[draw] = 0.5
    return judges, items, _Games(first, second, share, items.n)


def _components(games: _Games, *, both_ways: bool) -> tuple[int, IntArray]:
    """Parts within which items are linked by comparisons, or, one way, by chains of wins."""
    drawn = games.share < 1.0
    rows = np.concatenate([games.first, games.second[drawn]])
    columns = np.concatenate([games.second, games.first[drawn]])
    graph = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(games.n, games.n))
    count, part = csgraph.connected_components(graph, directed=not both_ways, connection="strong")
    return int(count), part


def _check_meeting(games: _Games, names: Names, *, separable: bool) -> None:
    count, part = _components(games, both_ways=True)
    if count > 1:
        apart = ", ".join(str(names[np.flatnonzero(part == k)[0]]) for k in range(min(count, 4)))
        raise TooFewError(
            "items linked by comparisons",
            f"{count} parts that never met (those of {apart})",
            "compare across",
        )
    count, part = _components(games, both_ways=False)
    if count > 1 and not separable:
        smallest = names[np.flatnonzero(part == np.bincount(part).argmin())[0]]
        finding = f"some that only won or only lost against the rest, such as {smallest}"
        raise TooFewError("items that both won and lost", finding, "compare more, or pass penalty=0.1")


def _chance(games: _Games, strength: FloatArray) -> FloatArray:
    chance: FloatArray = special.expit(strength[games.first] - strength[games.second])
    return chance


def _laplacian(games: _Games, weight: FloatArray) -> sparse.csr_array:
    """Second derivative of minus the log likelihood: comparisons as springs between items."""
    both = np.concatenate([games.first, games.second]), np.concatenate([games.second, games.first])
    links = sparse.csr_array((np.tile(weight, 2), both), shape=(games.n, games.n))
    springs: sparse.csr_array = sparse.csr_array(sparse.diags_array(links.sum(axis=1)) - links)
    return springs


def _solve(games: _Games, penalty: float) -> FloatArray:
    """Newton's method; each step by conjugate gradients, as springs make a well-conditioned matrix."""
    strength: FloatArray = np.zeros(games.n)
    for _ in range(STEPS):
        p = _chance(games, strength)
        slope = games.summed(games.share - p) - penalty * strength
        slope -= slope.mean()  # rounding: strengths that sum to zero leave none
        curvature = _laplacian(games, p * (1.0 - p)) + penalty * sparse.eye_array(games.n)
        scale = sparse.diags_array(1.0 / curvature.diagonal())
        step, _ = sparse_linalg.cg(
            curvature, slope, rtol=1e-10, atol=1e-12, maxiter=20 * games.n + 100, M=scale
        )
        step -= step.mean()
        # A step that would change any odds more than e² is cut: the likelihood is flat far out.
        strength = strength + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < PRECISION:
            return strength
    raise NotSolvedError("strengths to nine digits", "Newton's method still moving", "pass penalty=0.1")


def _errors(games: _Games, weight: FloatArray, penalty: float) -> FloatArray:
    """Give standard errors of strengths that sum to zero."""
    n = games.n
    # Adding the constant vector's square fills the one direction comparisons say nothing about.
    matrix = _laplacian(games, weight).toarray() + penalty * np.eye(n) + 1.0 / n
    inverse = linalg.cho_solve(linalg.cho_factor(matrix), np.eye(n), overwrite_b=True)
    errors: FloatArray = np.sqrt(inverse.diagonal() - 1.0 / (n * (1.0 + penalty)))
    return errors


def _judges(judges: Coded, games: _Games, p: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    weight, surprise = p * (1.0 - p), (games.share - p) ** 2
    expected, seen, variance = (
        np.bincount(judges.codes, values, judges.n)
        for values in (weight, surprise, weight * (1.0 - 4.0 * weight))
    )
    z = np.divide(seen - expected, np.sqrt(variance), out=np.zeros_like(seen), where=variance > 1e-12)
    return seen / expected, z, judges.counts


def _halves(judges: Coded, games: _Games, penalty: float, splits: int, seed: int) -> list[float]:
    """Correlate strengths found by random halves of the judges."""
    rng = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(splits if judges.n > 1 else 0):
        mine = (rng.permutation(judges.n) < judges.n // 2)[judges.codes]
        parts = [games.some(mine), games.some(~mine)]
        if any(_components(part, both_ways=True)[0] > 1 for part in parts):
            continue
        one, other = (_solve(part, penalty) for part in parts)
        if min(np.ptp(one), np.ptp(other)) > PRECISION:
            found.append(float(np.corrcoef(one, other)[0, 1]))
    return found
