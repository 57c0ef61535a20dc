"""Draw needs and offers whose best plan is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

MOST_PLACES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Support(Result):
    """Needs and offers on a map, one row per candidate edge.

    Parameters
    ----------
    need, offer : ndarray of int (rows,)
        Numbers of the ends.
    affinity : ndarray (rows,)
        What a pairing is worth.
    demand, capacity : ndarray of int (n,), (k,)
        Places per need and per offer.
    area : ndarray of int (k,)
        Which quarter of the map an offer is in, 0 to 3.
    best : ndarray of bool (rows,) or None
        The plan of largest total where it was planted.

    Notes
    -----
    Source: docs/methods/matching.md.

    Examples
    --------
    >>> needs_and_offers(4, 3, 2, seed=1).affinity.shape
    (8,)
    """

    need: IntArray
    offer: IntArray
    affinity: FloatArray
    demand: IntArray
    capacity: IntArray
    area: IntArray
    best: BoolArray | None


def needs_and_offers(
    needs: int, offers: int, candidates: int, *, spare: float = 0.2, planted: bool = True, seed: int
) -> Support:
    """Draw needs with their nearest offers as candidates.

    Parameters
    ----------
    needs, offers : int
        How many of each.
    candidates : int
        Candidate offers of each need, from 2 to ``offers``.
    spare : float
        Planted: share of offers with a free place. Otherwise: places beyond those asked for, as a share
        of them; below 0 there are too few.
    planted : bool
        Whether the best plan is planted by its prices; otherwise affinity is closeness and chance.
    seed : int
        Same arguments and seed, same draw.

    Returns
    -------
    Support
        The draw and its truth.

    Raises
    ------
    InputError
        With fewer than two candidates or more than there are offers.

    Notes
    -----
    Source: complementary slackness. A planted pairing is worth the price of its need plus that of its offer,
    any other pairing less, and only full offers have a price: so no plan is worth more.

    Examples
    --------
    >>> drawn = needs_and_offers(50, 20, 5, seed=1)
    >>> int(drawn.best.sum()) == int(drawn.demand.sum())
    True
    """
    if not 2 <= candidates <= offers:
        raise InputError("2 to all offers as candidates", f"{candidates} of {offers}", "change candidates")
    rng = np.random.default_rng(seed)
    here, there = rng.random((needs, 2)), rng.random((offers, 2))
    far, near = KDTree(there).query(here, candidates)
    need, offer = np.repeat(np.arange(needs), candidates), near.reshape(-1).astype(np.int64)
    demand = rng.integers(1, MOST_PLACES + 1, needs)
    area = (there[:, 0] > 0.5) + 2 * (there[:, 1] > 0.5)
    if not planted:
        affinity = 0.5 * np.exp(-8.0 * far.reshape(-1)) + 0.5 * rng.random(len(need))
        places = max(0, round(float(demand.sum()) * (1.0 + spare)))
        capacity = rng.multinomial(places, np.full(offers, 1.0 / offers))
        return Support(need, offer, affinity, demand, capacity, area, None)
    best = (rng.random((needs, candidates)).argsort(axis=1) < demand[:, None]).reshape(-1)
    free = rng.random(offers) < spare
    price = np.where(free, 0.0, rng.exponential(0.2, offers))
    affinity = rng.uniform(0.3, 1.0, needs)[need] + price[offer]
    affinity -= np.where(best, 0.0, 0.01 + rng.exponential(0.2, len(need)))
    capacity = np.bincount(offer[best], minlength=offers) + free
    return Support(need, offer, affinity, demand, capacity.astype(np.int64), area, best)
