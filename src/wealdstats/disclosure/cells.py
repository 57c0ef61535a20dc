"""Figures about few people, and what adds up to what."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wealdstats.errors import InputError

Key: TypeAlias = Hashable

# A hidden value must stay uncertain by at least this share of the measure's whole range.
SHARE_OF_RANGE = 0.05
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: the people behind it, its value, and the number of people below which it is hidden.

    Parameters
    ----------
    key : hashable
        Its name.
    count : int
        People behind it.
    value : float
        Mean, percentage or other average of theirs; finite (of nobody: any number).
    threshold : int
        Fewest people whose figure may be shown.
    is_public : bool
        Known already: it cannot be hidden, and gives away what it gives away.
    is_latent : bool
        Never shown, whatever its size. Where it is small its value is protected; how many people it is of
        need not be.

    Notes
    -----
    Source: docs/methods/hidden_cells.md.

    Examples
    --------
    >>> Cell("disadvantaged", 4, 50.0, 11).is_small, Cell("all", 40, 50.0, 6).is_small
    (True, False)
    """

    key: Key
    count: int
    value: float
    threshold: int
    is_public: bool = False
    is_latent: bool = False

    @property
    def is_small(self) -> bool:
        """Nobody is disclosed by a group without people."""
        return 0 < self.count < self.threshold and not self.is_public

    @property
    def total(self) -> float:
        """What adds up: a mean or a percentage times its people."""
        return self.count * self.value


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and the parts that make it up without overlap.

    Parameters
    ----------
    whole : hashable
        Key of the whole.
    parts : tuple of hashable
        Keys of its parts: groups of a school, schools of a trust, years of an average over years; an earlier
        export and those who came since.

    Notes
    -----
    Source: docs/methods/hidden_cells.md.

    Examples
    --------
    >>> Sum("all", ("disadvantaged", "other")).keys
    ('all', 'disadvantaged', 'other')
    """

    whole: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The whole, then the parts."""
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lowest and highest value a figure can take; None where it has no end.

    Parameters
    ----------
    low, high : float or None
        Ends of the range.
    share : float
        Share of the range by which a hidden value must stay in doubt.

    Notes
    -----
    Source: docs/methods/hidden_cells.md.

    Examples
    --------
    >>> Bounds(0.0, 100.0).least_doubt
    5.0
    """

    low: float | None = None
    high: float | None = None
    share: float = SHARE_OF_RANGE

    @property
    def least_doubt(self) -> float:
        """By how much a hidden value must at least stay open, in its own unit."""
        if self.low is None or self.high is None:
            return TOLERANCE
        return self.share * (self.high - self.low)


def margins(keys: Sequence[tuple[Hashable, ...]], *, whole: Hashable = "all") -> tuple[Sum, ...]:
    """Find every sum of a table whose keys name a place in each dimension, and `whole` for all of them.

    Parameters
    ----------
    keys : sequence of tuple
        Keys of the cells there are, one entry a dimension (such as school, group, year).
    whole : hashable
        Entry that stands for everything along a dimension.

    Returns
    -------
    tuple of Sum
        For each key with `whole` somewhere, and each such place: the cells that differ from it only there.

    Raises
    ------
    InputError
        Where keys have different lengths.

    Notes
    -----
    Source: this project. A dimension whose parts are not all there must not be summed: leave its whole out.

    Examples
    --------
    >>> [one.parts for one in margins([("a", "all"), ("a", "x"), ("a", "y")])]
    [(('a', 'x'), ('a', 'y'))]
    """
    if len({len(key) for key in keys}) > 1:
        raise InputError("keys of one length", "several", "name a place in every dimension")
    sums = []
    for key in keys:
        for place, entry in enumerate(key):
            if entry == whole:
                parts = [k for k in keys if k[place] != whole and _elsewhere(k, key, place)]
                sums += [Sum(key, tuple(parts))] if parts else []
    return tuple(sums)


def _elsewhere(one: tuple[Hashable, ...], other: tuple[Hashable, ...], place: int) -> bool:
    return one[:place] == other[:place] and one[place + 1 :] == other[place + 1 :]
