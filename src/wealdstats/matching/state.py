"""A plan with what is needed to change it."""

from __future__ import annotations

from dataclasses import dataclass

from wealdstats.matching.exchange import Exchanges
from wealdstats.matching.near import Near
from wealdstats.types import IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class State(Result):
    """An optimal plan that can be changed.

    Parameters
    ----------
    near : Near
        Edges within reach.
    held : ndarray of int (pairs,)
        Which of them are in the plan, by offer.
    exchanges : Exchanges
        How offers can hand on what they hold.
    price : ndarray of int (k,)
        Optimal prices of offers; `CLOSED` where there are no places.
    room : ndarray of int (k,)
        Free places of each offer.
    lacking : ndarray of int (n,)
        Empty places of each need.
    empty : int
        Cost of an empty place.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> State.__slots__[0]
    'near'
    """

    near: Near
    held: IntArray
    exchanges: Exchanges
    price: IntArray
    room: IntArray
    lacking: IntArray
    empty: int
