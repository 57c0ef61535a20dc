"""What a caller may ask of a plan beyond demand and capacity."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Keep some of a need's places for offers with a label.

    Parameters
    ----------
    count : int
        How many of each need's places are kept, at least 1.
    offers : collection of labels
        The offers that carry the label.
    needs : collection of labels, optional
        The needs it is asked for; all where None.
    label : str
        What the label is called in explanations.

    Notes
    -----
    Source: this project. A kept place that no labelled offer can fill stays empty and is reported so; it is
    never given to somebody without the label.

    Examples
    --------
    >>> AtLeast(1, {"Ash"}, label="has led a small school").count
    1
    """

    count: int
    offers: Collection[Hashable]
    needs: Collection[Hashable] | None = None
    label: str = "label"


@dataclass(frozen=True, slots=True)
class PerReceiver:
    """Cap how many supporters one receiver has over all its needs.

    Parameters
    ----------
    at_most : int
        The cap, at least 0, in pairings: one supporter of two needs counts twice.
    receiver : mapping of need label to receiver label
        Whose each need is; a need that is not named is its own receiver.

    Notes
    -----
    Source: this project. Too many helpers at once are themselves a burden.

    Examples
    --------
    >>> PerReceiver(3, {"reading": "Oak", "number": "Oak"}).at_most
    3
    """

    at_most: int
    receiver: Mapping[Hashable, Hashable]
