"""Placebo trusts: control schools drawn so that they copy a trust's schools and how they cluster."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.bank import Bank, Traits
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.store import Store
from wealdstats.errors import TooFewError
from wealdstats.types import FloatArray, IntArray, Result

NEAREST_SHARE = 3
NEAREST_LEAST = 8
REDRAWS = 4
OTHER_ROUTE = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Picks(Result):
    """Placebo trusts, one a row, as places in the banks of the schools they stand in for.

    Parameters
    ----------
    index : ndarray of int (d, n)
        For every placebo trust and school, a place in that school's bank.
    enumerated : bool
        True where these are all there are.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> import numpy as np
    >>> Picks(np.array([[0, 1]]), True).index.shape
    (1, 2)
    """

    index: IntArray
    enumerated: bool


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Schools of a trust that share a stratum and a local authority.

    ``tables`` holds for each school the candidate places in its bank, local authority by local authority
    (L, c), ``rows`` the same as positions in the frame, ``counts`` how many there are (L,).
    """

    members: list[int]
    tables: list[IntArray]
    rows: list[IntArray]
    counts: list[IntArray]

    def open_places(self) -> IntArray:
        """Local authorities with as many candidates as the cluster has schools; failing that, with any."""
        fewest = np.min(self.counts, axis=0)
        roomy = np.flatnonzero(fewest >= len(self.members))
        return roomy if len(roomy) else np.flatnonzero(fewest > 0)


class Draws:
    """Draw placebo trusts of one trust.

    Parameters
    ----------
    store : Store
        Frame, rule and banks.
    schools : sequence of Treated
        The trust's schools.
    alike : bool, default True
        False leaves level, dip, size and route out: any control of the local authority may stand in.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md. Schools of one local authority are replaced by schools of one
    local authority of the same region, different local authorities by different ones: shocks that neighbours
    share then weigh on a placebo trust as they do on the trust. Within it, a stand-in comes from the third
    nearest in level and dip before joining, in size and route where known.

    Examples
    --------
    >>> from wealdstats.dividend.schools import fit_schools
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, _ = example_store()
    >>> schools = list(fit_schools(store, simulate(World(), seed=1).joins.of("T00")).values())
    >>> draws = Draws(store, schools)
    >>> draws.draw(5, np.random.default_rng(1)).shape == (5, len(schools))
    True
    """

    def __init__(self, store: Store, schools: Sequence[Treated], *, alike: bool = True) -> None:
        self.schools = schools
        self.alike = alike
        self.banks = [_bank(store, school) for school in schools]
        groups: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for i, school in enumerate(schools):
            groups[school.stratum][school.place].append(i)
        self.strata = [
            self._clusters(sorted(by_place.values(), key=len, reverse=True)) for by_place in groups.values()
        ]

    def _clusters(self, groups: list[list[int]]) -> list[_Cluster]:
        members = [i for group in groups for i in group]
        places = np.unique(np.concatenate([self.banks[i].places for i in members]))
        clusters = []
        for group in groups:
            tables, rows, counts = [], [], []
            for i in group:
                school = self.schools[i] if self.alike else None
                table, count = _candidates(self.banks[i], school, places)
                tables.append(table)
                rows.append(self.banks[i].rows[table])
                counts.append(count)
            clusters.append(_Cluster(group, tables, rows, counts))
        return clusters

    def sample(self, draws: int, rng: np.random.Generator) -> Picks:
        """Return all placebo trusts where there are at most so many, otherwise so many at random."""
        every = list(self._all()) if self._at_most(draws) else []
        if every:
            return Picks(np.array(every), True)
        return Picks(self.draw(draws, rng), False)

    def _at_most(self, limit: int) -> bool:
        """Say whether there are at most so many ways, those that use a school twice included."""
        ways = 1.0
        for clusters in self.strata:
            counts = (_ways(clusters, places) for places in _assignments(clusters))
            here = 0.0
            while here * ways <= limit and (more := next(counts, 0.0)):
                here += more
            ways *= here
        return ways <= limit

    def _all(self) -> Iterator[IntArray]:
        for parts in itertools.product(*(list(_every(stratum)) for stratum in self.strata)):
            pick = np.empty(len(self.schools), dtype=np.int64)
            for members, places in parts:
                pick[members] = places
            yield pick

    def draw(self, draws: int, rng: np.random.Generator) -> IntArray:
        """Return places in the banks (draws, n) at random."""
        index = np.empty((len(self.schools), draws), dtype=np.int64).T  # a school's picks side by side
        for clusters in self.strata:
            taken: list[IntArray] = []
            held: list[IntArray] = []
            for cluster in clusters:
                place = _place(cluster.open_places(), held, draws, rng)
                held.append(place)
                for slot, member in enumerate(cluster.members):
                    index[:, member], rows = _stand_in(cluster, slot, place, taken, rng)
                    taken.append(rows)
        return index


def _bank(store: Store, school: Treated) -> Bank:
    bank = store.bank(school.stratum, school.laid)
    if bank is None:
        raise TooFewError(
            "two control schools with the donors the rule asks for",
            f"fewer in the stratum of {school.result.unit}",
            "ask for fewer donors",
        )
    return bank


def _candidates(bank: Bank, school: Treated | None, places: IntArray) -> tuple[IntArray, IntArray]:
    """Table the nearest third of each local authority's controls, nearest first (L, c), and how many (L,)."""
    sorted_layout = bank.layout
    if school is not None:
        distance = _distance(bank.traits_on(school.window), school.traits)
        padded = np.where(bank.layout >= 0, distance[bank.layout], np.inf)
        sorted_layout = np.take_along_axis(bank.layout, np.argsort(padded, axis=1, kind="stable"), axis=1)
    have = (bank.layout >= 0).sum(axis=1)
    third = np.minimum(have, np.maximum(NEAREST_LEAST, -(-have // NEAREST_SHARE)))
    count = have if school is None else third
    at = np.searchsorted(places, bank.places)
    table = np.zeros((len(places), int(count.max())), dtype=np.int64)
    table[at] = np.maximum(sorted_layout[:, : table.shape[1]], 0)
    counts = np.zeros(len(places), dtype=np.int64)
    counts[at] = count
    return table, counts


def _distance(bank: Traits, own: Traits) -> FloatArray:
    total = np.zeros(len(bank.level))
    for theirs, mine in ((bank.level, own.level), (bank.dip, own.dip), (bank.size, own.size)):
        apart = theirs - mine
        known = np.isfinite(apart)
        spread = theirs[np.isfinite(theirs)].std() if known.any() else 0.0
        if spread > 0:
            total += np.where(known, (apart / spread) ** 2, 1.0)
    if own.route[0] >= 0:
        total[bank.route != own.route[0]] += OTHER_ROUTE
    return total


def _place(wanted: IntArray, held: list[IntArray], draws: int, rng: np.random.Generator) -> IntArray:
    """Draw one local authority a row, of those with room, not held before where that is possible."""
    chance, most = rng.random(draws), len(wanted)
    if not held:
        return wanted.take((chance * most).astype(np.int64))
    spot = np.full(max(int(wanted[-1]), *(int(place.max()) for place in held)) + 1, most)
    spot[wanted] = np.arange(most)
    gone = np.sort([spot.take(place) for place in held], axis=0)
    gone[1:][gone[1:] == gone[:-1]] = most  # held twice, counted once
    left = most - (gone < most).sum(axis=0)
    gone[:, left == 0] = most  # no other is left: any will do
    at = (chance * np.where(left == 0, most, left)).astype(np.int64)
    for each in gone:
        at += at >= each
    return wanted.take(at)


def _stand_in(
    cluster: _Cluster, slot: int, place: IntArray, taken: list[IntArray], rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Draw one candidate a row, redrawn a few times where the same school is in the placebo trust already."""
    table, rows, count = cluster.tables[slot], cluster.rows[slot], cluster.counts[slot].take(place)
    start = place * table.shape[1]
    at = start + (rng.random(len(place)) * count).astype(np.int64)
    used: IntArray = rows.take(at)
    for _ in range(REDRAWS if taken else 0):
        twice = _twice(used, taken)
        if not len(twice):
            break
        at[twice] = start[twice] + (rng.random(len(twice)) * count[twice]).astype(np.int64)
        used[twice] = rows.take(at[twice])
    return table.take(at), used


def _twice(used: IntArray, taken: list[IntArray]) -> IntArray:
    """Find the rows whose school is in the placebo trust already."""
    same = used == taken[0]
    for other in taken[1:]:
        same |= used == other
    return np.flatnonzero(same)


def _assignments(clusters: list[_Cluster]) -> Iterator[tuple[int, ...]]:
    """Every way to give the clusters local authorities, different ones where that is possible."""
    open_places = [cluster.open_places().tolist() for cluster in clusters]
    if len(set().union(*open_places)) < len(clusters):
        return itertools.product(*open_places)
    return (ways for ways in itertools.product(*open_places) if len(set(ways)) == len(ways))


def _ways(clusters: list[_Cluster], places: tuple[int, ...]) -> float:
    pairs = zip(clusters, places, strict=True)
    return float(np.prod([float(count[place]) for cluster, place in pairs for count in cluster.counts]))


def _every(clusters: list[_Cluster]) -> Iterator[tuple[list[int], list[int]]]:
    members = [member for cluster in clusters for member in cluster.members]
    for places in _assignments(clusters):
        choices = [
            [(int(t[place, c]), int(r[place, c])) for c in range(count[place])]
            for cluster, place in zip(clusters, places, strict=True)
            for t, r, count in zip(cluster.tables, cluster.rows, cluster.counts, strict=True)
        ]
        for combination in itertools.product(*choices):
            if len({row for _, row in combination}) == len(combination):
                yield members, [place for place, _ in combination]


def placebo_rows(draws: Draws, picks: Picks) -> IntArray:
    """Find the different schools among placebo trusts.

    Parameters
    ----------
    draws : Draws
        Whose banks the picks point into.
    picks : Picks
        The placebo trusts.

    Returns
    -------
    ndarray of int
        Positions in the frame, each once.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> evidence = example_evidence()
    >>> rows = placebo_rows(evidence.draws, evidence.picks)
    >>> len(rows) == len(set(rows.tolist()))
    True
    """
    drawn = (
        bank.rows[np.bincount(picks.index[:, i], minlength=len(bank.rows)) > 0]
        for i, bank in enumerate(draws.banks)
    )
    return np.unique(np.concatenate(list(drawn)))
