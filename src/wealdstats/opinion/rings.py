"""Undeclared rings: people who endorse the same items more often than chance and viewpoint explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special
from scipy.sparse import csgraph

from wealdstats.inference import benjamini_hochberg
from wealdstats.opinion.bridging_fit import Table, block
from wealdstats.opinion.voices import NOBODY
from wealdstats.types import FloatArray, IntArray

PRODUCTS = 4_000_000  # pairs looked at on a side; beyond it a random part of that side is looked at
FALSE_NEIGHBOURS = 0.1  # expected of each where nobody is in league
# Neighbours expected by chance, and neighbours asked for: random graphs of such degree have no such core.
CORES = ((FALSE_NEIGHBOURS, 2), (1.0, 3), (2.5, 5))
FALSE_MEMBERS = 0.2  # largest share of a ring that may be there by chance
CAMP = 0.5  # a larger share of one side's voices is a camp, not a ring
POSSIBLE = (0.02, 0.98)  # nobody's endorsement is surer than that
UNITED = 0.88  # share of endorsements among what all members say of the ring's items
FEW = 0.1  # share of members who may have rated fewer of the items than others must to be compared
ACCORD = 1.1  # evidence of agreement asked for, in logarithms of the number of blocks to choose from
TINY = 1e-9  # keeps a problem without any lean solvable
ALIKE_AT_LEAST = 3  # items two people, or people two items, have in common
MEMBERS_AT_LEAST = 3
TURNS_UP = 2  # items of a ring a member endorses at least
WIDESPREAD = 0.4  # a larger share with neighbours is a matter of subjects, not of rings
UNANIMOUS = 0.65  # share of the ring's items a member rated that it endorsed
ROUNDS = 4
SUSPECT = 0.02  # chance below which a voice may belong, before it is known who does
PRIOR = 2.0  # voices' worth of the usual share of endorsements, where few others rated an item


@dataclass(frozen=True, slots=True, eq=False)
class Endorsements:
    """Who endorsed what, and how much of it chance and viewpoint explain.

    Parameters
    ----------
    positive, rated : sparse (V, N)
        Ones where a voice endorsed, and where it rated at all.
    voice_lean, item_lean : ndarray (V,), (N,)
        Factors of a fit to these ratings.
    pull : float
        How strongly agreement of the two leans draws endorsements.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> one = sparse.csr_array(np.ones((2, 2)))
    >>> Endorsements(one, one, np.zeros(2), np.zeros(2), 0.0).turned().pull
    0.0
    """

    positive: sparse.csr_array
    rated: sparse.csr_array
    voice_lean: FloatArray
    item_lean: FloatArray
    pull: float

    def turned(self) -> Endorsements:
        """Give the same with items in the place of voices."""
        return Endorsements(
            self.positive.T.tocsr(), self.rated.T.tocsr(), self.item_lean, self.voice_lean, self.pull
        )


def endorsements(table: Table, voice_lean: FloatArray, item_lean: FloatArray) -> Endorsements:
    """Read endorsements, ratings above the mean rating, and the pull of viewpoint on them.

    Parameters
    ----------
    table : Table
        Ratings.
    voice_lean, item_lean : ndarray (V,), (N,)
        Factors of a fit to them.

    Returns
    -------
    Endorsements
        The null model: voice u endorses item n with probability ``d_u m_n / M (1 + pull f_u f_n)``, with its
        own and the item's number of endorsements.

    Notes
    -----
    Source: docs/methods/bridging.md.

    Examples
    --------
    >>> from wealdstats.opinion.bridging_fit import tabulate
    >>> table = tabulate(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.0]), (1, 2))
    >>> endorsements(table, np.zeros(1), np.zeros(2)).positive.nnz
    1
    """
    above = table.rating > table.rating.mean()
    u, n = table.voice[above], table.item[above]
    ends = np.concatenate([[0], np.cumsum(above)])[table.said.indptr].astype(np.int32)
    column = table.said.indices[above]
    positive = sparse.csr_array((np.ones(len(u)), column, ends), shape=table.said.shape)
    out, into, total = positive.sum(axis=1), positive.sum(axis=0), max(len(u), 1)
    lean = float((voice_lean[u] * item_lean[n]).sum())
    expected = float(out @ voice_lean) * float(into @ item_lean) / total
    spread = float(out @ voice_lean**2) * float(into @ item_lean**2) / total
    pull = (lean - expected) / spread if spread > 0.0 else 0.0
    return Endorsements(positive, table.said, voice_lean, item_lean, pull)


def co_endorsing_groups(who: Endorsements, *, seed: int = 0) -> IntArray:
    """Find groups of voices who endorse the same items together beyond chance.

    Parameters
    ----------
    who : Endorsements
        Ratings of voices already capped by what is declared.
    seed : int
        Of the part looked at where there is too much to look at all.

    Returns
    -------
    ndarray of int (V,)
        Group of each voice, from 0; −1 for none.

    Notes
    -----
    Source: docs/methods/bridging.md. Seeds are cores of the graph of voices that share too many items and of
    the graph of items that share too many voices: the one finds few members who lift many items, the other
    many members of whom each lifts a few. Each seed is grown to all who turn up for its items.

    Examples
    --------
    >>> one = sparse.csr_array(np.eye(5))
    >>> co_endorsing_groups(Endorsements(one, one, np.zeros(5), np.zeros(5), 0.0))
    array([-1, -1, -1, -1, -1])
    """
    rng = np.random.default_rng(seed)
    turned = who.turned()
    items = [_lifted(who, members) for members in _cores(who, rng)] + _cores(turned, rng)
    group, found = np.full(who.positive.shape[0], NOBODY), 0
    for lifted in sorted(items, key=len, reverse=True):
        members = _grown(who, lifted)
        members = members[group[members] == NOBODY]
        if len(members) >= MEMBERS_AT_LEAST:
            group[members] = found
            found += 1
    return group


def _cores(who: Endorsements, rng: np.random.Generator) -> list[IntArray]:
    """Find sets of rows each of which shares too much with several others of the set."""
    rows = _part(who.positive, rng)
    left, right, unlikely = _excessive_pairs(who, rows)
    found = []
    for neighbours, depth in CORES:
        near = unlikely < neighbours / len(rows)
        found.extend(_core(left[near], right[near], depth, who.positive.shape[0]))
    return found


def _core(left: IntArray, right: IntArray, depth: int, n: int) -> list[IntArray]:
    """Peel off whoever has fewer than ``depth`` neighbours left, and part what remains."""
    while len(left):
        degree = np.bincount(left, minlength=n) + np.bincount(right, minlength=n)
        kept = (degree[left] >= depth) & (degree[right] >= depth)
        if kept.all():
            break
        left, right = left[kept], right[kept]
    links = sparse.coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n)).tocsr()
    _, component = csgraph.connected_components(links, directed=False)
    inside = np.unique(np.concatenate([left, right]))
    return [inside[component[inside] == label] for label in np.unique(component[inside])]


def _part(positive: sparse.csr_array, rng: np.random.Generator) -> IntArray:
    """Choose the rows to compare: all, or as many at random as keep the work within bounds."""
    n = positive.shape[0]
    work = float((np.asarray(positive.sum(axis=0)) ** 2).sum())
    if work <= PRODUCTS:
        return np.arange(n)
    return np.sort(rng.choice(n, max(int(n * np.sqrt(PRODUCTS / work)), 1), replace=False))


def _excessive_pairs(who: Endorsements, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Find pairs of rows that share more endorsements than their activity and leans explain, and the chance.

    Where most rows have such neighbours, subjects explain them: then agreement must be beyond chance as well.
    """
    part = who.positive[rows]
    shared = part @ part.T
    many = np.flatnonzero(shared.data >= ALIKE_AT_LEAST)
    left, right = np.searchsorted(shared.indptr, many, side="right") - 1, shared.indices[many]
    once = left < right
    left, right, count = rows[left[once]], rows[right[once]], shared.data[many[once]]
    expected, camp = _expected(who, left, right)
    unlikely = np.where(count > expected, special.pdtrc(count - 1.0, expected), 1.0)
    strict = FALSE_NEIGHBOURS / len(rows)
    beyond = unlikely < strict
    ends = np.concatenate([left[beyond], right[beyond]])
    degree = np.bincount(ends, minlength=len(who.voice_lean))[rows]
    if (degree > 1).mean() <= WIDESPREAD:
        kept = unlikely < CORES[-1][0] / len(rows)
        return left[kept], right[kept], unlikely[kept]
    left, right, count, camp = left[beyond], right[beyond], count[beyond], camp[beyond]
    agreeing = _agreement(who, left, right, count, camp) < FALSE_NEIGHBOURS / degree.mean()
    # What is left counts for the first core only.
    return left[agreeing], right[agreeing], np.full(int(agreeing.sum()), 0.0)


def _expected(who: Endorsements, left: IntArray, right: IntArray) -> tuple[FloatArray, FloatArray]:
    """Expect of two rows their common endorsements; and how much of it is due to viewpoint (a factor)."""
    out = np.asarray(who.positive.sum(axis=1))
    into = np.asarray(who.positive.sum(axis=0))
    square, lean = into * np.maximum(into - 1.0, 0.0), who.pull * who.item_lean
    k0, k1, k2 = float(square.sum()), float(square @ lean), float(square @ lean**2)
    f, g = who.voice_lean[left], who.voice_lean[right]
    camp = np.maximum(1.0 + (k1 * (f + g) + k2 * f * g) / max(k0, 1.0), 0.25)
    return out[left] * out[right] * k0 / max(float(into.sum()), 1.0) ** 2 * camp, camp


def _agreement(
    who: Endorsements, left: IntArray, right: IntArray, count: FloatArray, camp: FloatArray
) -> FloatArray:
    """Chance of so many common endorsements among what both rated, given how readily each endorses."""
    met = np.asarray(who.rated[left].multiply(who.rated[right]).sum(axis=1))
    into, rated = np.asarray(who.positive.sum(axis=0)), np.asarray(who.rated.sum(axis=0))
    share = np.asarray(who.positive.sum(axis=1)) / np.maximum(who.rated.sum(axis=1), 1.0)
    usual = into.sum() / rated.sum()
    both = (into**2).sum() / (rated**2).sum()
    chance = np.clip(both * camp * share[left] * share[right] / usual**2, 0.02, 0.98)
    return np.asarray(special.betainc(count, met - count + 1.0, chance))


def _lifted(who: Endorsements, members: IntArray) -> IntArray:
    """Find the items that members endorse together more often than their activity explains."""
    out, into = np.asarray(who.positive.sum(axis=1)), np.asarray(who.positive.sum(axis=0))
    together = np.asarray(who.positive[members].sum(axis=0))
    others = np.maximum(into - together, 1.0)
    expected = float(out[members].sum()) * others / max(float(into.sum()), 1.0)
    unlikely = special.pdtrc(together - 1.0, expected) < FALSE_NEIGHBOURS / len(into)
    return np.flatnonzero((together >= MEMBERS_AT_LEAST) & unlikely)


def _turning_up(who: Endorsements, items: IntArray, outside: FloatArray, *, first: bool) -> IntArray:
    """Find the voices who endorse these items more often than their activity explains, and nearly always.

    The first time anybody who may belong is let in: only without its members is it known who else endorses.
    """
    out, total = np.asarray(who.positive.sum(axis=1)), float(who.positive.sum())
    common = np.asarray(who.positive[:, items].sum(axis=1))
    met = np.asarray(who.rated[:, items].sum(axis=1))
    expected = out * float(outside[items].sum()) / total
    unlikely = np.where(common >= TURNS_UP, special.pdtrc(common - 1.0, expected), 1.0)
    belongs = unlikely < SUSPECT if first else benjamini_hochberg(unlikely) < FALSE_MEMBERS
    return np.flatnonzero(belongs & (common >= UNANIMOUS * met))


def _grown(who: Endorsements, items: IntArray) -> IntArray:
    """Take in everybody who turns up for a ring's items, and all items these lift, in turn."""
    into = np.asarray(who.positive.sum(axis=0))
    # Before its members are known, a ring's item is as famous as the usual one at most.
    members, outside = np.empty(0, np.int64), np.minimum(into, np.median(into[into > 0]))
    for turn in range(ROUNDS):
        if len(items) < ALIKE_AT_LEAST:
            return np.empty(0, np.int64)
        members = _turning_up(who, items, outside, first=turn == 0)
        if len(members) < MEMBERS_AT_LEAST:
            return np.empty(0, np.int64)
        outside, items = _outside(who, members), _lifted(who, members)
    return members if _beyond_search(who, members, items) else np.empty(0, np.int64)


def _beyond_search(who: Endorsements, members: IntArray, items: IntArray) -> bool:
    """Ask whether members turn up, and agree, beyond the likeliest of all blocks of this size by chance."""
    sides = np.sign(who.voice_lean)
    if any((sides[members] == side).sum() > CAMP * (sides == side).sum() for side in (-1, 1)):
        return False
    if who.positive[members][:, items].nnz < UNITED * who.rated[members][:, items].nnz:
        return False
    # Who agrees is chosen among those who rated as many of the items, of items that enough members rated.
    met = np.asarray(who.rated[:, items].sum(axis=1))
    there = int((met >= max(np.quantile(met[members], FEW), TURNS_UP)).sum())
    common = int((np.asarray(who.rated[members].sum(axis=0)) >= MEMBERS_AT_LEAST).sum())
    return bool(
        _turnout(who, members, items) > _blocks(members, items, *who.positive.shape)
        and _accord(who, members, items) > ACCORD * _blocks(members, items, there, common)
    )


def _turnout(who: Endorsements, members: IntArray, items: IntArray) -> float:
    """Weigh the evidence that so many endorsements are not activity, the items' fame with others and lean."""
    out, total = np.asarray(who.positive.sum(axis=1))[members], float(who.positive.sum())
    outside = _outside(who, members)[items]
    drawn = who.pull * float(out @ who.voice_lean[members]) * float(outside @ who.item_lean[items])
    plain = float(out.sum() * outside.sum())
    expected = max(plain + drawn, 0.25 * plain) / total
    seen = float(who.positive[members][:, items].sum())
    return seen * np.log(seen / expected) - (seen - expected) if seen > expected else 0.0


def _accord(who: Endorsements, members: IntArray, items: IntArray) -> float:
    """Weigh the evidence that members endorse what others of their lean, who rated the same, do not."""
    apart = np.setdiff1d(np.arange(who.positive.shape[0]), members)
    heard, praised = who.rated[apart][:, items].T.tocsr(), who.positive[apart][:, items].T.tocsr()
    usual = who.positive.nnz / who.rated.nnz
    lean = who.voice_lean[apart]
    ridge = (PRIOR, PRIOR * float(np.mean(who.voice_lean**2)) + TINY)
    level, slope = block(heard, praised, usual, (np.zeros(len(apart)), lean), ridge).solved()
    rated = sparse.coo_array(who.rated[members][:, items])
    chance = usual + level[rated.col] + slope[rated.col] * who.voice_lean[members][rated.row]
    chance = np.clip(chance, *POSSIBLE)
    endorsed = who.positive[members][:, items].toarray()[rated.row, rated.col] > 0
    said = np.clip(endorsed.mean(), *POSSIBLE)
    return float(np.log(np.where(endorsed, said / chance, (1.0 - said) / (1.0 - chance))).sum())


def _outside(who: Endorsements, members: IntArray) -> FloatArray:
    """Count each item's endorsements by others: at least one, so that nothing is impossible."""
    into = np.asarray(who.positive.sum(axis=0))
    return np.asarray(np.maximum(into - np.asarray(who.positive[members].sum(axis=0)), 1.0))


def _blocks(members: IntArray, items: IntArray, n_voices: int, n_items: int) -> float:
    """Logarithm of how many blocks of this size there are to choose from."""
    parts = ((len(members), n_voices), (len(items), n_items))
    return float(sum(size * np.log(np.e * max(among, size) / max(size, 1)) for size, among in parts))
