"""Who was at risk of adopting when, and who was then tied to somebody who already had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.types import BoolArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Spreading(Result):
    """People, when each adopted, and the ties a practice could travel along.

    Parameters
    ----------
    when : ndarray of int (n,)
        Period of adoption from 0; ``n_periods`` for those who had not by the end.
    context : ndarray of int (n,)
        What each shares with others, as a number.
    a, b : ndarray of int (ties,)
        The two of each tie, once.
    formed : ndarray of int (ties,)
        Period it was formed in; −1 for before the first.
    n_periods : int
        Periods looked at.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> one = np.array([0])
    >>> spread = Spreading(np.array([0, 2]), np.zeros(2, int), one, one + 1, one - 1, 3)
    >>> spread.exposed_from()
    array([3, 1])
    """

    when: IntArray
    context: IntArray
    a: IntArray
    b: IntArray
    formed: IntArray
    n_periods: int

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.when)

    @property
    def usable(self) -> BoolArray:
        """Whether each tie is older than either end's adoption, so that adopting cannot have made it."""
        return self.formed < np.minimum(self.when[self.a], self.when[self.b])

    def exposed_from(self) -> IntArray:
        """Give the first period in which each had a tie to somebody who had adopted; else ``n_periods``."""
        kept = self.usable
        a, b = self.a[kept], self.b[kept]
        first = np.full(self.n, self.n_periods, np.int64)
        np.minimum.at(first, np.r_[a, b], self.when[np.r_[b, a]] + 1)
        return first

    def sociability(self) -> IntArray:
        """Give everybody's class of ties at the start of each period: (n, n_periods).

        Ties count from the period after they were formed. Classes are 0, 1, 2–3, 4–7, 8–15, …
        """
        width = self.n_periods + 1
        begins = np.minimum(np.r_[self.formed, self.formed] + 1, self.n_periods)
        flat = np.bincount(np.r_[self.a, self.b] * width + begins, minlength=self.n * width)
        return ties_class(flat.reshape(self.n, width).cumsum(axis=1)[:, :-1])


def ties_class(degree: IntArray) -> IntArray:
    """Class numbers of ties by doubling.

    Parameters
    ----------
    degree : ndarray of int
        Numbers of ties.

    Returns
    -------
    ndarray of int
        0 for none, 1 for one, 2 for two or three, 3 for four to seven, and so on.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> ties_class(np.array([0, 1, 2, 3, 4, 7, 8]))
    array([0, 1, 2, 2, 3, 3, 4])
    """
    return np.frexp(degree.astype(np.float64))[1].astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class AtRisk(Result):
    """One row for each person and period in which somebody alike adopted and they still could.

    Parameters
    ----------
    person, period : ndarray of int (rows,)
        Who and when.
    adopts : ndarray of bool (rows,)
        Whether they do in that period.
    stratum : ndarray of int (rows,)
        Number of context and period, without the class of ties.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> none = np.zeros(0, int)
    >>> spread = Spreading(np.array([0, 1, 3]), np.zeros(3, int), none, none, none, 3)
    >>> at_risk(spread, spread.context).period
    array([0, 0, 1, 0, 1])
    """

    person: IntArray
    period: IntArray
    adopts: BoolArray
    stratum: IntArray


def at_risk(spread: Spreading, context: IntArray) -> AtRisk:
    """List who could still adopt, in periods in which somebody of the same context does.

    Parameters
    ----------
    spread : Spreading
        People and adoptions.
    context : ndarray of int (n,)
        Contexts to compare within.

    Returns
    -------
    AtRisk
        Rows in the order of people; periods without an adoption in the context say nothing and are left out.

    Notes
    -----
    Source: docs/methods/conductivity.md.

    Examples
    --------
    >>> none = np.zeros(0, int)
    >>> spread = Spreading(np.array([0, 1, 3]), np.zeros(3, int), none, none, none, 3)
    >>> int(at_risk(spread, spread.context).adopts.sum())
    2
    """
    periods = np.minimum(spread.when + 1, spread.n_periods)
    person = np.repeat(np.arange(spread.n), periods)
    period = np.arange(len(person)) - np.repeat(np.cumsum(periods) - periods, periods)
    stratum = context[person] * spread.n_periods + period
    adopts = period == spread.when[person]
    telling = np.isin(stratum, stratum[adopts])
    return AtRisk(person[telling], period[telling], adopts[telling], stratum[telling])
