"""Votes as they come, made into one cell for every statement a person has answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError, TooFewError
from wealdstats.types import FloatArray, IntArray, Result

Ids = npt.NDArray[Any]
AGAINST, PASSED, FOR = range(3)
VALUES = np.array([-1.0, 0.0, 1.0])
DENSE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Ballots(Result):
    """Everybody's last votes, one person after another.

    Parameters
    ----------
    person : ndarray (P,)
        Names of the people.
    statement : ndarray (S,)
        Names of the statements.
    start : ndarray of int32 (P + 1,)
        Where each person's votes begin in ``cell``, and where the last one's end.
    cell : ndarray of int32 (votes,)
        ``3 statement + vote + 1``: which of a statement's three answers was given. Statements nobody voted
        on, and those a person did not vote on, have no cell: missing is not a pass.
    counts : ndarray of int (S, 3)
        Answers to each statement: against, passed, for.
    ones : ndarray (votes or more,)
        Ones, shared by ballots that follow each other: the entries of their sparse matrices.

    Notes
    -----
    Source: this project. One index for statement and answer makes tallies a count and products a look-up.

    Examples
    --------
    >>> ballots = read_votes(["ash", "oak", "ash"], [7, 7, 7], [1, 0, -1])
    >>> ballots.cell.tolist(), ballots.n_seen.tolist()
    ([0, 1], [1, 1])
    """

    person: Ids
    statement: Ids
    start: npt.NDArray[np.int32]
    cell: npt.NDArray[np.int32]
    counts: IntArray
    ones: FloatArray

    @classmethod
    def of(
        cls, person: Ids, statement: Ids, start: npt.NDArray[np.int32], cell: npt.NDArray[np.int32]
    ) -> Ballots:
        """Count the answers; leave room for one vote in a hundred more."""
        counts = np.bincount(cell, minlength=3 * len(statement)).reshape(-1, 3)
        return cls(person, statement, start, cell, counts, np.ones(len(cell) + len(cell) // 100 + 1))

    @property
    def n_seen(self) -> IntArray:
        """Votes of each person, passes among them."""
        return np.diff(self.start).astype(np.int64)

    def rows(self, people: IntArray) -> Ballots:
        """Keep some people, every statement."""
        size = self.n_seen[people]
        start = np.concatenate([[0], np.cumsum(size)])
        place = np.repeat(self.start[people] - start[:-1], size) + np.arange(start[-1])
        return Ballots.of(self.person[people], self.statement, start.astype(np.int32), self.cell[place])

    def answered(self) -> Ballots:
        """Leave out statements nobody voted on."""
        there = self.counts.any(axis=1)
        number = np.cumsum(there) - 1
        cell = number[self.cell // 3] * 3 + self.cell % 3
        return Ballots.of(self.person, self.statement[there], self.start, cell.astype(np.int32))


def read_votes(person: npt.ArrayLike, statement: npt.ArrayLike, vote: npt.ArrayLike) -> Ballots:
    """Check votes, sort them by person and statement, and keep the last of each.

    Parameters
    ----------
    person, statement : array_like (n,)
        Who voted on what; numbers or names, none missing. In the order in which votes were cast.
    vote : array_like (n,)
        1 for, −1 against, 0 passed. What was not voted on has no row.

    Returns
    -------
    Ballots
        One cell for each pair; people and statements in sorted order.

    Raises
    ------
    InputError
        When lengths differ, or a vote is anything else.
    TooFewError
        Without any vote.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> read_votes([3, 1, 3], ["b", "b", "a"], [1, 1, 0]).person
    array([1, 3])
    """
    given = as_votes(person, statement, vote)
    people, who = index(given[0])
    statements, what = index(given[1])
    return Ballots.of(people, statements, *_last(who, what, given[2], len(people), len(statements)))


def as_votes(
    person: npt.ArrayLike, statement: npt.ArrayLike, vote: npt.ArrayLike
) -> tuple[Ids, Ids, IntArray]:
    """Check three columns of votes.

    Parameters
    ----------
    person, statement, vote : array_like (n,)
        As `read_votes` takes them.

    Returns
    -------
    tuple of ndarray (n,)
        The columns; votes as whole numbers.

    Raises
    ------
    InputError
        When lengths differ, a vote is anything else or a name is missing.
    TooFewError
        Without any vote.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> as_votes(["oak"], [1], [1.0])
    (array(['oak'], dtype='<U3'), array([1]), array([1]))
    """
    who, what, votes = (np.atleast_1d(np.asarray(column)) for column in (person, statement, vote))
    if not who.shape == what.shape == votes.shape or votes.ndim != 1:
        found = f"shapes {who.shape}, {what.shape}, {votes.shape}"
        raise InputError("person, statement and vote of one length", found, "pass one row per vote")
    if not len(votes):
        raise TooFewError("at least one vote", "none", "wait for votes")
    if votes.dtype.kind not in "iuf":
        raise InputError("votes of -1, 0 or 1", f"{votes.dtype}", "pass numbers")
    odd = (votes != 1) & (votes != 0) & (votes != -1)
    if odd.any():
        raise InputError("votes of -1, 0 or 1", f"{votes[odd][0]}", "leave out what was not voted on")
    for name, column in (("person", who), ("statement", what)):
        if column.dtype.kind not in "iuUSMb":
            raise InputError(f"{name} as numbers or names", f"{column.dtype}", "name every row, all alike")
    return who, what, votes.astype(np.int64)


def index(names: Ids) -> tuple[Ids, IntArray]:
    """Give distinct names numbers, in sorted order.

    Parameters
    ----------
    names : ndarray (n,)
        Whole numbers or texts; none missing.

    Returns
    -------
    tuple of ndarray
        The distinct names (m,), and for each row the number of its name (n,).

    Notes
    -----
    Source: this project. Whole numbers that lie close together are looked up in a table, others sorted.

    Examples
    --------
    >>> index(np.array([40, 20, 40]))
    (array([20, 40]), array([1, 0, 1]))
    """
    if names.dtype.kind in "iu":
        low = int(names.min())
        reach = int(names.max()) - low + 1
        if reach <= 4 * len(names) + 1024:
            offset = (names - names.dtype.type(low)).astype(np.int64)
            there = np.zeros(reach, np.bool_)
            there[offset] = True
            number = np.cumsum(there) - 1
            return np.flatnonzero(there).astype(names.dtype) + names.dtype.type(low), number[offset]
    distinct, place = np.unique(names, return_inverse=True)
    return distinct, place.astype(np.int64)


def _last(
    who: IntArray, what: IntArray, votes: IntArray, people: int, statements: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Keep the last vote of every pair, sorted by person and statement."""
    pair = who * statements + what
    if people * statements <= DENSE * len(votes):
        # Of several numbers written to one place, the last stays.
        table = np.zeros(people * statements, np.int8)
        table[pair] = votes + 2
        pair = np.flatnonzero(table)
        answer = table[pair] - 1
    else:
        order = np.argsort(pair, kind="stable")
        order = order[np.append(np.diff(pair[order]) > 0, True)]
        pair, answer = pair[order], votes[order] + 1
    row = pair // statements
    cell = (pair - row * statements) * 3 + answer
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=people))])
    return start.astype(np.int32), cell.astype(np.int32)


def tally(ballots: Ballots, group: IntArray, k: int) -> IntArray:
    """Count the answers of each group.

    Parameters
    ----------
    ballots : Ballots
        Votes.
    group : ndarray of int (P,)
        Group of each person, from 0; −1 counts nowhere.
    k : int
        Number of groups.

    Returns
    -------
    ndarray of int (k, S, 3)
        Against, passed, for.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> tally(read_votes([1, 2, 3], [5, 5, 5], [1, 1, -1]), np.array([0, 0, 1]), 2).tolist()
    [[[0, 0, 2]], [[1, 0, 0]]]
    """
    width = 3 * len(ballots.statement)
    base = np.where(group < 0, k, group) * width
    place = np.repeat(base, ballots.n_seen)
    place += ballots.cell
    counted = np.bincount(place, minlength=(k + 1) * width)
    return counted[: k * width].reshape(k, -1, 3)


def centre(counts: IntArray) -> FloatArray:
    """Mean vote on each statement among those who voted on it.

    Parameters
    ----------
    counts : ndarray of int (S, 3)
        Against, passed, for; at least one vote on each.

    Returns
    -------
    ndarray (S,)
        Between −1 and 1.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> centre(np.array([[1, 0, 3]]))
    array([0.5])
    """
    mean: FloatArray = counts @ VALUES / counts.sum(axis=1)
    return mean
