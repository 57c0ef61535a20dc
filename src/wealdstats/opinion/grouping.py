"""Whether people fall into groups at all, into how many, and whether the same ones without some of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.errors import InputError
from wealdstats.opinion.axes import Centred, fit_axes, place
from wealdstats.opinion.partition import Partition, agreement, best_partition, gather, nearest_centre
from wealdstats.opinion.votes import Ballots
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

REFERENCES = 19
REFERENCE_PEOPLE = 1000
ONE_SIDED_95 = 1.6448536269514722
SUBSAMPLES = 20
SUBSAMPLE_SHARE = 0.8
SUBSAMPLE_PEOPLE = 1000
SUBSAMPLE_PRECISION = 1e-3
STABLE = 0.6
SETTLING_STEPS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What groups may be like, and where chance starts.

    Parameters
    ----------
    min_votes : int
        Votes a person needs to be placed, at least 1.
    max_groups : int
        Most groups, at least 1: then none are looked for.
    min_group : float
        Smallest group as a share of those placed, above 0 and below one half.
    seed : int
        Seed.

    Raises
    ------
    InputError
        When one is out of range.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Limits(7, 5, 0.05, 0).ks(30), Limits(7, 5, 0.05, 0).smallest(30)
    (range(2, 5), 2)
    """

    min_votes: int
    max_groups: int
    min_group: float
    seed: int

    def __post_init__(self) -> None:
        for name, there, need in (
            ("min_votes", self.min_votes >= 1, "1 or more"),
            ("max_groups", self.max_groups >= 1, "1 or more"),
            ("min_group", 0.0 < self.min_group < 0.5, "above 0 and below 0.5"),
        ):
            if not there:
                raise InputError(f"{name} {need}", f"{getattr(self, name)}", "change it")

    def ks(self, people: int) -> range:
        """Numbers of groups to try among so many people."""
        return range(2, min(self.max_groups, 2 + people // 12) + 1)

    def smallest(self, people: int) -> int:
        """Least size of a group among so many people."""
        return max(2, math.ceil(self.min_group * people))


@dataclass(frozen=True, slots=True, eq=False)
class Grouping(Result):
    """The groups, or that there are none.

    Parameters
    ----------
    centres : ndarray (k, 2)
        Their centres, the largest first; one row, the mean of all, where there are none.
    stability : float or None
        Mean adjusted Rand index of the best division with those of subsamples; None without any division.
    silhouette : float or None
        Mean silhouette of the best division.
    checks : tuple of Check
        Whether it stands apart and is stable.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> Grouping(np.zeros((1, 2)), None, None, ()).k
    1
    """

    centres: FloatArray
    stability: float | None
    silhouette: float | None
    checks: tuple[Check, ...]

    @property
    def k(self) -> int:
        """Number of groups; 1 where there are none."""
        return len(self.centres)


def find_groups(
    ballots: Ballots, points: FloatArray, placed: BoolArray, limits: Limits, near: FloatArray | None = None
) -> Grouping:
    """Look for groups, and refuse those that a single cloud or fewer people would not show.

    Parameters
    ----------
    ballots : Ballots
        Votes, from which subsamples are mapped anew.
    points : ndarray (P, 2)
        Where people stand.
    placed : ndarray of bool (P,)
        Who takes part.
    limits : Limits
        What groups may be like.
    near : ndarray (k, 2), optional
        Centres of earlier groups; groups near them keep their numbers.

    Returns
    -------
    Grouping
        Groups, or one row of centres.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> from wealdstats.opinion.votes import read_votes
    >>> ballots = read_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, -1, 1])
    >>> find_groups(ballots, np.array([[1.0, 0], [-1.0, 0]]), np.array([True, True]), Limits(1, 5, 0.1, 0)).k
    1
    """
    people = np.flatnonzero(placed)
    there, seeds = points[people], np.random.SeedSequence(limits.seed).spawn(3)
    search, clouds, halves = (np.random.default_rng(seed) for seed in seeds)
    ks, smallest = limits.ks(len(people)), limits.smallest(len(people))
    found = best_partition(gather(there), ks, smallest, search, near)
    if found is None:
        return Grouping(there.mean(axis=0)[None], None, None, (_apart(None, limits), _stable(None)))
    centre, label = _settle(there, found.centre, smallest)
    if near is not None and len(near) == len(centre):
        centre = centre[_numbered(centre, near)]
        label = nearest_centre(there, centre)
    stability = _stability(ballots, people, label, found.k, limits, halves)
    checks = (_apart((found, _references(there, ks, limits, clouds)), limits), _stable(stability))
    if not all(check.passed for check in checks):
        centre = there.mean(axis=0)[None]
    return Grouping(centre, stability, found.silhouette, checks)


def _settle(points: FloatArray, centre: FloatArray, smallest: int) -> tuple[FloatArray, IntArray]:
    """Let everybody, no longer cells, move the centres as long as no group becomes too small."""
    label = nearest_centre(points, centre)
    for _ in range(SETTLING_STEPS):
        count = np.bincount(label, minlength=len(centre))
        sums = np.stack([np.bincount(label, axis, len(centre)) for axis in points.T], axis=1)
        moved = sums / np.maximum(count, 1)[:, None]
        again = nearest_centre(points, moved)
        if np.bincount(again, minlength=len(centre)).min() < smallest or np.array_equal(again, label):
            break
        centre, label = moved, again
    return centre, label


def _numbered(centre: FloatArray, near: FloatArray) -> IntArray:
    """Order centres like the earlier ones they lie next to."""
    apart = ((centre[:, None] - near[None]) ** 2).sum(axis=2)
    order = np.full(len(near), -1)
    for _ in near:
        new, old = np.unravel_index(apart.argmin(), apart.shape)
        order[old] = new
        apart[new], apart[:, old] = np.inf, np.inf
    return order


def _stability(
    ballots: Ballots, people: IntArray, label: IntArray, k: int, limits: Limits, rng: np.random.Generator
) -> float:
    """Map subsamples anew, axes and all, and see how far they put the same people together."""
    size = min(max(int(SUBSAMPLE_SHARE * len(people)), k), SUBSAMPLE_PEOPLE)
    smallest = limits.smallest(size)
    figures = []
    for _ in range(SUBSAMPLES):
        drawn = np.sort(rng.choice(len(people), size, replace=False))
        points = _points(ballots.rows(people[drawn]).answered())
        again = best_partition(gather(points), range(k, k + 1), smallest, rng)
        figures.append(
            0.0 if again is None else agreement(label[drawn], nearest_centre(points, again.centre))
        )
    return float(np.mean(figures))


def _points(ballots: Ballots) -> FloatArray:
    votes = Centred.of(ballots)
    return place(votes, fit_axes(votes, precision=SUBSAMPLE_PRECISION))


def _references(points: FloatArray, ks: range, limits: Limits, rng: np.random.Generator) -> FloatArray:
    """Silhouettes that the same search finds in single clouds of the same spread (references,).

    Along the longer axis they are even: of all spreads with a single peak the one that most resembles two.
    """
    size = min(len(points), REFERENCE_PEOPLE)
    smallest = limits.smallest(size)
    across, along = np.sqrt(np.linalg.eigvalsh(np.cov(points.T)).clip(0.0))
    even = rng.uniform(-math.sqrt(3.0), math.sqrt(3.0), (REFERENCES, size))
    clouds = np.stack((even * along, rng.normal(size=(REFERENCES, size)) * across), axis=2)
    found = (best_partition(gather(cloud), ks, smallest, rng) for cloud in clouds)
    return np.array([-1.0 if division is None else division.silhouette for division in found])


def _apart(found: tuple[Partition, FloatArray] | None, limits: Limits) -> Check:
    need = f"a silhouette beyond what {REFERENCES} clouds without a gap show, as wide and long, one-sided 5 %"
    meaning = "Where it fails, a division into groups would cut a single cloud or line: none is shown."
    if found is None:
        told = f"no division keeps every group at {limits.min_group:.0%}"
        return Check("groups_apart", False, told, need, meaning)
    best, references = found
    limit = float(references.mean() + ONE_SIDED_95 * references.std(ddof=1))
    told = f"silhouette {best.silhouette:.2f}, of clouds without a gap up to {limit:.2f}"
    numbers = {"silhouette": best.silhouette, "limit": limit}
    return Check("groups_apart", best.silhouette > limit, told, need, meaning, numbers)


def _stable(stability: float | None) -> Check:
    need = f"a mean adjusted Rand index of {STABLE} with {SUBSAMPLES} subsamples"
    meaning = "Where it fails, groups depend on who happened to vote: none are shown."
    if stability is None:
        return Check("groups_stable", None, "there is no division to try", need, meaning)
    told = f"mean adjusted Rand index {stability:.2f}"
    return Check("groups_stable", stability >= STABLE, told, need, meaning, {"stability": stability})
