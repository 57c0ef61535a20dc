"""Support in strata that are known beforehand: for the few, where no group can be found from votes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from wealdstats.errors import InputError, TooFewError
from wealdstats.opinion.consensus import members
from wealdstats.opinion.votes import FOR, Ids, as_votes, read_votes, tally
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


class Standing(StrEnum):
    """What may be said of a statement."""

    STILL_OPEN = "still_open"
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not_supported"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, eq=False)
class StratumSupport(Result):
    """Support for each statement in each stratum.

    Parameters
    ----------
    statement : ndarray (S,)
        Names of the statements.
    stratum : ndarray (k,)
        Names of the strata.
    seen, agree : ndarray of int (k, S)
        Votes, passes among them, and votes in favour.
    share : ndarray (k, S)
        Share in favour of those who voted; one half where nobody did, with an interval of 0 to 1.
    lower, upper : ndarray (k, S)
        Wilson interval of that share.
    standing : ndarray of str (S,)
        ``still_open``: some stratum has too few votes; ``supported``: every stratum's interval lies above one
        half; ``not_supported``: some stratum's lies below; ``undecided``: the rest.
    level : float
        Level of the intervals.
    min_coverage : int
        Votes every stratum needs on a statement.

    Notes
    -----
    Source: Wilson (1927), JASA 22.

    Examples
    --------
    >>> found = support_by_stratum([1, 2], [7, 7], [1, 1], ["ash", "oak"])
    >>> found.standing.tolist(), found.still_open
    (['still_open'], array([ True]))
    """

    statement: Ids
    stratum: Ids
    seen: IntArray
    agree: IntArray
    share: FloatArray
    lower: FloatArray
    upper: FloatArray
    standing: npt.NDArray[Any]
    level: float
    min_coverage: int

    @property
    def still_open(self) -> BoolArray:
        """Whether some stratum has too few votes on the statement."""
        return np.asarray(self.standing == Standing.STILL_OPEN)


def support_by_stratum(
    person: npt.ArrayLike,
    statement: npt.ArrayLike,
    vote: npt.ArrayLike,
    stratum: npt.ArrayLike,
    *,
    min_coverage: int = 5,
    level: float = 0.95,
) -> StratumSupport:
    """Measure support in each known stratum, and say what is still open.

    Parameters
    ----------
    person, statement : array_like (n,)
        Who voted on what, in the order of time; the last vote of a pair counts. None missing.
    vote : array_like (n,)
        1 for, −1 against, 0 passed. What was not voted on has no row: missing is not a pass.
    stratum : array_like (n,)
        Stratum of the row's person: trust, phase, role. Leave out rows of people without one.
    min_coverage : int
        Votes every stratum needs before a statement is more than still open.
    level : float
        Level of each interval, between 0 and 1.

    Returns
    -------
    StratumSupport
        Shares, intervals and standings.

    Raises
    ------
    InputError
        When columns do not fit, a vote is anything else, somebody is in two strata, or a setting is out of
        range.
    TooFewError
        Without any vote, or with one stratum only.

    Notes
    -----
    Source: Wilson (1927), JASA 22, without continuity correction. It assumes that within a stratum who votes
    has nothing to do with the view. A level holds for each interval, not for all strata at once: "supported"
    is the cautious side of that, as every one has to pass; "not supported" is not, as one suffices.

    Examples
    --------
    >>> people = np.arange(20)
    >>> found = support_by_stratum(people, np.zeros(20, int), np.ones(20), np.repeat(["ash", "oak"], 10))
    >>> found.lower.round(3).ravel(), found.standing.tolist()
    (array([0.722, 0.722]), ['supported'])
    """
    if not (min_coverage >= 1 and 0.0 < level < 1.0):
        found = f"{min_coverage}, {level}"
        raise InputError("min_coverage of 1 or more and a level between 0 and 1", found, "change them")
    who, what, votes = as_votes(person, statement, vote)
    names, member = members(who, np.atleast_1d(np.asarray(stratum)), "stratum")
    if len(names) < 2:
        raise TooFewError("two strata", f"only {names[0]}", "ask people of another stratum")
    ballots = read_votes(who, what, votes)
    counts = tally(ballots, member, len(names))
    seen, agree = counts.sum(axis=2), counts[:, :, FOR]
    lower, upper = wilson(agree, seen, level)
    share = np.where(seen > 0, agree / np.maximum(seen, 1), 0.5)
    standing = _standing((seen < min_coverage).any(axis=0), lower, upper)
    return StratumSupport(
        ballots.statement, names, seen, agree, share, lower, upper, standing, level, min_coverage
    )


def _standing(is_open: BoolArray, lower: FloatArray, upper: FloatArray) -> npt.NDArray[Any]:
    cases = [is_open, (lower > 0.5).all(axis=0), (upper < 0.5).any(axis=0)]
    names = [Standing.STILL_OPEN.value, Standing.SUPPORTED.value, Standing.NOT_SUPPORTED.value]
    return np.select(cases, names, Standing.UNDECIDED.value)


def wilson(count: IntArray, n: IntArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Put a Wilson interval around shares.

    Parameters
    ----------
    count, n : ndarray of int
        Successes and trials, of one shape. Without trials the interval is 0 to 1.
    level : float
        Level, between 0 and 1.

    Returns
    -------
    tuple of ndarray
        Lower and upper ends.

    Notes
    -----
    Source: Wilson (1927), JASA 22.

    Examples
    --------
    >>> lower, upper = wilson(np.array([0, 8]), np.array([0, 10]), 0.95)
    >>> lower.round(4), upper.round(4)
    (array([0.    , 0.4902]), array([1.    , 0.9433]))
    """
    z = float(special.ndtri(0.5 + level / 2.0))
    trials = np.maximum(n, 1)
    share = count / trials
    middle = (share + z * z / (2.0 * trials)) / (1.0 + z * z / trials)
    half = z / (1.0 + z * z / trials) * np.sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials**2))
    # Nothing, and everything, leaves no doubt on its own side; rounding must not say otherwise.
    lower = np.where(count == 0, 0.0, middle - half)
    return lower, np.where(count == n, 1.0, middle + half)
