"""What the estimates of one measure share, made ready once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.frame import frame_of
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.selection import lean_of
from wealdstats.dividend.store import Store
from wealdstats.errors import InputError
from wealdstats.panel import Joins, Panel
from wealdstats.panel.digest import digest

FEWEST_DRAWS = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What one family of estimates has in common beside its data.

    Parameters
    ----------
    store : Store
        Frame, rule and banks.
    draws : int
        Placebo trusts to begin with.
    seed : int
        Seed of the draws.
    lean : float
        How far joining schools lay from the others before they joined.
    leaving_known : bool
        Whether any joining records when a school left.
    data_hash : str
        sha256 of panel and joinings.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> prepare(sector.panel, sector.joins, Rule(), 100, 7).seed
    7
    """

    store: Store
    draws: int
    seed: int
    lean: float
    leaving_known: bool
    data_hash: str

    def rng(self, trust: str, purpose: int) -> np.random.Generator:
        """Return a generator of a trust's own: the same alone and among others, and for every measure."""
        return np.random.default_rng([self.seed, zlib.crc32(trust.encode()), purpose])


def prepare(panel: Panel, joins: Joins, rule: Rule, draws: int, seed: int) -> Settings:
    """Prepare what the estimates of one measure share.

    Parameters
    ----------
    panel : Panel
        One measure.
    joins : Joins
        Who joined which trust when.
    rule : Rule
        The choices.
    draws : int
        Placebo trusts to begin with, 20 or more.
    seed : int
        Seed, not negative.

    Returns
    -------
    Settings
        Frame, empty store, hashes.

    Raises
    ------
    InputError
        Too few draws or a negative seed.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> prepare(sector.panel, sector.joins, Rule(), 1, 7)
    Traceback (most recent call last):
    wealdstats.errors.InputError: Need: 20 draws or more. Found: 1. Remedy: ask for more.
    """
    if draws < FEWEST_DRAWS:
        raise InputError(f"{FEWEST_DRAWS} draws or more", f"{draws}", "ask for more")
    if seed < 0:
        raise InputError("a seed of 0 or more", f"{seed}", "choose another")
    frame = frame_of(panel, joins, rule)
    return Settings(
        store=Store(frame, rule),
        draws=draws,
        seed=seed,
        lean=lean_of(frame, rule),
        leaving_known=any(join.left_year is not None for join in joins.records),
        data_hash=digest([panel.content_hash, joins.content_hash]),
    )
