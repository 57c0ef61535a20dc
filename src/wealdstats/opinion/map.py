"""A map of opinions: where people stand, which groups they form, what all of them agree on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from wealdstats.diagnostics import Check
from wealdstats.errors import NoVariationError, TooFewError
from wealdstats.opinion.axes import Axes, Centred, fit_axes, place
from wealdstats.opinion.consensus import Representative, consensus, divisive, representative
from wealdstats.opinion.grouping import Grouping, Limits, find_groups
from wealdstats.opinion.partition import nearest_centre
from wealdstats.opinion.votes import Ballots, Ids, read_votes, tally
from wealdstats.types import FloatArray, IntArray, Result

ENOUGH_PEOPLE = 80
UNPLACED = -1


@dataclass(frozen=True, slots=True, eq=False)
class OpinionMap(Result):
    """Where people stand, in which groups, and what joins and divides these.

    Parameters
    ----------
    person : ndarray (P,)
        Names of the people.
    statement : ndarray (S,)
        Names of the statements.
    points : ndarray (P, 2)
        Where people stand: two principal components, scaled for what each has seen. No unit; finite.
    groups : ndarray of int (P,) or None
        Group of each person from 0, the largest first; −1 for who voted too little to be placed. None: the
        people do not fall into groups, or not into the same ones when some of them are left out.
    k : int
        Number of groups; 1 where there are none.
    stability : float or None
        Mean adjusted Rand index with the divisions of subsamples, of the best division whether accepted or
        not; None where no division keeps every group large enough.
    silhouette : float or None
        Its mean silhouette.
    consensus : ndarray (S,)
        ``Π_g (A_g + 1) / (S_g + 2)``, the group-informed consensus, 0 to 1.
    against : ndarray (S,)
        The same of disagreement.
    divisive : ndarray (S,) or None
        Largest difference between two groups' shares of agreement; None without groups.
    representative : Representative
        What each group is known by; no rows without groups.
    checks : tuple of Check
        Whether there are enough people, whether groups stand apart, whether they are stable.
    counts : ndarray of int (k, S, 3)
        Votes of each group against, passed and for.
    axes : Axes
        The plane.
    settings : Limits
        What was asked, the seed among it.
    since : int
        Votes added since groups were last looked for.
    centres : ndarray (k, 2)
        Centres of the groups.
    ballots : Ballots
        Everybody's last votes.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> people, statements = np.repeat(np.arange(100), 10), np.tile(np.arange(10), 100)
    >>> found = opinion_map(people, statements, np.where((people % 2 == 0) & (statements > 0), 1, -1))
    >>> found.k, found.stability, found.most_agreed(1), found.most_divisive(1)
    (2, 1.0, array([1]), array([1]))
    """

    person: Ids
    statement: Ids
    points: FloatArray
    groups: IntArray | None
    k: int
    stability: float | None
    silhouette: float | None
    consensus: FloatArray
    against: FloatArray
    divisive: FloatArray | None
    representative: Representative
    checks: tuple[Check, ...]
    counts: IntArray
    axes: Axes = field(repr=False)
    settings: Limits
    since: int
    centres: FloatArray
    ballots: Ballots = field(repr=False)

    @classmethod
    def drawn(
        cls,
        ballots: Ballots,
        axes: Axes,
        points: FloatArray,
        groups: IntArray,
        counts: IntArray,
        grouping: Grouping,
        settings: Limits,
        since: int = 0,
    ) -> OpinionMap:
        """Draw everything that follows from positions, groups and their counts."""
        apart = grouping.k > 1
        agreed, against = consensus(counts)
        return cls(
            person=ballots.person,
            statement=ballots.statement,
            points=points,
            groups=groups if apart else None,
            k=grouping.k,
            stability=grouping.stability,
            silhouette=grouping.silhouette,
            consensus=agreed,
            against=against,
            divisive=divisive(counts) if apart else None,
            representative=representative(counts if apart else counts[:0], ballots.statement),
            checks=(_enough(int((groups != UNPLACED).sum())), *grouping.checks),
            counts=counts,
            axes=axes,
            settings=settings,
            since=since,
            centres=grouping.centres,
            ballots=ballots,
        )

    def most_agreed(self, n: int = 5) -> Ids:
        """Name the statements with the highest consensus, the highest first."""
        return self.statement[np.argsort(-self.consensus, kind="stable")[:n]]

    def most_divisive(self, n: int = 5) -> Ids:
        """Name the statements on which groups are furthest apart; none without groups."""
        apart = np.zeros(0) if self.divisive is None else self.divisive
        return self.statement[np.argsort(-apart, kind="stable")[:n]]


def opinion_map(
    person: npt.ArrayLike,
    statement: npt.ArrayLike,
    vote: npt.ArrayLike,
    *,
    min_votes: int = 7,
    max_groups: int = 5,
    min_group: float = 0.05,
    seed: int = 0,
    warm: OpinionMap | None = None,
) -> OpinionMap:
    """Map opinions from votes on statements.

    Parameters
    ----------
    person, statement : array_like (n,)
        Who voted on what, in the order of time; the last vote of a pair counts. None missing.
    vote : array_like (n,)
        1 for, −1 against, 0 passed. What was not voted on has no row: missing is not a pass.
    min_votes : int
        Votes a person needs to be put into a group and counted in it.
    max_groups : int
        Most groups; also at most ``2 + n / 12`` for n people.
    min_group : float
        Smallest group, as a share of the people who could be placed; at least two people.
    seed : int
        Seed of the searches, the reference clouds and the subsamples.
    warm : OpinionMap, optional
        An earlier map of the same conversation: its axes keep their direction, its groups their numbers.

    Returns
    -------
    OpinionMap
        Points, groups or None, consensus.

    Raises
    ------
    InputError
        When columns do not fit, a vote is anything else, or a setting is out of range.
    TooFewError
        With fewer than two people who voted enough, or two statements.
    NoVariationError
        When nobody disagrees with anybody.

    Notes
    -----
    Source: Small, Bjorkegren, Erkkilä, Shaw and Megill (2021), Recerca 26(2); docs/methods/opinion_map.md for
    what differs. It assumes that what people have not seen is missing for no reason that has to do with their
    view. Groups are a way of reading a plane, not kinds of people; below 80 people ask for support by known
    strata instead (`support_by_stratum`).

    Examples
    --------
    >>> people, statements = np.repeat(np.arange(100), 8), np.tile(np.arange(8), 100)
    >>> found = opinion_map(people, statements, np.where(people % 2 == 0, 1, -1), seed=3)
    >>> found.k, np.bincount(found.groups)
    (2, array([50, 50]))
    """
    settings = Limits(min_votes, max_groups, min_group, seed)
    ballots = read_votes(person, statement, vote)
    if not ((ballots.counts > 0).sum(axis=1) > 1).any():
        raise NoVariationError("two answers to a statement", "everybody agrees", "wait for other views")
    placed = ballots.n_seen >= min_votes
    if placed.sum() < 2:
        found = f"{placed.sum()} of {len(placed)}"
        raise TooFewError(f"two people with {min_votes} votes", found, "wait for votes or lower min_votes")
    votes = Centred.of(ballots)
    axes = fit_axes(votes)
    if warm is not None:
        axes = _as_before(axes, ballots.statement, warm)
    points = place(votes, axes)
    grouping = find_groups(ballots, points, placed, settings, None if warm is None else warm.centres)
    groups = np.where(placed, nearest_centre(points, grouping.centres), UNPLACED)
    counts = tally(ballots, groups, grouping.k)
    return OpinionMap.drawn(ballots, axes, points, groups, counts, grouping, settings)


def _as_before(axes: Axes, statement: Ids, earlier: OpinionMap) -> Axes:
    """Turn each axis the way it pointed in an earlier map of the same statements."""
    _, now, then = np.intersect1d(statement, earlier.statement, return_indices=True)
    same = (axes.loadings[now] * earlier.axes.loadings[then]).sum(axis=0)
    return replace(axes, loadings=axes.loadings * np.where(same < 0, -1.0, 1.0))


def _enough(people: int) -> Check:
    told = f"{people} people voted enough to be placed"
    need = f"{ENOUGH_PEOPLE} people"
    meaning = "With fewer, groups found from votes tell little: ask for support by known strata instead."
    return Check("enough_people", people >= ENOUGH_PEOPLE, told, need, meaning, {"people": float(people)})
