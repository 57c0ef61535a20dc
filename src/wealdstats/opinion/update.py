"""New votes on a map that is there: everybody's place at once, the groups' centres kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wealdstats.opinion.axes import Centred, follow_axes, multiplied
from wealdstats.opinion.grouping import Grouping
from wealdstats.opinion.map import UNPLACED, OpinionMap
from wealdstats.opinion.partition import nearest_centre
from wealdstats.opinion.votes import VALUES, Ballots, Ids, as_votes, tally
from wealdstats.types import FloatArray, IntArray


def update_map(
    before: OpinionMap, person: npt.ArrayLike, statement: npt.ArrayLike, vote: npt.ArrayLike
) -> OpinionMap:
    """Add votes to a map.

    Parameters
    ----------
    before : OpinionMap
        The map as it was; it stays as it is.
    person, statement : array_like (n,) or scalar
        Who voted on what, in the order of time; somebody or something new comes last in the new map.
    vote : array_like (n,) or scalar
        1 for, −1 against, 0 passed; takes the place of an earlier vote of the pair.

    Returns
    -------
    OpinionMap
        Means, counts and consensus are exact; points are those of axes whose relative residual is at most
        1e-4 (it is reported). Groups are the nearest of the earlier centres: neither
        their number nor their stability is looked into again, and ``since`` says for how many votes.

    Raises
    ------
    InputError
        When columns do not fit, or a vote is anything else.
    TooFewError
        Without any vote.

    Notes
    -----
    Source: docs/methods/opinion_map.md. Ask for a new map, with this one as ``warm``, now and then: groups
    that have grown together or apart since are not seen here.

    Examples
    --------
    >>> from wealdstats.opinion.map import opinion_map
    >>> people, statements = np.repeat(np.arange(100), 8), np.tile(np.arange(8), 100)
    >>> before = opinion_map(people, statements, np.where(people % 2 == 0, 1, -1))
    >>> after = update_map(before, 0, 3, -1)
    >>> before.counts[:, 3].tolist(), after.counts[:, 3].tolist(), after.since
    ([[50, 0, 0], [0, 0, 50]], [[50, 0, 0], [1, 0, 49]], 1)
    """
    who, what, votes = as_votes(person, statement, vote)
    people, row = _extend(before.person, who)
    statements, column = _extend(before.statement, what)
    ballots = _insert(before.ballots, people, statements, row, column, votes)
    centred = Centred.of(ballots)
    loadings = np.vstack([before.axes.loadings, np.zeros((len(statements) - len(before.statement), 2))])
    if len(votes) == 1:
        start = _shifted(before, ballots, centred, int(row[0]), int(column[0]))
    else:
        start = multiplied(centred, loadings)
    axes, position = follow_axes(centred, loadings, *start)
    points = position * centred.scale()[:, None]
    placed = centred.n_seen >= before.settings.min_votes
    groups = np.where(placed, nearest_centre(points, before.centres), UNPLACED)
    counts = _recount(before, ballots, groups, np.unique(row))
    grouping = Grouping(before.centres, before.stability, before.silhouette, before.checks[1:])
    since = before.since + len(votes)
    return OpinionMap.drawn(ballots, axes, points, groups, counts, grouping, before.settings, since)


def _shifted(
    before: OpinionMap, ballots: Ballots, votes: Centred, voter: int, statement: int
) -> tuple[FloatArray, FloatArray]:
    """Move positions and images by what one vote has changed in one statement's column: Z + d e′ for Z."""
    people, statements = len(before.person), len(before.statement)
    position, image = np.zeros((len(ballots.person), 2)), np.zeros((len(ballots.statement), 2))
    position[:people] = before.points / np.sqrt(statements / before.ballots.n_seen[:, None])
    image[:statements] = before.axes.image
    known = statement < statements
    loading = before.axes.loadings[statement] if known else np.zeros(2)
    mean, earlier = votes.mean[statement], before.axes.mean[statement] if known else 0.0
    voters = _voters(ballots, statement)
    moved = np.full(len(voters), earlier - mean)
    now, then = _vote(ballots, voter, statement), _vote(before.ballots, voter, statement)
    moved[voters == voter] = (now or 0.0) - mean - (0.0 if then is None else then - earlier)
    image += np.outer(votes.rows(voters).backward(moved), loading)
    image[statement] += moved @ position[voters]
    position[voters] += np.outer(moved, loading)
    return position, image


def _voters(ballots: Ballots, statement: int) -> IntArray:
    """Find who voted on a statement."""
    place = np.flatnonzero((ballots.cell >= 3 * statement) & (ballots.cell < 3 * statement + 3))
    return np.searchsorted(ballots.start, place, side="right") - 1


def _vote(ballots: Ballots, person: int, statement: int) -> float | None:
    """Look up one vote."""
    if person >= len(ballots.person):
        return None
    own = ballots.cell[ballots.start[person] : ballots.start[person + 1]]
    found = own[own // 3 == statement]
    return float(VALUES[found[0] % 3]) if len(found) else None


def _extend(known: Ids, names: Ids) -> tuple[Ids, IntArray]:
    """Find where names are known; those that are new go behind, in sorted order."""
    fresh = np.setdiff1d(names, known) if len(names) > 1 or not (known == names[0]).any() else names[:0]
    together = np.concatenate([known, fresh]) if len(fresh) else known
    if len(names) == 1:
        return together, np.flatnonzero(together == names[0])
    order = np.argsort(together, kind="stable")
    return together, order[np.searchsorted(together[order], names)]


def _insert(
    before: Ballots, people: Ids, statements: Ids, row: IntArray, column: IntArray, votes: IntArray
) -> Ballots:
    """Write votes into their places: over the earlier one, or between those beside it."""
    start = np.append(before.start, np.full(len(people) - len(before.person), before.start[-1], np.int32))
    key = row * len(statements) + column
    last = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
    answer = (3 * column + votes + 1)[last].astype(np.int32)
    row, column = row[last], column[last]
    place = np.array(
        [
            start[r] + np.searchsorted(before.cell[start[r] : start[r + 1]], 3 * c)
            for r, c in zip(row.tolist(), column.tolist(), strict=True)
        ]
    )
    inside = place < start[row + 1]
    known = inside & (before.cell[np.minimum(place, len(before.cell) - 1)] // 3 == column)
    counts = np.zeros((len(statements), 3), np.int64)
    counts[: len(before.counts)] = before.counts
    counts.reshape(-1)[:] -= np.bincount(before.cell[place[known]], minlength=counts.size)
    counts.reshape(-1)[:] += np.bincount(answer, minlength=counts.size)
    if known.all():
        cell = before.cell.copy()
    else:
        cell = np.insert(before.cell, place[~known], answer[~known])
        start[1:] += np.cumsum(np.bincount(row[~known], minlength=len(people))).astype(np.int32)
        place = place + np.searchsorted(np.sort(place[~known]), place, side="right") * known
    cell[place[known]] = answer[known]
    ones = before.ones if len(before.ones) >= len(cell) else np.ones(len(cell) + len(cell) // 100 + 1)
    return Ballots(people, statements, start, cell, counts, ones)


def _recount(before: OpinionMap, ballots: Ballots, groups: IntArray, voted: IntArray) -> IntArray:
    """Count again only those who voted or changed group."""
    earlier = np.full(len(groups), UNPLACED)
    earlier[: len(before.person)] = np.where(before.ballots.n_seen >= before.settings.min_votes, 0, UNPLACED)
    if before.groups is not None:
        earlier[: len(before.person)] = before.groups
    moved = np.union1d(np.flatnonzero(earlier != groups), voted)
    there = moved[moved < len(before.person)]
    k, added = before.k, len(ballots.statement) - len(before.statement)
    counts = before.counts - tally(before.ballots.rows(there), earlier[there], k)
    counts = np.concatenate([counts, np.zeros((k, added, 3), np.int64)], axis=1)
    return counts + tally(ballots.rows(moved), groups[moved], k)
