"""How schools hang together: degrees, components, brokers, isolates, ties across trusts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from wealdstats.errors import InputError
from wealdstats.labels import Labels, Names, coded
from wealdstats.networks.betweenness import betweenness_of
from wealdstats.networks.ties import Ties, degrees, gather, pair
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Connectivity(Result):
    """A network on one day.

    Parameters
    ----------
    names : ndarray (n,)
        Everybody, sorted; the arrays below are in this order.
    degree : ndarray of int (n,)
        How many others each is tied to.
    strength : ndarray (n,)
        Sum of the strengths of their ties.
    betweenness : ndarray (n,)
        Share of the shortest ways between two others that lead through each; 0 to 1.
    component : ndarray of int (n,)
        Number of the part each belongs to; 0 is the largest. Isolates are parts of one.
    brokers : ndarray (at most the number asked for,)
        Those most ways lead through, most first; nobody through whom none leads.
    isolates : ndarray
        Those without a tie.
    n_components : int
        Parts of at least two.
    largest_share : float
        Share of everybody in the largest part; 0 where nobody is tied.
    density : float
        Share of possible ties that there are; 0 where nobody could be tied.
    tie_a, tie_b : ndarray of int (ties,)
        Rows of ``names`` each tie connects.
    tie_strength : ndarray (ties,)
        Its faded weight.
    cross_share : float or None
        Share of ties between different trusts; None without trusts or ties.
    cross_expected : float or None
        The share to expect if everybody kept the number of their ties and these fell anywhere.
    n_within, n_later, n_faded : int
        Left out: acts of one with itself, acts after the day of asking, ties too faint to count.
    pivots : int or None
        Starting points betweenness was counted from; None for everybody.
    seed : int
        Seed of their draw.

    Notes
    -----
    Source: docs/methods/connectivity.md.

    Examples
    --------
    >>> found = connectivity(["Ash", "Oak"], ["Oak", "Elm"], member=["Ash", "Elm", "Fir", "Oak"])
    >>> found.degree, found.brokers.tolist(), found.isolates.tolist()
    (array([1, 1, 0, 2]), ['Oak'], ['Fir'])
    """

    names: Names
    degree: IntArray
    strength: FloatArray
    betweenness: FloatArray
    component: IntArray
    brokers: Names
    isolates: Names
    n_components: int
    largest_share: float
    density: float
    tie_a: IntArray
    tie_b: IntArray
    tie_strength: FloatArray
    cross_share: float | None
    cross_expected: float | None
    n_within: int
    n_later: int
    n_faded: int
    pivots: int | None
    seed: int


def connectivity(
    a: Labels,
    b: Labels,
    *,
    on: FloatArray | None = None,
    until: float | None = None,
    half_life: float | None = None,
    weight: FloatArray | None = None,
    faint: float = 0.05,
    member: Labels | None = None,
    trust: Labels | None = None,
    brokers: int = 10,
    pivots: int | None = None,
    seed: int = 0,
) -> Connectivity:
    """Describe how a network of schools, or of people, hangs together.

    Parameters
    ----------
    a, b : sequence of str or int (rows,)
        The two that attended together, adopted from, reviewed, supported or answered each other; one row for
        each act, none missing. Direction does not matter here.
    on : ndarray (rows,), optional
        When it was, in years, days or any other unit; finite.
    until : float, optional
        Day of asking; without it, that of the last act. Later acts are left out and counted.
    half_life : float, optional
        Time in which an act counts for half, in the unit of ``on``; without it nothing fades.
    weight : ndarray (rows,), optional
        What each act is worth before it fades; positive, 1 where not given.
    faint : float, default 0.05
        Ties weaker than this have gone; counted in ``n_faded``.
    member : sequence of str or int (n,), optional
        Everybody, each once. Without it only those with an act are known, so that an isolate is one whose
        ties have faded.
    trust : sequence of str or int (n,), optional
        Trust of each member; an empty text belongs to none, and ties of theirs count as across. Needs
        ``member``.
    brokers : int, default 10
        How many to name.
    pivots : int, optional
        Count betweenness from so many starting points drawn at random; for tens of thousands of members.
    seed : int, default 0
        Seed of that draw.

    Returns
    -------
    Connectivity
        Degrees, parts, brokers, isolates, ties and the share across trusts.

    Raises
    ------
    InputError
        When a column does not fit, or a row names somebody who is no member.
    TooFewError
        When there is nobody.
    MissingExtraError
        When `rustworkx` is not installed and no ``pivots`` are given.

    Notes
    -----
    Source: Freeman (1977), Sociometry 40(1); Newman (2010), Networks, section 7.13, for what to expect of
    ties across groups. It assumes that what is recorded is what ties people: it does not show ties nobody
    wrote down, nor whether a tie does any good, and a broker may as well be a bottleneck.

    Examples
    --------
    >>> found = connectivity([1, 2, 4], [2, 3, 5], member=[1, 2, 3, 4, 5, 6], trust=list("aabbb") + [""])
    >>> found.n_components, found.largest_share, round(found.cross_share, 3), found.isolates
    (2, 0.5, 0.333, array([6]))
    """
    pairs = pair(a, b, member)
    ties = gather(pairs, on=on, until=until, half_life=half_life, weight=weight, faint=faint)
    degree = degrees(pairs.n, ties)
    between = betweenness_of(pairs.n, ties.a, ties.b, pivots=pivots, seed=seed)
    component, sizes = _components(pairs.n, ties)
    most = np.argsort(-between, kind="stable")[: max(brokers, 0)]
    groups = None if trust is None else _trusts(trust, member, pairs.names)
    cross, expected = (None, None) if groups is None else _across(groups, ties, degree)
    return Connectivity(
        names=pairs.names,
        degree=degree,
        strength=np.bincount(
            np.r_[ties.a, ties.b], np.r_[ties.strength, ties.strength], minlength=pairs.n
        ).astype(np.float64),
        betweenness=between,
        component=component,
        brokers=pairs.names[most[between[most] > 0.0]],
        isolates=pairs.names[degree == 0],
        n_components=int((sizes > 1).sum()),
        largest_share=float(sizes[0] / pairs.n) if sizes[0] > 1 else 0.0,
        density=2.0 * len(ties.a) / max(pairs.n * (pairs.n - 1), 1),
        tie_a=ties.a,
        tie_b=ties.b,
        tie_strength=ties.strength,
        cross_share=cross,
        cross_expected=expected,
        n_within=ties.n_within,
        n_later=ties.n_later,
        n_faded=ties.n_faded,
        pivots=pivots,
        seed=seed,
    )


def _components(n: int, ties: Ties) -> tuple[IntArray, IntArray]:
    """Give each a part, numbered by size, those of one size by their first member."""
    graph = sparse.csr_array((np.ones(len(ties.a)), (ties.a, ties.b)), shape=(n, n))
    _, raw = csgraph.connected_components(graph, directed=False)
    _, first, code, size = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -size))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[code.reshape(-1)], size[order]


def _trusts(trust: Labels, member: Labels | None, names: Names) -> IntArray:
    """Give everybody's trust as a number, in the order of their names."""
    if member is None:
        raise InputError("the members the trusts belong to", "trusts alone", "pass member")
    known = coded(trust, "trust", len(names))
    group = np.empty(len(names), np.int64)
    group[np.searchsorted(names, _as_names(member, names))] = known.codes
    none: BoolArray = np.array([str(name) == "" for name in known.names])
    outside = np.flatnonzero(none[group])
    group[outside] = known.n + np.arange(len(outside))
    return group


def _as_names(member: Labels, names: Names) -> Names:
    return np.asarray(member).astype(names.dtype)


def _across(group: IntArray, ties: Ties, degree: IntArray) -> tuple[float | None, float | None]:
    if not len(ties.a):
        return None, None
    share = float((group[ties.a] != group[ties.b]).mean())
    inside = np.bincount(group, degree) / degree.sum()
    return share, float(1.0 - (inside**2).sum())
