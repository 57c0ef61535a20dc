"""Candidate edges: who could help whom, how well, on a grid of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.labels import Names
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

TIE_BITS = 20
COST_BITS = 55  # what is left of 64 for costs once the solver has multiplied them by its nodes, with room
FLOAT_BITS = 51  # what is left of the 53 of a float for prices: twice the cost of an empty place at most
DECIMALS = 7
LATER = 64  # needs that may come after the batch before tie-breakers or chains could add up to too much
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Grid(Result):
    """The whole numbers affinities are solved on.

    Parameters
    ----------
    low : float
        Affinity that is 0 on the grid.
    step : float
        Affinity between neighbouring points; a total is exact to half a step a pairing.
    scale : int
        Grid units a step; the rest below it breaks ties.
    noise : int
        Tie-breakers are drawn from 0 to this, exclusive; 1 where there is no room for any.
    exact : bool
        Whether every affinity lies on the grid.
    top : int
        Largest value on the grid.

    Notes
    -----
    Source: this project. Whole numbers make an optimum something that can be proved: no tolerance decides.

    Examples
    --------
    >>> Grid(0.0, 0.01, 1024, 8, True, 102_407).values(np.array([0.25]), np.array([3]))
    array([25603])
    """

    low: float
    step: float
    scale: int
    noise: int
    exact: bool
    top: int

    @property
    def high(self) -> float:
        """Largest affinity on the grid."""
        return self.low + self.top // self.scale * self.step

    def values(self, affinity: FloatArray, ties: IntArray) -> IntArray:
        """Put affinities on the grid.

        Parameters
        ----------
        affinity : ndarray (rows,)
            Any unit; finite.
        ties : ndarray of int (rows,)
            Tie-breakers below ``noise``.

        Returns
        -------
        ndarray of int (rows,)
            Grid values.
        """
        steps = affinity - self.low
        steps /= self.step
        values: IntArray = np.rint(steps, out=steps).astype(np.int64)
        values *= self.scale
        values += ties
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Edges(Result):
    """Candidate edges by need, then offer.

    Parameters
    ----------
    needs, offers : ndarray (n,), (k,)
        Distinct labels in order.
    need, offer : ndarray of int (rows,)
        Numbers of each edge's ends.
    affinity : ndarray (rows,)
        What a pairing is worth, as given.
    value : ndarray of int (rows,)
        The same on the grid, with its tie-breaker.
    first : ndarray of int (n + 1,)
        Where each need's edges begin.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> edges, grid = candidates(np.arange(2), np.arange(1), np.array([1, 0]), np.array([0, 0]),
    ...                          np.array([0.5, 1.0]), pairs=1, seed=0, chain=9)
    >>> edges.affinity
    array([1. , 0.5])
    """

    needs: Names
    offers: Names
    need: IntArray
    offer: IntArray
    affinity: FloatArray
    value: IntArray
    first: IntArray


def candidates(
    needs: Names,
    offers: Names,
    need: IntArray,
    offer: IntArray,
    affinity: npt.ArrayLike,
    *,
    pairs: int,
    seed: int,
    chain: int,
    deep: int = 0,
) -> tuple[Edges, Grid]:
    """Sort, check and weigh candidate edges.

    Parameters
    ----------
    needs, offers : ndarray (n,), (k,)
        Distinct labels in order.
    need, offer : ndarray of int (rows,)
        Numbers of each edge's ends, in any order of rows.
    affinity : array_like (rows,)
        Any unit, the larger the better; no missing values: leave the row out instead.
    pairs : int
        How many pairings there can be at most.
    seed : int
        Seed of the tie-breakers.
    chain : int
        How many of the largest values an empty place costs: more than any chain of exchanges can be worth.
    deep : int
        Bits the solver needs to put load floors above everything.

    Returns
    -------
    tuple of Edges and Grid
        The edges and what their values mean.

    Raises
    ------
    InputError
        Where lengths differ, an affinity is not finite or a pair comes twice.

    Notes
    -----
    Source: this project. Ties are broken at random by (seed, need, offer), not by the order of rows.

    Examples
    --------
    >>> edges, grid = candidates(np.arange(2), np.arange(1), np.array([0, 1]), np.array([0, 0]), [0.5, 1.0],
    ...                          pairs=1, seed=0, chain=9)
    >>> grid.step, grid.exact
    (0.1, True)
    """
    worth = np.asarray(affinity, np.float64)
    if not len(need) == len(offer) == worth.size or worth.ndim != 1:
        found = f"{len(need)}, {len(offer)} and {worth.size}"
        raise InputError("need, offer and affinity of one length", found, "pass one row per candidate edge")
    if not np.isfinite(worth).all():
        raise InputError("finite affinities", "one that is not", "leave out the row of an unknown affinity")
    key = need * max(len(offers), 1) + offer
    ahead = np.diff(key)
    if (ahead < 0).any():
        order = np.argsort(key, kind="stable")
        need, offer, worth, ahead = need[order], offer[order], worth[order], np.diff(key[order])
    if (ahead == 0).any():
        raise InputError("each pair once", "a pair that comes twice", "keep one row per need and offer")
    bits = min(
        COST_BITS - (2 * (len(needs) + len(offers)) + 4).bit_length() - deep, FLOAT_BITS - chain.bit_length()
    )
    grid = _grid(worth, bits, pairs)
    ties = np.random.default_rng(seed).integers(0, grid.noise, len(worth))
    first = np.searchsorted(need, np.arange(len(needs) + 1)).astype(np.int64)
    return Edges(needs, offers, need, offer, worth, grid.values(worth, ties), first), grid


def longest_chain(needs: int, offers: int) -> int:
    """Bound how many exchanges follow from one: a chain visits each need and each offer at most once.

    Parameters
    ----------
    needs, offers : int
        How many there are.

    Returns
    -------
    int
        With room for needs that come later, the beginning and the end.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> longest_chain(20_000, 5_000)
    5003
    """
    return min(needs + LATER, offers) + 3


def _grid(affinity: FloatArray, bits: int, pairs: int) -> Grid:
    low, high = (float(affinity.min()), float(affinity.max())) if affinity.size else (0.0, 0.0)
    ties = min(TIE_BITS, bits // 2)
    most = 2 ** (bits - ties)
    step, exact = _step(affinity, low, high - low, most)
    noise = max(1, 2**ties // (4 * (pairs + LATER)))
    top = round((high - low) / step) * 2**ties + noise
    return Grid(low, step, 2**ties, noise, exact, top)


def _step(affinity: FloatArray, low: float, span: float, most: int) -> tuple[float, bool]:
    """Give the coarsest decimal step all affinities lie on, else the finest there is room for."""
    if span == 0.0:
        return 1.0, True
    for step in (10.0**-power for power in range(DECIMALS)):
        if span / step <= most and on_step(affinity[:1000], low, step) and on_step(affinity, low, step):
            return step, True
    return span / most, False


def on_step(affinity: FloatArray, low: float, step: float) -> bool:
    """Tell whether affinities are whole steps above the lowest.

    Parameters
    ----------
    affinity : ndarray (m,)
        Any unit.
    low, step : float
        Affinity that is 0 on a grid, and between neighbouring points.

    Returns
    -------
    bool
        Whether all are, to a millionth of a step.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> on_step(np.array([5.0, 5.5]), 5.0, 0.5), on_step(np.array([5.2]), 5.0, 0.5)
    (True, False)
    """
    steps = (affinity - low) / step
    return bool((np.abs(steps - np.rint(steps)) <= ROUNDING).all())


def spans(first: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Give the places of all entries of some rows of a table by row, and whose each is.

    Parameters
    ----------
    first : ndarray of int (rows + 1,)
        Where each row begins.
    rows : ndarray of int (m,)
        Rows wanted.

    Returns
    -------
    tuple of two ndarrays of int
        Places, and the row of each.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> spans(np.array([0, 2, 2, 5]), np.array([2, 0]))
    (array([2, 3, 4, 0, 1]), array([2, 2, 2, 0, 0]))
    """
    start = first[rows]
    size = first[rows + 1] - start
    ends = np.cumsum(size)
    total = int(ends[-1]) if ends.size else 0
    return np.arange(total) + np.repeat(start - ends + size, size), np.repeat(rows, size)


def keys(edges: Edges, need: IntArray, offer: IntArray) -> IntArray:
    """Give one number per pair, for looking pairs up.

    Parameters
    ----------
    edges : Edges
        Where the numbers belong to.
    need, offer : ndarray of int (m,)
        Numbers of the ends.

    Returns
    -------
    ndarray of int (m,)
        Keys in the order of edges.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> edges, _ = candidates(np.arange(2), np.arange(3), np.array([0]), np.array([0]), [1.0],
    ...                       pairs=1, seed=0, chain=9)
    >>> keys(edges, np.array([1]), np.array([2]))
    array([5])
    """
    result: IntArray = need * max(len(edges.offers), 1) + offer
    return result


def listed(edges: Edges, pairs: IntArray) -> BoolArray:
    """Mark the edges whose pair is among some keys.

    Parameters
    ----------
    edges : Edges
        Candidate edges.
    pairs : ndarray of int (m,)
        Keys.

    Returns
    -------
    ndarray of bool (rows,)
        Whether each edge is listed.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> edges, _ = candidates(np.arange(2), np.arange(3), np.array([0, 1]), np.array([0, 2]), [1.0, 2.0],
    ...                       pairs=1, seed=0, chain=9)
    >>> listed(edges, np.array([5]))
    array([False,  True])
    """
    mark = np.zeros(len(edges.need), np.bool_)
    if pairs.size:
        own = keys(edges, edges.need, edges.offer)
        place = np.minimum(np.searchsorted(own, pairs), max(len(own) - 1, 0))
        if own.size:
            mark[place[own[place] == pairs]] = True
    return mark
