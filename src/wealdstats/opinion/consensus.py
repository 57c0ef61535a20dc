"""What all groups agree on, and what each is known by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wealdstats.errors import InputError
from wealdstats.opinion.votes import AGAINST, FOR, Ids, as_votes, index, read_votes, tally
from wealdstats.types import FloatArray, IntArray, Result

ONE_SIDED_90 = 1.2815515655446004


@dataclass(frozen=True, slots=True, eq=False)
class GroupConsensus(Result):
    """How likely somebody from every group is to agree, statement by statement.

    Parameters
    ----------
    statement : ndarray (S,)
        Names of the statements.
    consensus : ndarray (S,)
        ``Π_g (A_g + 1) / (S_g + 2)``: between 0 and 1, no unit.
    against : ndarray (S,)
        The same of disagreement.
    group : ndarray (k,)
        Names of the groups.
    counts : ndarray of int (k, S, 3)
        Votes against, passed and for.

    Notes
    -----
    Source: Small, Bjorkegren, Erkkilä, Shaw and Megill (2021), Recerca 26(2).

    Examples
    --------
    >>> group_informed_consensus([1, 2], [7, 7], [1, 1], ["oak", "ash"]).most_agreed(1)
    array([7])
    """

    statement: Ids
    consensus: FloatArray
    against: FloatArray
    group: Ids
    counts: IntArray

    def most_agreed(self, n: int = 5) -> Ids:
        """Name the statements with the highest consensus, the highest first."""
        named: Ids = self.statement[np.argsort(-self.consensus, kind="stable")[:n]]
        return named


@dataclass(frozen=True, slots=True, eq=False)
class Representative(Result):
    """Statements a group agrees or disagrees with more than the rest: one row each.

    Parameters
    ----------
    group : ndarray of int (r,)
        Groups from 0; rows are sorted by group, then by ``z_difference``, highest first.
    statement : ndarray (r,)
        Names of the statements.
    direction : ndarray of int (r,)
        1 where the group agrees, −1 where it disagrees.
    share : ndarray (r,)
        Smoothed share of the group that does, of those who saw the statement.
    z_agreement : ndarray (r,)
        That share against one half, in standard errors.
    z_difference : ndarray (r,)
        That share against the share of everybody else, in standard errors.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> counts = np.array([[[0, 0, 9]], [[9, 0, 0]]])
    >>> found = representative(counts, np.array([7]))
    >>> found.group, found.direction, found.of(1)
    (array([0, 1]), array([ 1, -1]), array([7]))
    """

    group: IntArray
    statement: Ids
    direction: IntArray
    share: FloatArray
    z_agreement: FloatArray
    z_difference: FloatArray

    def of(self, group: int) -> Ids:
        """Name a group's statements, the most telling first."""
        named: Ids = self.statement[self.group == group]
        return named


def group_informed_consensus(
    person: npt.ArrayLike, statement: npt.ArrayLike, vote: npt.ArrayLike, group: npt.ArrayLike
) -> GroupConsensus:
    """Measure agreement that holds in every group, so that a large one cannot outvote a small one.

    Parameters
    ----------
    person, statement : array_like (n,)
        Who voted on what, in the order of time; the last vote of a pair counts. None missing.
    vote : array_like (n,)
        1 for, −1 against, 0 passed. What was not voted on has no row: missing is not a pass.
    group : array_like (n,)
        Group of the row's person. Leave out the rows of people without a group.

    Returns
    -------
    GroupConsensus
        Consensus of each statement.

    Raises
    ------
    InputError
        When columns do not fit, a vote is anything else, or somebody is in two groups.
    TooFewError
        Without any vote.

    Notes
    -----
    Source: Small, Bjorkegren, Erkkilä, Shaw and Megill (2021), Recerca 26(2). It assumes that those who voted
    on a statement stand for their group. A statement a group has hardly seen counts one half there: that is
    caution, not knowledge. More groups make every product smaller, so values compare within one map only.

    Examples
    --------
    >>> votes = [1, 2, 3, 1, 2, 3], [7, 7, 7, 8, 8, 8], [1, 1, 1, 1, 1, -1]
    >>> group_informed_consensus(*votes, ["oak", "oak", "ash"] * 2).consensus.round(3)
    array([0.5 , 0.25])
    """
    who, what, votes = as_votes(person, statement, vote)
    names = np.atleast_1d(np.asarray(group))
    ballots = read_votes(who, what, votes)
    groups, member = members(who, names, "group")
    counts = tally(ballots, member, len(groups))
    return GroupConsensus(ballots.statement, *consensus(counts), groups, counts)


def members(person: Ids, group: Ids, word: str) -> tuple[Ids, IntArray]:
    """Find everybody's one group.

    Parameters
    ----------
    person, group : ndarray (n,)
        One row per vote; none missing.
    word : str
        What a group is called in a refusal.

    Returns
    -------
    tuple of ndarray
        Names of the groups (k,), and the number of each person's group (P,), people in sorted order.

    Raises
    ------
    InputError
        When lengths differ, a name is missing or somebody is in two groups.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> members(np.array([5, 3, 5]), np.array(["oak", "ash", "oak"]), "group")
    (array(['ash', 'oak'], dtype='<U3'), array([0, 1]))
    """
    if group.shape != person.shape:
        raise InputError(f"a {word} for every vote", f"shape {group.shape}", "pass one row per vote")
    if group.dtype.kind not in "iuUSb":
        raise InputError(f"{word}s as numbers or names", f"{group.dtype}", "leave out rows without one")
    people, who = index(person)
    groups, row_group = index(group)
    member = np.empty(len(people), np.int64)
    member[who] = row_group
    if (twice := member[who] != row_group).any():
        raise InputError(f"one {word} for each person", f"two for {person[twice][0]}", "decide which one")
    return groups, member


def consensus(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Multiply the groups' smoothed shares.

    Parameters
    ----------
    counts : ndarray of int (k, S, 3)
        Votes against, passed and for.

    Returns
    -------
    tuple of ndarray (S,)
        Of agreement and of disagreement.

    Notes
    -----
    Source: docs/methods/opinion_map.md.

    Examples
    --------
    >>> consensus(np.array([[[1, 0, 2]], [[0, 0, 1]]]))
    (array([0.4]), array([0.13333333]))
    """
    share = (counts + 1.0) / (counts.sum(axis=2, keepdims=True) + 2.0)
    both = share.prod(axis=0)
    return both[:, FOR], both[:, AGAINST]


def divisive(counts: IntArray) -> FloatArray:
    """Measure how far groups are apart on each statement.

    Parameters
    ----------
    counts : ndarray of int (k, S, 3)
        Votes against, passed and for; at least two groups.

    Returns
    -------
    ndarray (S,)
        Largest difference between two groups' smoothed shares of agreement, 0 to 1.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> divisive(np.array([[[1, 0, 2]], [[1, 0, 0]]])).round(4)
    array([0.2667])
    """
    share = (counts[:, :, FOR] + 1.0) / (counts.sum(axis=2) + 2.0)
    spread: FloatArray = np.ptp(share, axis=0)
    return spread


def z_scores(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Test every group's answers against one half and against everybody else's.

    Parameters
    ----------
    counts : ndarray of int (k, S, 3)
        Votes against, passed and for.

    Returns
    -------
    tuple of ndarray (k, S, 3)
        z of the share against one half, and of its difference from the rest; 0 where the rest gives the same
        answer to the last vote.

    Notes
    -----
    Source: Small et al. (2021): normal tests of one and of two shares, with one invented agreeing vote added
    to each side.

    Examples
    --------
    >>> half, rest = z_scores(np.array([[[0, 0, 8]], [[8, 0, 0]]]))
    >>> half[0, 0, 2].round(4), rest[0, 0, 2].round(4)
    (np.float64(3.0), np.float64(3.7947))
    """
    seen = counts.sum(axis=2, keepdims=True) + 1.0
    given = counts + 1.0
    others = (counts.sum(axis=0) - counts) + 1.0
    unseen = others.sum(axis=2, keepdims=True) - 2.0
    against_half = 2.0 * np.sqrt(seen) * (given / seen - 0.5)
    pooled = (given + others) / (seen + unseen)
    variance = pooled * (1.0 - pooled) * (1.0 / seen + 1.0 / unseen)
    apart = given / seen - others / unseen
    # A pooled share of one or more is an answer nobody withheld: no difference to speak of.
    certain = variance <= 0
    against_rest = np.where(certain, 0.0, apart / np.sqrt(np.where(certain, 1.0, variance)))
    return against_half, against_rest


def representative(counts: IntArray, statement: Ids) -> Representative:
    """Select the statements each group is known by.

    Parameters
    ----------
    counts : ndarray of int (k, S, 3)
        Votes against, passed and for; at least two groups.
    statement : ndarray (S,)
        Their names.

    Returns
    -------
    Representative
        Those where both one-sided tests at 10 % are passed, in the direction with the larger difference.

    Notes
    -----
    Source: docs/methods/opinion_map.md. One in ten statements without any difference passes: no correction is
    made for their number.

    Examples
    --------
    >>> representative(np.array([[[0, 0, 9]], [[9, 0, 0]]]), np.array([7])).z_difference.round(2)
    array([4.05, 4.05])
    """
    half, rest = z_scores(counts)
    passes = (half > ONE_SIDED_90) & (rest > ONE_SIDED_90)
    strength = np.where(passes, rest, -np.inf)[:, :, [AGAINST, FOR]]
    side = strength.argmax(axis=2)
    group, what = np.nonzero(np.isfinite(strength.max(axis=2)))
    answer = np.array([AGAINST, FOR])[side[group, what]]
    order = np.lexsort((what, -rest[group, what, answer], group))
    group, what, answer = group[order], what[order], answer[order]
    share = (counts[group, what, answer] + 1.0) / (counts[group, what].sum(axis=1) + 2.0)
    found = half[group, what, answer], rest[group, what, answer]
    return Representative(group, statement[what], answer - 1, share, *found)
