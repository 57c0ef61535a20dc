"""Ratings with camps, and a ring that lifts poor items: who is in it and what is poor are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray

LEVELS = 2  # ratings are 0, ½ or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RingWorld:
    """What honest people are like, and what the ring does.

    Parameters
    ----------
    raters, items : int
        People who rate and things rated.
    per_item : int
        Honest ratings of an item, on average (Poisson).
    on_ring : int or None
        Honest ratings of each item the ring lifts; None: as any other.
    camps : float
        Standard deviation of what viewpoint adds to a rating.
    quality, leniency, noise : float
        Standard deviations of an item's worth, a person's leniency, and the rest.
    subjects : int
        Fields people and items belong to; with more than one, people rate in their own 4 times in 5.
    ring : int
        Members; people who also rate honestly. 0: no ring.
    ring_items : int
        Items they lift: the poorest tenth to four tenths.
    density : float
        Share of those items each member rates.
    spanning : bool
        Whether members come from both camps or from one.
    camouflaged : bool
        Whether members also rate honestly as often as others.

    Raises
    ------
    InputError
        The ring needs more people or items than there are.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> RingWorld(ring=5).density
    1.0
    """

    raters: int = 600
    items: int = 200
    per_item: int = 30
    on_ring: int | None = None
    camps: float = 0.25
    quality: float = 0.2
    leniency: float = 0.1
    noise: float = 0.3
    subjects: int = 1
    ring: int = 0
    ring_items: int = 8
    density: float = 1.0
    spanning: bool = True
    camouflaged: bool = True

    def __post_init__(self) -> None:
        if not (0 <= self.ring <= self.raters // 2 and 1 <= self.ring_items <= self.items * 3 // 10):
            found = f"{self.ring} members and {self.ring_items} items"
            raise InputError("a ring of at most half the raters, for three items in ten", found, "shrink it")


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """Ratings of a ring world, and the truth about it.

    Parameters
    ----------
    rater, item : ndarray of int (R,)
        Row numbers of people and items.
    rating : ndarray (R,)
        0, 0.5 or 1.
    honest : ndarray of bool (R,)
        False where the ring speaks; the rows left without those are the same world without it.
    quality : ndarray (items,)
        True worth.
    camp : ndarray of int (raters,)
        0 or 1.
    ring, ring_items : ndarray of int
        Members, and what they lift.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> rated = simulate_ratings(RingWorld(ring=5, ring_items=4), seed=1)
    >>> int((~rated.honest).sum())
    20
    """

    rater: IntArray
    item: IntArray
    rating: FloatArray
    honest: BoolArray
    quality: FloatArray
    camp: IntArray
    ring: IntArray
    ring_items: IntArray

    def ties(self) -> IntArray:
        """Give each row's group: 0 for the ring, −1 (nobody's) for everybody else."""
        return np.where(np.isin(self.rater, self.ring), 0, -1)


def simulate_ratings(world: RingWorld, *, seed: int) -> Rated:
    """Draw the ratings of a world.

    Parameters
    ----------
    world : RingWorld
        What it is like.
    seed : int
        Same world and seed, same ratings; the honest ones are the same whatever the ring does with its own.

    Returns
    -------
    Rated
        Ratings and truth.

    Notes
    -----
    Source: docs/methods/bridging.md. A member who rated a lifted item honestly rates it again: rows of the
    ring come last.

    Examples
    --------
    >>> world = RingWorld(raters=50, items=20, per_item=10, ring_items=3)
    >>> sorted(set(simulate_ratings(world, seed=1).rating.tolist()))
    [0.0, 0.5, 1.0]
    """
    rng = np.random.default_rng(seed)
    camp = rng.integers(0, 2, world.raters)
    quality = rng.normal(0.0, world.quality, world.items)
    poor = np.argsort(quality, kind="stable")[world.items // 10 : world.items * 4 // 10]
    ring_items = np.sort(rng.choice(poor, min(world.ring_items, len(poor)), replace=False))
    eligible = np.arange(world.raters) if world.spanning else np.flatnonzero(camp == 0)
    ring = np.sort(rng.permutation(eligible)[: world.ring])
    rater, item = _who_rates_what(world, ring_items, ring, rng)
    rating = _opinions(world, camp, quality, rater, item, rng)
    turns_up = rng.random((len(ring), len(ring_items))) < world.density
    member, lifted = np.nonzero(turns_up)
    return Rated(
        rater=np.concatenate([rater, ring[member]]),
        item=np.concatenate([item, ring_items[lifted]]),
        rating=np.concatenate([rating, np.ones(len(member))]),
        honest=np.arange(len(rater) + len(member)) < len(rater),
        quality=quality,
        camp=camp,
        ring=ring,
        ring_items=ring_items,
    )


def _who_rates_what(
    world: RingWorld, ring_items: IntArray, ring: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Choose the honest raters of every item: active people more often, people of its subject more often."""
    activity = rng.gamma(2.0, 0.5, world.raters) + 0.05
    field = rng.integers(0, world.subjects, world.raters)
    wanted = rng.poisson(world.per_item, world.items)
    if world.on_ring is not None:
        wanted[ring_items] = world.on_ring
    if not world.camouflaged:
        activity[ring] = 1e-9
    pairs = []
    for row, count in enumerate(wanted):
        here = field == row % world.subjects
        odds = activity * np.where(here, 4.0 * max(world.subjects - 1, 1), 1.0)
        chosen = rng.choice(world.raters, min(count, world.raters), replace=False, p=odds / odds.sum())
        pairs.append(np.stack([chosen, np.full(len(chosen), row)]))
    rater, item = np.concatenate(pairs, axis=1)
    return rater, item


def _opinions(
    world: RingWorld,
    camp: IntArray,
    quality: FloatArray,
    rater: IntArray,
    item: IntArray,
    rng: np.random.Generator,
) -> FloatArray:
    lenient = rng.normal(0.0, world.leniency, world.raters)
    side = (2 * camp - 1) * rng.uniform(0.5, 1.5, world.raters)
    pull = rng.normal(0.0, world.camps, world.items)
    view = 0.5 + quality[item] + lenient[rater] + side[rater] * pull[item]
    felt = view + rng.normal(0.0, world.noise, len(rater))
    return np.clip(np.round(felt * LEVELS), 0, LEVELS) / LEVELS
