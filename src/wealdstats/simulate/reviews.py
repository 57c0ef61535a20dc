"""Draw judgements of schools by reviewers whose severity, habits and favours are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import TooFewError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedReviews(Result):
    """Judgements and the truth about them.

    Parameters
    ----------
    target, criterion, reviewer, score : ndarray of int (n,)
        One row for each judgement; scores from 1.
    occasion : ndarray (n,)
        When it was made, from 0 to 1.
    level, severity, difficulty : ndarray
        Of each target, reviewer and criterion, in logits; severities sum to zero.
    thresholds : ndarray (criteria, steps)
        In logits; rows sum to zero.
    drifts : ndarray (reviewers,)
        Change of each severity from the first occasion to the last.
    ring : ndarray of bool (reviewers,)
        Who favours friends.
    favoured : ndarray of bool (targets,)
        Whose friends sat with them: all reviewers but one are of the ring.
    seed : int
        Of the draws.

    Notes
    -----
    Source: docs/methods/simulate_reviews.md.

    Examples
    --------
    >>> simulate_reviews(targets=10, reviewers=6, criteria=2, seed=1).score.shape
    (60,)
    """

    target: IntArray
    criterion: IntArray
    reviewer: IntArray
    score: IntArray
    occasion: FloatArray
    level: FloatArray
    severity: FloatArray
    difficulty: FloatArray
    thresholds: FloatArray
    drifts: FloatArray
    ring: BoolArray
    favoured: BoolArray
    seed: int


def simulate_reviews(
    *,
    targets: int = 200,
    reviewers: int = 40,
    criteria: int = 12,
    each: int = 3,
    categories: int = 5,
    level_sd: float = 1.0,
    severity_sd: float = 0.55,
    bend: float = 0.0,
    halo_sd: float = 0.0,
    drifting: int = 0,
    drift: float = 1.0,
    ring: int = 0,
    favoured: int = 0,
    favour: float = 1.5,
    seed: int,
) -> SimulatedReviews:
    """Draw judgements from a many-facet Rasch model, with the faults asked for.

    Parameters
    ----------
    targets, reviewers, criteria : int
        How many.
    each : int
        Reviewers who judge a target, on all criteria.
    categories : int
        Number of scores.
    level_sd, severity_sd : float
        Standard deviations, in logits.
    bend : float
        Standard deviation of thresholds between criteria: 0 is the rating-scale model.
    halo_sd : float
        Standard deviation of what a reviewer feels about a target on every criterion alike.
    drifting, drift : int, float
        How many reviewers (the last ones) grow severer, and by how much from first to last occasion.
    ring, favoured, favour : int, int, float
        How many reviewers (the first ones) favour how many targets (the first ones), and by how much.
    seed : int
        Same arguments and seed, same judgements.

    Returns
    -------
    SimulatedReviews
        Judgements and truth.

    Raises
    ------
    TooFewError
        When there are fewer reviewers than a target has, or the ring cannot fill the seats it wants.

    Notes
    -----
    Source: docs/methods/simulate_reviews.md.

    Examples
    --------
    >>> world = simulate_reviews(targets=10, reviewers=6, seed=1)
    >>> int(np.unique(world.reviewer[world.target == 0]).size)
    3
    """
    if reviewers < each or (favoured and not each - 1 <= ring < reviewers):
        finding = f"{reviewers} reviewers, {each} for a target, {ring} in the ring"
        raise TooFewError("reviewers for every seat, some of them outside the ring", finding, "add reviewers")
    rng = np.random.default_rng(seed)
    level = rng.normal(0.0, level_sd, targets)
    severity = rng.normal(0.0, severity_sd, reviewers)
    severity -= severity.mean()
    difficulty = rng.normal(0.0, 0.5, criteria)
    thresholds = np.linspace(-1.5, 1.5, categories - 1) + rng.normal(0.0, bend, (criteria, categories - 1))
    thresholds -= thresholds.mean(axis=1, keepdims=True)
    is_ring, is_favoured = np.arange(reviewers) < ring, np.arange(targets) < favoured
    drifts = np.where(np.arange(reviewers) >= reviewers - drifting, drift, 0.0)
    seat = _seats(rng, targets, reviewers, each)
    seat[is_favoured] = _friends(rng, favoured, is_ring, each)
    when = rng.random((targets, each))
    eta = level[:, None] - severity[seat] - drifts[seat] * (when - 0.5) + rng.normal(0.0, halo_sd, seat.shape)
    eta += favour * (is_favoured[:, None] & is_ring[seat])
    logits = (eta[:, :, None, None] - difficulty[:, None] - thresholds).cumsum(axis=-1)
    logits = np.concatenate((np.zeros_like(logits[..., :1]), logits), axis=-1)
    score = (logits + rng.gumbel(size=logits.shape)).argmax(axis=-1) + 1
    shape = score.shape
    return SimulatedReviews(
        target=np.broadcast_to(np.arange(targets)[:, None, None], shape).ravel(),
        criterion=np.broadcast_to(np.arange(criteria), shape).ravel(),
        reviewer=np.broadcast_to(seat[:, :, None], shape).ravel(),
        score=score.ravel(),
        occasion=np.broadcast_to(when[:, :, None], shape).ravel(),
        level=level,
        severity=severity,
        difficulty=difficulty,
        thresholds=thresholds,
        drifts=drifts,
        ring=is_ring,
        favoured=is_favoured,
        seed=seed,
    )


def _seats(rng: np.random.Generator, targets: int, reviewers: int, each: int) -> IntArray:
    """Deal reviewers to targets like cards, pack after pack: nobody sits twice with one target."""
    hand = reviewers // each
    packs = [rng.permutation(reviewers)[: hand * each].reshape(hand, each) for _ in range(0, targets, hand)]
    return np.concatenate(packs)[:targets]


def _friends(rng: np.random.Generator, favoured: int, ring: BoolArray, each: int) -> IntArray:
    """Seat all but one from the ring, the last from outside."""
    inside, outside = np.flatnonzero(ring), np.flatnonzero(~ring)
    seats = np.empty((favoured, each), np.int64)
    for row in seats:
        row[:-1] = rng.choice(inside, each - 1, replace=False)
        row[-1] = rng.choice(outside)
    return seats
