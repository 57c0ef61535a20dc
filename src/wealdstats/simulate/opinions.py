"""Opinion camps with bridges between them: conversations whose answer is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionWorld:
    """A conversation before anybody has voted.

    Parameters
    ----------
    people, statements : int
        How many.
    camps : tuple of float
        Sizes of the camps in any unit. One camp: nobody differs but by chance and temper.
    bridges : float
        Share of statements every camp agrees with.
    neutral : float
        Share of statements on which views have nothing to do with camps. The rest divides them.
    conviction : float
        How strongly camps hold their views, in logits; 0 hides the camps.
    temper : float
        Standard deviation of people's own leaning along one scale, in logits: a spectrum without camps.
    share_seen : float
        Mean share of statements a person votes on.
    spread_seen : float
        Standard deviation of the logarithm of how many that is.
    passes : float
        Share of votes that are passes.
    revised : float
        Share of votes cast a second time, the first one being the opposite.

    Raises
    ------
    InputError
        A share or count is out of range.

    Notes
    -----
    Source: docs/methods/simulate_opinions.md.

    Examples
    --------
    >>> OpinionWorld(camps=(2, 1, 1)).people
    300
    """

    people: int = 300
    statements: int = 60
    camps: tuple[float, ...] = (1.0, 1.0)
    bridges: float = 0.2
    neutral: float = 0.2
    conviction: float = 1.5
    temper: float = 0.0
    share_seen: float = 0.5
    spread_seen: float = 0.5
    passes: float = 0.1
    revised: float = 0.0

    def __post_init__(self) -> None:
        for name, low, high in LIMITS:
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name} between {low} and {high}", f"{value}", "change the world")
        if not self.camps or min(self.camps) <= 0:
            raise InputError("camps with sizes above 0", f"{self.camps}", "change the world")
        if self.bridges + self.neutral > 1.0:
            raise InputError(
                "bridges and neutral at most 1 together", f"{self.bridges + self.neutral}", "lower one"
            )


LIMITS: tuple[tuple[str, float, float], ...] = (
    ("people", 2, 10_000_000),
    ("statements", 2, 100_000),
    ("bridges", 0, 1),
    ("neutral", 0, 1),
    ("conviction", 0, 20),
    ("temper", 0, 20),
    ("share_seen", 0.001, 1),
    ("spread_seen", 0, 3),
    ("passes", 0, 0.95),
    ("revised", 0, 1),
)


@dataclass(frozen=True, slots=True, eq=False)
class Opinions(Result):
    """Votes in the order of time, and the truth about them.

    Parameters
    ----------
    person, statement, vote : ndarray (n,)
        One row per vote: numbers from 0; 1, 0 or −1.
    camp : ndarray of int (people,)
        Everybody's camp.
    is_bridge, divides : ndarray of bool (statements,)
        Whether every camp agrees with it; whether camps differ on it.
    chance : ndarray (camps, statements)
        Chance that somebody of the camp agrees, of those who do not pass.

    Notes
    -----
    Source: docs/methods/simulate_opinions.md.

    Examples
    --------
    >>> drawn = simulate_opinions(OpinionWorld(people=50, statements=10), seed=1)
    >>> drawn.camp.shape, drawn.is_bridge.sum()
    ((50,), np.int64(2))
    """

    person: IntArray
    statement: IntArray
    vote: npt.NDArray[Any]
    camp: IntArray
    is_bridge: BoolArray
    divides: BoolArray
    chance: FloatArray


def simulate_opinions(world: OpinionWorld, *, seed: int) -> Opinions:
    """Draw a conversation.

    Parameters
    ----------
    world : OpinionWorld
        What it is like.
    seed : int
        Same world and seed, same conversation.

    Returns
    -------
    Opinions
        Votes and the truth.

    Notes
    -----
    Source: docs/methods/simulate_opinions.md. What people see does not depend on what they think: the
    method's own assumption holds here by construction.

    Examples
    --------
    >>> drawn = simulate_opinions(OpinionWorld(people=50, statements=10, share_seen=1.0), seed=1)
    >>> drawn.vote[:4]
    array([-1, -1, -1,  1], dtype=int8)
    """
    rng = np.random.default_rng(seed)
    share = np.array(world.camps) / sum(world.camps)
    camp = rng.choice(len(share), world.people, p=share)
    kind = rng.permutation(world.statements) / world.statements
    is_bridge = kind < world.bridges
    divides = kind >= world.bridges + world.neutral
    logit = _views(world, rng, is_bridge, divides)
    person, statement = _seen(world, rng)
    slope = rng.normal(size=world.statements)
    leaning = world.temper * rng.normal(size=world.people)
    wish = logit[camp[person], statement] + leaning[person] * slope[statement]
    vote = np.where(rng.random(len(person)) < 1.0 / (1.0 + np.exp(-wish)), 1, -1).astype(np.int8)
    vote[rng.random(len(vote)) < world.passes] = 0
    again = np.flatnonzero(rng.random(len(vote)) < world.revised)
    person, statement = (np.concatenate([column[again], column]) for column in (person, statement))
    vote = np.concatenate([-vote[again], vote])
    return Opinions(person, statement, vote, camp, is_bridge, divides, 1.0 / (1.0 + np.exp(-logit)))


def _views(
    world: OpinionWorld, rng: np.random.Generator, is_bridge: BoolArray, divides: BoolArray
) -> FloatArray:
    """Logits of agreeing (camps, statements): bridges high for all, dividing statements high for some."""
    camps, n = len(world.camps), world.statements
    side = np.where(rng.random((camps, n)) < 0.5, 1.0, -1.0)
    same = (side == side[0]).all(axis=0)
    # No dividing statement is left without somebody on the other side.
    side[rng.integers(0, camps, n)[same], np.flatnonzero(same)] *= -1.0
    neutral = rng.normal(scale=0.5, size=n)
    logit = np.where(divides, world.conviction * side, np.where(is_bridge, 2.0, neutral))
    return np.broadcast_to(logit, (camps, n)).astype(np.float64)


def _seen(world: OpinionWorld, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Who saw what: everybody a random set, its size log-normal; in random order."""
    mean = world.share_seen * world.statements
    size = mean * np.exp(rng.normal(-(world.spread_seen**2) / 2.0, world.spread_seen, world.people))
    number = np.clip(np.rint(size), 1, world.statements).astype(np.int64)
    person = np.repeat(np.arange(world.people), number)
    rank = np.arange(len(person)) - np.repeat(np.cumsum(number) - number, number)
    # Steps of a stride that shares no factor with the number of statements meet each of them once.
    strides = np.flatnonzero(np.gcd(np.arange(world.statements + 1), world.statements) == 1)
    stride = rng.choice(strides, world.people)[person]
    first = rng.integers(0, world.statements, world.people)[person]
    order = rng.permutation(len(person))
    shuffled = rng.permutation(world.statements)
    return person[order], shuffled[(first + rank * stride) % world.statements][order]
