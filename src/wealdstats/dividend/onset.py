"""When a gap set in: the first year from which it stays beyond the band, searched in placebos as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.parts import Onset
from wealdstats.dividend.rule import Rule
from wealdstats.inference import Interval, Spread
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

CHANGE_POINT = 3.841458820694124
RIDGE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Bands(Result):
    """Pointwise bands of what chance produces along one axis of time.

    Parameters
    ----------
    lower, upper : ndarray (t,)
        At the rule's level.
    onset_lower, onset_upper : ndarray (t,)
        At its narrower level for the search.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> bands_of(Paths(np.array([0]), np.zeros(1), np.array([[-1.0], [1.0]]), np.array([1])),
    ...          Spread(0.0, 1.0, 1.0, np.inf), Rule()).upper.round(2)
    array([1.96])
    """

    lower: FloatArray
    upper: FloatArray
    onset_lower: FloatArray
    onset_upper: FloatArray


def bands_of(paths: Paths, spread: Spread, rule: Rule) -> Bands:
    """Lay the bands around what placebo trusts show in each year.

    Parameters
    ----------
    paths : Paths
        With the placebo paths.
    spread : Spread
        Of the whole estimate: its ratio of standard error to standard deviation and its degrees of freedom
        hold for each year as well.
    rule : Rule
        For the levels.

    Returns
    -------
    Bands
        One entry a time.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> paths = Paths(np.array([0]), np.zeros(1), np.array([[-1.0], [1.0]]), np.array([1]))
    >>> bands_of(paths, Spread(0.0, 1.0, 2.0, np.inf), Rule()).upper.round(2)
    array([3.92])
    """
    mean = paths.placebo.mean(axis=0)
    se = paths.placebo.std(axis=0) * _inflation(spread)
    wide, narrow = spread.reach(rule.level) * se, spread.reach(rule.onset_level) * se
    return Bands(mean - wide, mean + wide, mean - narrow, mean + narrow)


def _inflation(spread: Spread) -> float:
    return spread.se / spread.sd if spread.sd > 0 else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Since(Result):
    """The time since joining, in steps that enough schools stand behind.

    Parameters
    ----------
    times : ndarray of int (e,)
        First event time of each step; mostly it is the only one.
    gap : ndarray (e,)
        The trust's.
    placebo : ndarray (d, e)
        The placebo trusts'.
    lower, upper : ndarray (e,)
        The narrower band.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> one = np.ones(1)
    >>> Since(np.array([0]), one, np.ones((2, 1)), -one, one).times
    array([0])
    """

    times: IntArray
    gap: FloatArray
    placebo: FloatArray
    lower: FloatArray
    upper: FloatArray


def since_joining(paths: Paths, n_schools: int, spread: Spread, rule: Rule) -> Since:
    """Take event times from 0 on in steps that at least half of the schools stand behind.

    Parameters
    ----------
    paths : Paths
        By event time.
    n_schools : int
        Schools of the trust.
    spread : Spread
        For inflation and degrees of freedom.
    rule : Rule
        For the level of the narrower band.

    Returns
    -------
    Since
        At least one step: neighbouring event times are taken together until half of the schools stand behind
        them, those left over join the step before.

    Notes
    -----
    Source: docs/methods/verdict.md. One school's last year should not decide whether a trust's gap stayed.

    Examples
    --------
    >>> paths = Paths(np.arange(-1, 3), np.arange(4.0), np.ones((2, 4)), np.array([4, 4, 2, 1]))
    >>> since = since_joining(paths, 4, Spread(0.0, 1.0, 1.0, np.inf), Rule())
    >>> since.times, since.gap.round(2)
    (array([0, 1]), array([1.  , 2.33]))
    """
    after = np.flatnonzero(paths.times >= 0)
    counts = paths.n_schools[after]
    steps = _steps(counts, max(1, -(-n_schools // 2)))
    share = np.zeros((len(after), steps[-1] + 1))
    share[np.arange(len(after)), steps] = counts
    share /= share.sum(axis=0)
    starts = np.flatnonzero(np.diff(steps, prepend=-1))
    placebo = (share.T @ paths.placebo.T[after]).T
    merged = Paths(paths.times[after][starts], paths.gap[after] @ share, placebo, counts[starts])
    bands = bands_of(merged, spread, rule)
    return Since(merged.times, merged.gap, merged.placebo, bands.onset_lower, bands.onset_upper)


def _steps(counts: IntArray, enough: int) -> IntArray:
    """Assign each event time to its step."""
    steps = np.zeros(len(counts), dtype=np.int64)
    held = step = 0
    for at, count in enumerate(counts.tolist()):
        steps[at] = step
        held += count
        if held >= enough:
            held, step = 0, step + 1
    if held and step:
        steps[steps == step] = step - 1
    return steps


def find_onset(since: Since, spread: Spread, rule: Rule) -> Onset | None:
    """Find the first time from which the gap stays beyond the narrower band to the end.

    Parameters
    ----------
    since : Since
        Years since joining.
    spread : Spread
        For inflation and degrees of freedom.
    rule : Rule
        For the level.

    Returns
    -------
    Onset or None
        None where the last year lies inside the band, or placebos never differ and there is no band.

    Notes
    -----
    Source: docs/methods/verdict.md. The search alone finds an onset in more than one placebo trust in ten;
    what counts is ``p``, which asks how often a searched placebo trust looks as strong.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> band = np.full(4, 1.28)
    >>> since = Since(np.arange(4), np.array([0.0, 4.0, 5.0, 4.0]), rng.normal(size=(500, 4)), -band, band)
    >>> onset = find_onset(since, Spread(0.0, 0.5, 0.5, np.inf), Rule())
    >>> onset.event_time, onset.years_observed, onset.earliest, onset.latest
    (1, 3, 1, 1)
    """
    start, sign = _search(since.gap[None, :], since)
    if sign[0] == 0 or spread.sd == 0.0:
        return None
    means, placebo = _tail_means(since.gap[None, :]), _tail_means(since.placebo)
    centre, sd = placebo.mean(axis=0), placebo.std(axis=0)
    at = int(start[0])
    placebo_start, placebo_sign = _search(since.placebo, since)
    found = placebo_sign != 0
    strength = np.zeros(len(placebo))
    rows, cols = np.flatnonzero(found), placebo_start[found]
    strength[rows] = np.abs(placebo[rows, cols] - centre[cols]) / sd[cols]
    own = abs(means[0, at] - centre[at]) / (sd[at] * _inflation(spread))
    half = spread.reach(rule.level) * sd[at] * _inflation(spread)
    middle = float(means[0, at] - centre[at])
    low, high = _change_point(since, at)
    return Onset(
        event_time=int(since.times[at]),
        earliest=low,
        latest=high,
        sign=int(sign[0]),
        years_observed=len(since.times) - at,
        mean_since=float(means[0, at]),
        conf_int=Interval(middle - half, middle + half, rule.level),
        p=(1 + int((strength >= own).sum())) / (1 + len(placebo)),
    )


def _search(gap: FloatArray, since: Since) -> tuple[IntArray, IntArray]:
    """For each row, where the stay beyond the band begins, and on which side; side 0 where there is none."""
    start = np.zeros(len(gap), dtype=np.int64)
    sign = np.zeros(len(gap), dtype=np.int64)
    for side, beyond in ((1, gap > since.upper), (-1, gap < since.lower)):
        stays = _to_the_end(beyond)
        any_stay = stays[:, -1]
        start[any_stay] = stays[any_stay].argmax(axis=1)
        sign[any_stay] = side
    return start, sign


def _to_the_end(beyond: BoolArray) -> BoolArray:
    stays: BoolArray = np.logical_and.accumulate(beyond[:, ::-1], axis=1)[:, ::-1]
    return stays


def _tail_means(gap: FloatArray) -> FloatArray:
    """Mean from each time to the end."""
    n = gap.shape[1]
    tails: FloatArray = np.cumsum(gap[:, ::-1], axis=1)[:, ::-1] / np.arange(n, 0, -1)
    return tails


def _change_point(since: Since, at: int) -> tuple[int, int]:
    """Onsets nearly as likely as the likeliest, each fitted as a step by generalised least squares."""
    noise = np.atleast_2d(np.cov(since.placebo, rowvar=False, ddof=0))
    noise += RIDGE * np.trace(noise) / len(noise) * np.eye(len(noise))
    root = np.linalg.cholesky(noise)
    y = np.linalg.solve(root, since.gap - since.placebo.mean(axis=0))
    steps = np.linalg.solve(root, np.tril(np.ones((len(y), len(y)))))
    explained = (steps.T @ y) ** 2 / (steps**2).sum(axis=0)
    likely = np.flatnonzero(explained >= explained.max() - CHANGE_POINT)
    low, high = min(int(likely[0]), at), max(int(likely[-1]), at)
    return int(since.times[low]), int(since.times[high])


@dataclass(frozen=True, slots=True)
class Excursion:
    """The strongest stretch of neighbouring years.

    Parameters
    ----------
    first, last : int
        Event times it runs from and to.
    mean : float
        Mean gap over it, in the measure's unit.
    p : float
        Share of placebo trusts whose strongest stretch is as strong.
    returned : bool
        True where it ended before the last year, the mean since lies inside the narrower band, and the fall
        from one to the other is itself more than chance produces.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> Excursion(0, 1, 5.0, 0.01, True).returned
    True
    """

    first: int
    last: int
    mean: float
    p: float
    returned: bool


def find_excursion(since: Since, spread: Spread, rule: Rule) -> Excursion:
    """Find the stretch of two or more years that stands out most, and whether the gap came back after it.

    Parameters
    ----------
    since : Since
        Years since joining.
    spread : Spread
        For inflation and degrees of freedom.
    rule : Rule
        For the narrower level.

    Returns
    -------
    Excursion
        The stretch; ``p`` allows for having looked at every stretch.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> band = np.full(4, 1.28)
    >>> since = Since(np.arange(4), np.array([5.0, 4.0, 0.0, 0.2]), rng.normal(size=(500, 4)), -band, band)
    >>> stretch = find_excursion(since, Spread(0.0, 0.5, 0.5, np.inf), Rule())
    >>> stretch.first, stretch.last, stretch.returned
    (0, 1, True)
    """
    n = len(since.times)
    spans = [(i, j) for i in range(n) for j in range(i + 1, n)] or [(0, 0)]
    average = np.zeros((n, len(spans)))
    for column, (i, j) in enumerate(spans):
        average[i : j + 1, column] = 1.0 / (j - i + 1)
    placebo, own = (average.T @ since.placebo.T).T, since.gap @ average
    centre, sd = placebo.mean(axis=0), placebo.std(axis=0)
    sd = np.where(sd > 0, sd, np.inf)
    strength = np.abs(own - centre) / (sd * _inflation(spread))
    best = int(strength.argmax())
    rivals = (np.abs(placebo - centre) / sd).max(axis=1)
    first, last = spans[best]
    returned = last + 1 < n and _has_returned(since, spread, rule, first, last + 1)
    p = (1 + int((rivals >= strength[best]).sum())) / (1 + len(rivals))
    return Excursion(int(since.times[first]), int(since.times[last]), float(own[best]), p, returned)


def _has_returned(since: Since, spread: Spread, rule: Rule, first: int, start: int) -> bool:
    """Say whether the mean from a time on is inside the narrower band, and shown to differ from before."""
    rest, before = since.placebo[:, start:].mean(axis=1), since.placebo[:, first:start].mean(axis=1)
    own = float(since.gap[start:].mean())
    fall = float(since.gap[first:start].mean()) - own
    inside = spread.reach(rule.onset_level) * _inflation(spread) * rest.std()
    chance = spread.reach(rule.level) * _inflation(spread) * (before - rest).std()
    return bool(abs(own - rest.mean()) < inside and abs(fall - (before - rest).mean()) > chance)
