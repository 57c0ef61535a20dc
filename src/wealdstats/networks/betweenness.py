"""How many shortest ways lead through somebody."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from scipy import sparse

from wealdstats.errors import InputError, MissingExtraError
from wealdstats.types import FloatArray, IntArray

AT_ONCE = 64
SERIAL = 2**62  # threads would add up in whatever order they finish


def betweenness_of(
    n: int, a: IntArray, b: IntArray, *, pivots: int | None = None, seed: int = 0
) -> FloatArray:
    """Give the share of shortest ways between two others that lead through each.

    Parameters
    ----------
    n : int
        How many there are.
    a, b : ndarray of int (ties,)
        Ties, each once.
    pivots : int, optional
        Count ways from so many starting points drawn at random, and scale up; all of them without.
    seed : int, default 0
        Seed of that draw.

    Returns
    -------
    ndarray (n,)
        Between 0 and 1; 0 where fewer than three there are.

    Raises
    ------
    InputError
        When there are fewer than one pivot or more than points.
    MissingExtraError
        When `rustworkx` is not installed and no ``pivots`` are given.

    Notes
    -----
    Source: Freeman (1977), Sociometry 40(1); Brandes (2001), Journal of Mathematical Sociology 25(2); pivots:
    Brandes and Pich (2007), International Journal of Bifurcation and Chaos 17(7). Exact counts are
    rustworkx's, by one thread so that the last digit is the same each time; those from pivots are ours.

    Examples
    --------
    >>> betweenness_of(3, np.array([0, 1]), np.array([1, 2]))
    array([0., 1., 0.])
    """
    pairs = (n - 1) * (n - 2)
    if pivots is not None and not 1 <= pivots <= n:
        raise InputError(f"between 1 and {n} pivots", f"{pivots}", "leave them out to start from everybody")
    if pairs <= 0 or not len(a):
        return np.zeros(n)
    if pivots is None:
        return 2.0 * _exact(n, a, b) / pairs
    drawn = np.sort(np.random.default_rng(seed).choice(n, pivots, replace=False))
    blocks = np.split(drawn, range(AT_ONCE, len(drawn), AT_ONCE))
    adjacent = sparse.csr_array((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a])), shape=(n, n))
    total = np.sum([_ways_from(adjacent, sources) for sources in blocks], axis=0)
    return np.asarray(total * n / (pivots * pairs))


def _exact(n: int, a: IntArray, b: IntArray) -> FloatArray:
    rx = _rustworkx()
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from_no_data(list(zip(a.tolist(), b.tolist(), strict=True)))
    found = rx.graph_betweenness_centrality(graph, normalized=False, parallel_threshold=SERIAL)
    return np.array([found[row] for row in range(n)])


def _rustworkx() -> ModuleType:
    try:
        import rustworkx  # noqa: PLC0415 -- optional dependency
    except ImportError:
        raise MissingExtraError(
            "rustworkx for exact betweenness",
            "it is not installed",
            'pip install "weald[networks]", or pass pivots',
        ) from None
    return rustworkx


def _ways_from(adjacent: sparse.csr_array, sources: IntArray) -> FloatArray:
    """Add up what each of the sources' shortest ways lead through: forth level by level, and back."""
    n, many = adjacent.shape[0], len(sources)
    ways = np.zeros((n, many))
    ways[sources, np.arange(many)] = 1.0
    levels = [ways > 0.0]
    seen = levels[0].copy()
    while True:
        onward = adjacent @ np.where(levels[-1], ways, 0.0)
        onward[seen] = 0.0
        if not onward.any():
            break
        levels.append(onward > 0.0)
        seen |= levels[-1]
        ways += onward
    dependent = np.zeros((n, many))
    for here, before in zip(levels[:0:-1], levels[-2::-1], strict=True):
        share = np.divide(1.0 + dependent, ways, out=np.zeros_like(ways), where=here)
        dependent += np.where(before, ways * (adjacent @ share), 0.0)
    dependent[sources, np.arange(many)] = 0.0
    return np.asarray(dependent.sum(axis=1))
