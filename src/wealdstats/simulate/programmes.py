"""Reviews with a known truth: levels, severity, halo, and rings that go easy on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True)
class ProgrammeWorld:
    """A programme in which each school sends a reviewer to some others.

    Parameters
    ----------
    schools, visits, criteria : int
        Schools, reviews of each, and criteria of a review.
    level_sd, severity_sd, difficulty_sd, profile_sd, taste_sd, noise_sd : float
        Standard deviations of schools, reviewers, criteria, a school's strengths among the criteria, a
        reviewer's impression of one school, and single judgements; in units of the score.
    mutual_pairs : int
        Honest pairs that review each other.
    cosy_pairs : int
        Pairs that review each other and go easy.
    ring : int
        Size of a cosy ring in which everybody reviews everybody; 0 for none.
    challenger : bool
        Whether an honest outsider reviews a member of the ring, and is reviewed back.
    leniency : float
        What a cosy review adds.
    halo_share, halo : float
        Share of reviewers with halo, and how far they draw each criterion to their overall impression.
    improves : tuple of float
        Chance that an honest and that a cosy review names something to improve.
    categories : int
        Scores are rounded to 1, 2, … this many; 0 leaves them as they are, about a mean of 0.

    Notes
    -----
    Source: docs/methods/cosiness.md and docs/methods/halo.md.

    Examples
    --------
    >>> ProgrammeWorld(cosy_pairs=3).leniency
    0.8
    """

    schools: int = 60
    visits: int = 6
    criteria: int = 8
    level_sd: float = 0.6
    severity_sd: float = 0.4
    difficulty_sd: float = 0.3
    profile_sd: float = 0.4
    taste_sd: float = 0.2
    noise_sd: float = 0.5
    mutual_pairs: int = 4
    cosy_pairs: int = 0
    ring: int = 0
    challenger: bool = False
    leniency: float = 0.8
    halo_share: float = 0.0
    halo: float = 0.7
    improves: tuple[float, float] = (0.85, 0.3)
    categories: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Programme(Result):
    """Judgements, one a row, and the truth behind them.

    Parameters
    ----------
    reviewer, target : ndarray of str (n,)
        School that reviews, and school that is reviewed.
    criterion : ndarray of str (n,)
        What is judged.
    score : ndarray (n,)
        The judgement.
    even_better_if : ndarray (n,)
        1 where the review names something to improve, 0 where not.
    is_cosy : ndarray of bool (n,)
        Whether the review goes easy.
    schools : ndarray of str (s,)
        All schools, in the order of the truths.
    level, severity, halo : ndarray (s,)
        True levels, severity and halo as reviewers.
    cosy, honest : tuple of pairs of str
        Pairs that review each other and go easy, or do not.
    challenger : str or None
        The outsider who tells a ring the truth.
    seed : int
        Seed.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> simulate_programme(ProgrammeWorld(cosy_pairs=2), seed=1).cosy
    ((np.str_('S008'), np.str_('S009')), (np.str_('S010'), np.str_('S011')))
    """

    reviewer: npt.NDArray[np.str_]
    target: npt.NDArray[np.str_]
    criterion: npt.NDArray[np.str_]
    score: FloatArray
    even_better_if: FloatArray
    is_cosy: BoolArray
    schools: npt.NDArray[np.str_]
    level: FloatArray
    severity: FloatArray
    halo: FloatArray
    cosy: tuple[tuple[Any, Any], ...]
    honest: tuple[tuple[Any, Any], ...]
    challenger: str | None
    seed: int


def simulate_programme(world: ProgrammeWorld, *, seed: int) -> Programme:
    """Draw a programme of reviews.

    Parameters
    ----------
    world : ProgrammeWorld
        What it is like.
    seed : int
        Seed of all randomness.

    Returns
    -------
    Programme
        Judgements and truth.

    Raises
    ------
    InputError
        When the schools are too few for the visits and the planted pairs and ring.

    Notes
    -----
    Source: docs/methods/cosiness.md and docs/methods/halo.md. score = level − severity − difficulty + profile
    + impression + leniency + noise, all normal.

    Examples
    --------
    >>> world = ProgrammeWorld(schools=20, visits=3, criteria=5, mutual_pairs=0)
    >>> simulate_programme(world, seed=0).score.shape
    (300,)
    """
    planted = 2 * (world.mutual_pairs + world.cosy_pairs) + world.ring + world.challenger
    if world.schools < max(planted, 4 * world.visits) or world.ring > world.visits:
        finding = f"{world.schools} schools, {planted} of them planted, a ring of {world.ring}"
        raise InputError(
            "four schools for each visit, and rings smaller than the visits", finding, "add schools"
        )
    rng = np.random.default_rng(seed)
    honest, cosy, challenger = _plan(world)
    reviewer, target = _visits(world, honest, cosy, rng)
    easy = np.isin(_key(reviewer, target), _key(*np.array(cosy, np.int64).reshape(-1, 2).T))
    n = world.schools
    level, severity = rng.normal(0.0, world.level_sd, n), rng.normal(0.0, world.severity_sd, n)
    halo: FloatArray = np.where(rng.random(n) < world.halo_share, world.halo, 0.0)
    score = _scores(world, reviewer, target, level, severity, halo, rng) + world.leniency * easy[:, None]
    improves = rng.random(len(easy)) < np.where(easy, world.improves[1], world.improves[0])
    if world.categories:
        score = np.clip(np.round(score + (world.categories + 1) / 2.0), 1, world.categories)
    names = np.array([f"S{code:03}" for code in range(n)])
    criteria = np.array([f"C{code:02}" for code in range(world.criteria)])
    return Programme(
        reviewer=np.repeat(names[reviewer], world.criteria),
        target=np.repeat(names[target], world.criteria),
        criterion=np.tile(criteria, len(easy)),
        score=score.reshape(-1),
        even_better_if=np.repeat(improves.astype(np.float64), world.criteria),
        is_cosy=np.repeat(easy, world.criteria),
        schools=names,
        level=level,
        severity=severity,
        halo=halo,
        cosy=tuple((names[a], names[b]) for a, b in cosy),
        honest=tuple((names[a], names[b]) for a, b in honest),
        challenger=None if challenger is None else str(names[challenger]),
        seed=seed,
    )


def _key(one: IntArray, other: IntArray) -> IntArray:
    keys: IntArray = np.minimum(one, other) * 100_000 + np.maximum(one, other)
    return keys


def _plan(world: ProgrammeWorld) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int | None]:
    """Say which pairs review each other: honest ones, cosy ones, and the challenger with the ring's first."""
    start = 2 * world.mutual_pairs
    end = start + 2 * world.cosy_pairs
    honest = [(code, code + 1) for code in range(0, start, 2)]
    cosy = [(code, code + 1) for code in range(start, end, 2)]
    members = range(end, end + world.ring)
    cosy += [(a, b) for a in members for b in members if a < b]
    if not world.challenger:
        return honest, cosy, None
    outsider = end + world.ring
    return [*honest, (end, outsider)], cosy, outsider


def _visits(
    world: ProgrammeWorld,
    honest: list[tuple[int, int]],
    cosy: list[tuple[int, int]],
    rng: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Fill up each school's visits with reviewers who are not visited by it."""
    pairs = honest + cosy
    visitors: list[set[int]] = [set() for _ in range(world.schools)]
    for a, b in pairs:
        visitors[a].add(b)
        visitors[b].add(a)
    rows: list[tuple[int, int]] = [
        (code, school) for school, own in enumerate(visitors) for code in sorted(own)
    ]
    for school in rng.permutation(world.schools).tolist():
        met = {target for reviewer, target in rows if reviewer == school} | visitors[school] | {school}
        free = np.array([code for code in range(world.schools) if code not in met])
        for code in rng.choice(free, max(0, world.visits - len(visitors[school])), replace=False).tolist():
            visitors[school].add(code)
            rows.append((code, school))
    both = np.array(sorted(rows), np.int64)
    return both[:, 0], both[:, 1]


def _scores(
    world: ProgrammeWorld,
    reviewer: IntArray,
    target: IntArray,
    level: FloatArray,
    severity: FloatArray,
    halo: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Scores (reviews, criteria), those with halo drawn to the review's own mean."""
    shape = (len(reviewer), world.criteria)
    profile = rng.normal(0.0, world.profile_sd, (world.schools, world.criteria))
    difficulty = rng.normal(0.0, world.difficulty_sd, world.criteria)
    seen = (level[target] - severity[reviewer] + rng.normal(0.0, world.taste_sd, len(target)))[:, None]
    own = seen + profile[target] + rng.normal(0.0, world.noise_sd, shape)
    impression = own.mean(axis=1, keepdims=True)
    scores: FloatArray = own + halo[reviewer, None] * (impression - own) - difficulty
    return scores
