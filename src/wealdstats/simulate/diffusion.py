"""A practice that spreads, along ties or through shared contexts: which of them is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.errors import InputError
from wealdstats.networks.exposure import Spreading
from wealdstats.types import BoolArray, FloatArray, IntArray

PERSISTENCE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffusionWorld:
    """Who is tied to whom, and what makes people adopt.

    Parameters
    ----------
    people, contexts : int
        People, spread over contexts (trusts, say) as evenly as possible.
    ties : float
        Ties of a person, on average.
    inside : float
        Share of ties within the context.
    late : float
        Share of ties formed in the course of time; the others are older.
    periods : int
        Periods, such as terms.
    hazard : float
        Chance of adopting in a period for somebody no adopter is tied to, in an average context and period.
    ratio : float
        How many times likelier it is for somebody an adopter is tied to; 1 plants nothing.
    shock : float
        Standard deviation of the log hazard between contexts: what is shared without any tie. It goes on from
        period to period with a correlation of 0.8, as a campaign does.
    made : float
        Share of adopters who, by adopting, become tied to an earlier adopter; nobody wrote down when.

    Raises
    ------
    InputError
        When a number is out of range.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> DiffusionWorld(ratio=1.0, shock=1.5).inside
    0.8
    """

    people: int = 600
    contexts: int = 20
    ties: float = 5.0
    inside: float = 0.8
    late: float = 0.2
    periods: int = 12
    hazard: float = 0.04
    ratio: float = 3.0
    shock: float = 0.0
    made: float = 0.0

    def __post_init__(self) -> None:
        shares = all(0.0 <= share <= 1.0 for share in (self.inside, self.late, self.made))
        sizes = 1 <= self.contexts <= self.people // 2 and self.periods >= 2 and self.ties > 0.0
        if not (shares and sizes and 0.0 < self.hazard < 1.0 and self.ratio > 0.0 and self.shock >= 0.0):
            raise InputError("shares from 0 to 1 and two people a context", f"{self}", "change the world")


@dataclass(frozen=True, slots=True, eq=False)
class Diffused:
    """What was seen of it.

    Parameters
    ----------
    world : DiffusionWorld
        What it was like.
    person, context : ndarray of int (people,)
        Numbers from 0.
    adopted : ndarray (people,)
        Period from 0; nan: not by the end.
    a, b : ndarray of int (ties,)
        Who is tied to whom.
    formed : ndarray (ties,)
        Period; −1 for before the first, or unknown.
    by_adopting : ndarray of bool (ties,)
        Whether adopting made the tie.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> int(diffuse(DiffusionWorld(), seed=1).by_adopting.sum())
    0
    """

    world: DiffusionWorld
    person: IntArray
    context: IntArray
    adopted: FloatArray
    a: IntArray
    b: IntArray
    formed: FloatArray
    by_adopting: BoolArray

    def spread(self) -> Spreading:
        """Give it as the method holds it."""
        periods = self.world.periods
        when = np.where(np.isnan(self.adopted), periods, self.adopted).astype(np.int64)
        return Spreading(when, self.context, self.a, self.b, self.formed.astype(np.int64), periods)


def diffuse(world: DiffusionWorld, *, seed: int) -> Diffused:
    """Let a practice spread.

    Parameters
    ----------
    world : DiffusionWorld
        What it is like.
    seed : int
        Same world and seed, same people, ties and adoptions.

    Returns
    -------
    Diffused
        What an observer sees.

    Notes
    -----
    Source: docs/methods/conductivity.md. In each period somebody adopts with the chance of their context and
    period, times the planted ratio if an adopter was tied to them before that adopter adopted.

    Examples
    --------
    >>> seen = diffuse(DiffusionWorld(people=100, contexts=5), seed=1)
    >>> seen.adopted.shape, bool(np.nanmax(seen.adopted) < 12)
    ((100,), True)
    """
    rng = np.random.default_rng(seed)
    context = np.arange(world.people) * world.contexts // world.people
    a, b = _tied(world, context, rng)
    late = rng.random(len(a)) < world.late
    formed = np.where(late, rng.integers(0, world.periods, len(a)), -1)
    when = _spread(world, context, a, b, formed, rng)
    by = _made(world, when, rng)
    return Diffused(
        world=world,
        person=np.arange(world.people),
        context=context,
        adopted=np.where(when < world.periods, when.astype(np.float64), np.nan),
        a=np.concatenate([a, by[0]]),
        b=np.concatenate([b, by[1]]),
        formed=np.concatenate([formed, np.full(by.shape[1], -1)]).astype(np.float64),
        by_adopting=np.arange(len(a) + by.shape[1]) >= len(a),
    )


def _tied(world: DiffusionWorld, context: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Draw ties, more to some people than to others, most within contexts."""
    count = round(world.people * world.ties / 2.0)
    pull = rng.gamma(2.0, 0.5, world.people) + 0.1
    weight = pull.cumsum()
    a = np.searchsorted(weight, rng.random(count) * weight[-1])
    start, stop = (np.searchsorted(context, context[a], side) for side in ("left", "right"))
    near = start + (rng.random(count) * (stop - start)).astype(np.int64)
    far = np.searchsorted(weight, rng.random(count) * weight[-1])
    b = np.where(rng.random(count) < world.inside, near, far)
    key = np.unique(np.minimum(a, b)[a != b] * world.people + np.maximum(a, b)[a != b])
    return key // world.people, key % world.people


def _spread(
    world: DiffusionWorld,
    context: IntArray,
    a: IntArray,
    b: IntArray,
    formed: IntArray,
    rng: np.random.Generator,
) -> IntArray:
    shock = _shocks(world, rng)
    when = np.full(world.people, world.periods, np.int64)
    for period in range(world.periods):
        exposed = Spreading(when, context, a, b, formed, world.periods).exposed_from() <= period
        chance = world.hazard * np.exp(shock[context, period]) * np.where(exposed, world.ratio, 1.0)
        adopting = (rng.random(world.people) < chance) & (when == world.periods)
        when[adopting] = period
    return when


def _shocks(world: DiffusionWorld, rng: np.random.Generator) -> FloatArray:
    shock = rng.normal(0.0, world.shock, (world.contexts, world.periods))
    for period in range(1, world.periods):
        shock[:, period] = PERSISTENCE * shock[:, period - 1] + np.sqrt(1 - PERSISTENCE**2) * shock[:, period]
    return shock


def _made(world: DiffusionWorld, when: IntArray, rng: np.random.Generator) -> IntArray:
    """Tie some adopters to one who adopted before them: (2, ties)."""
    order = np.argsort(when, kind="stable")
    earlier = np.searchsorted(when[order], when)
    eager = (when < world.periods) & (earlier > 0) & (rng.random(len(when)) < world.made)
    chosen = order[(rng.random(len(when)) * earlier).astype(np.int64)]
    return np.stack([np.flatnonzero(eager), chosen[eager]])
