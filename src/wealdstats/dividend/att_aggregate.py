"""What group-time effects add up to, with the uncertainty of the weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from wealdstats.errors import NoVariationError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

By: TypeAlias = Literal["simple", "group", "event", "calendar"]

NORMAL_975 = 1.959963984540054


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate(Result):
    """One number for many effects, and the numbers it is the mean of.

    Parameters
    ----------
    by : {"simple", "group", "event", "calendar"}
        What the effects are gathered by.
    att, se, p_value : float
        Overall effect in the unit of the outcome, analytic standard error, two-sided normal p-value.
    conf_int : ndarray (2,)
        95 %, normal.
    at : ndarray of int (points,)
        Cohorts, years since treatment (negative before it) or years; empty for "simple".
    atts, ses : ndarray (points,)
        Effect and standard error at each. The overall effect by event is the mean over years since treatment
        from 0 on.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), §3.

    Examples
    --------
    >>> influence, cohort = np.array([[2.0], [-2.0]]), np.array([5.0, np.inf])
    >>> cells = Cells(np.array([5]), np.array([5]), np.ones(1), influence, cohort)
    >>> aggregate(cells, "simple").conf_int.round(2)
    array([-1.77,  3.77])
    """

    by: By
    att: float
    se: float
    p_value: float
    conf_int: FloatArray
    at: IntArray
    atts: FloatArray
    ses: FloatArray


@dataclass(frozen=True, slots=True)
class Cells:
    """Effects by cohort and year with each unit's influence on them.

    Parameters
    ----------
    group, time : ndarray of int (cells,)
        Cohort and year.
    att : ndarray (cells,)
        Effects, in the unit of the outcome.
    influence : ndarray (n, cells)
        Influence functions; columns sum to zero.
    cohort : ndarray (n,)
        Cohort of every unit; ``inf`` for never.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), theorem 2.

    Examples
    --------
    >>> influence = np.array([[2.0], [-2.0]])
    >>> cells = Cells(np.array([5]), np.array([5]), np.ones(1), influence, np.array([5.0, np.inf]))
    >>> cells.se.round(4)
    array([1.4142])
    """

    group: IntArray
    time: IntArray
    att: FloatArray
    influence: FloatArray
    cohort: FloatArray

    @property
    def se(self) -> FloatArray:
        """Standard error of every effect."""
        return standard_error(self.influence)

    def where(self, chosen: BoolArray) -> Cells:
        """Keep some cells."""
        kept = self.influence[:, chosen]
        return Cells(self.group[chosen], self.time[chosen], self.att[chosen], kept, self.cohort)


@dataclass(frozen=True, slots=True)
class _Mean:
    att: float
    influence: FloatArray


def aggregate(cells: Cells, by: By) -> Aggregate:
    """Average effects over treated cells.

    Parameters
    ----------
    cells : Cells
        Group-time effects, at least one of them not before its cohort's treatment.
    by : {"simple", "group", "event", "calendar"}
        What to gather them by.

    Returns
    -------
    Aggregate
        Overall effect and its parts.

    Raises
    ------
    NoVariationError
        When the standard error is zero.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), table 1. Where weights are shares
    of cohorts, their sampling counts in the standard error.

    Examples
    --------
    >>> influence = np.array([[2.0, 0.0], [-2.0, 1.0], [0.0, -1.0]])
    >>> cohort = np.array([5.0, 5.0, np.inf])
    >>> cells = Cells(np.array([5, 5]), np.array([5, 6]), np.array([1.0, 2.0]), influence, cohort)
    >>> aggregate(cells, "event").at, aggregate(cells, "event").att
    (array([0, 1]), 1.5)
    """
    treated = cells.where(cells.time >= cells.group)
    if by == "simple":
        return _aggregate(by, _by_size(treated), np.array([], np.int64), [])
    if by == "group":
        at = np.unique(treated.group)
        parts = [_plain(treated.where(treated.group == group)) for group in at]
        return _aggregate(by, _by_size(_gathered(parts, at, cells.cohort)), at, parts)
    gathered = cells if by == "event" else treated
    label = gathered.time - gathered.group if by == "event" else gathered.time
    at = np.unique(label)
    parts = [_by_size(gathered.where(label == point)) for point in at]
    counted = (at >= 0) | (by == "calendar")
    overall = _plain(_gathered([parts[i] for i in np.flatnonzero(counted)], at[counted], cells.cohort))
    return _aggregate(by, overall, at, parts)


def _aggregate(by: By, overall: _Mean, at: IntArray, parts: Sequence[_Mean]) -> Aggregate:
    se = float(standard_error(overall.influence))
    if se <= 0.0:
        raise NoVariationError("outcomes that vary within groups", "none", "use more units, or real outcomes")
    return Aggregate(
        by=by,
        att=overall.att,
        se=se,
        p_value=math.erfc(abs(overall.att) / se / math.sqrt(2.0)),
        conf_int=overall.att + np.array([-NORMAL_975, NORMAL_975]) * se,
        at=at,
        atts=np.array([part.att for part in parts]),
        ses=np.array([float(standard_error(part.influence)) for part in parts]),
    )


def _plain(cells: Cells) -> _Mean:
    return _Mean(float(cells.att.mean()), cells.influence.mean(axis=1))


def _by_size(cells: Cells) -> _Mean:
    """Weight cells by their cohort's share of units, and let the shares' sampling count."""
    member = (cells.cohort[:, None] == cells.group).astype(np.float64)
    share = member.mean(axis=0)
    total = share.sum()
    weights = share / total
    surprise = member - share
    of_weights = (surprise - surprise.sum(axis=1, keepdims=True) * weights) / total
    return _Mean(float(weights @ cells.att), cells.influence @ weights + of_weights @ cells.att)


def _gathered(parts: Sequence[_Mean], group: IntArray, cohort: FloatArray) -> Cells:
    influence = np.stack([part.influence for part in parts], axis=1)
    return Cells(group, group, np.array([part.att for part in parts]), influence, cohort)


def standard_error(influence: FloatArray) -> FloatArray:
    """Turn influence functions into standard errors.

    Parameters
    ----------
    influence : ndarray (n, ...)
        Influence of every unit; complete.

    Returns
    -------
    ndarray (...)
        ``√(mean ψ² / n)``.

    Notes
    -----
    Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), theorem 2.

    Examples
    --------
    >>> standard_error(np.array([[3.0], [-3.0], [0.0], [0.0]])).round(4)
    array([1.0607])
    """
    error: FloatArray = np.sqrt((influence**2).mean(axis=0) / len(influence))
    return error
