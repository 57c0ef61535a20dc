"""From schools to a trust: paths by calendar year and event time, observed and in every placebo trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.placebo import Draws, Picks
from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Paths(Result):
    """A gap averaged over schools, along one axis of time, beside the same in every placebo trust.

    Parameters
    ----------
    times : ndarray of int (t,)
        Calendar years or event times, rising.
    gap : ndarray (t,)
        The trust's.
    placebo : ndarray (d, t)
        The placebo trusts'.
    n_schools : ndarray of int (t,)
        Schools behind each entry, the same in every placebo trust.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> Paths(np.array([0]), np.array([1.0]), np.array([[0.0]]), np.array([3])).times
    array([0])
    """

    times: IntArray
    gap: FloatArray
    placebo: FloatArray
    n_schools: IntArray


def paths_of(schools: Sequence[Treated], draws: Draws, picks: Picks, times: Sequence[IntArray]) -> Paths:
    """Average the gaps of a trust's schools, and of every placebo trust's, along an axis of time.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.
    draws : Draws
        Whose banks hold the placebo gaps.
    picks : Picks
        The placebo trusts.
    times : sequence of ndarray of int (t,)
        For every school, where each of its years lies on the axis.

    Returns
    -------
    Paths
        One entry for every time any school was observed at.

    Notes
    -----
    Source: docs/methods/dividend.md. A placebo school is read in the years its school was observed in, so
    that holes cost a placebo trust what they cost the trust.

    Examples
    --------
    >>> from wealdstats.dividend.schools import fit_schools
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, _ = example_store()
    >>> schools = list(fit_schools(store, simulate(World(), seed=1).joins.of("T00")).values())
    >>> draws = Draws(store, schools)
    >>> picks = draws.sample(20, np.random.default_rng(1))
    >>> paths_of(schools, draws, picks, event_times(schools)).times
    array([-3, -2, -1,  0,  1,  2,  3])
    """
    axis = np.unique(np.concatenate(times))
    total, count = np.zeros(len(axis)), np.zeros(len(axis), dtype=np.int64)
    for school, when in zip(schools, times, strict=True):
        at = np.searchsorted(axis, when)
        total[at] += school.result.gap
        count[at] += 1
    chance = _summed(schools, draws, picks, [np.searchsorted(axis, when) for when in times], len(axis))
    return Paths(axis, total / count, (chance / count[:, None]).T, count)


def _summed(
    schools: Sequence[Treated],
    draws: Draws,
    picks: Picks,
    places: Sequence[IntArray],
    length: int,
    *,
    centred: bool = False,
) -> FloatArray:
    """Sum placebo gaps along an axis (length, d), those from joining on less their mean where centred.

    One time a row: reading and adding run along memory, whatever the number of draws.
    """
    total = np.zeros((length, len(picks.index)))
    for i, (school, at) in enumerate(zip(schools, places, strict=True)):
        gap, pick = draws.banks[i].gap_on(school.window), np.ascontiguousarray(picks.index[:, i])
        mean = draws.banks[i].effect_on(school.window).take(pick) if centred else 0.0
        for column, place in enumerate(at.tolist()):
            each = gap[:, column].take(pick)
            total[place] += each - mean if centred and column >= school.window.n_pre else each
    return total


def event_paths_of(schools: Sequence[Treated], draws: Draws, picks: Picks) -> Paths:
    """Average gaps by event time, with the set of schools held constant from joining on.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.
    draws : Draws
        Whose banks hold the placebo gaps.
    picks : Picks
        The placebo trusts.

    Returns
    -------
    Paths
        One entry for every event time any school was observed at.

    Notes
    -----
    Source: docs/methods/dividend.md. Schools that joined in different years are seen at different event
    times; a plain average would change with who is seen. From joining on the path is therefore the event-time
    part of a least-squares fit of gaps on school and event time, set to average to the estimate: where all
    schools are seen at the same event times it is the plain average.

    Examples
    --------
    >>> from wealdstats.dividend.schools import fit_schools
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, _ = example_store()
    >>> schools = list(fit_schools(store, simulate(World(), seed=1).joins.of("T00")).values())
    >>> draws = Draws(store, schools)
    >>> picks = draws.sample(20, np.random.default_rng(1))
    >>> plain = paths_of(schools, draws, picks, event_times(schools))
    >>> bool(np.allclose(event_paths_of(schools, draws, picks).gap, plain.gap))
    True
    """
    times = event_times(schools)
    axis = np.unique(np.concatenate(times))
    places = [np.searchsorted(axis, when) for when in times]
    seen = np.array([np.isin(axis, when) for when in times])
    count, joined = seen.sum(axis=0), int(np.searchsorted(axis, 0))
    own = np.zeros((len(axis), 1))
    for school, at in zip(schools, places, strict=True):
        own[at, 0] += school.result.gap - np.where(at >= joined, school.result.att, 0.0)
    att = np.array([np.mean([school.result.att for school in schools])])
    chance = _summed(schools, draws, picks, places, len(axis), centred=True)
    for total, mean in ((own, att), (chance, placebo_atts(schools, draws, picks.index))):
        total[:joined] /= count[:joined, None]
        total[joined:] = _held(total[joined:], seen[:, joined:], mean)
    return Paths(axis, own[:, 0], chance.T, count)


def _held(deviations: FloatArray, seen: BoolArray, att: FloatArray) -> FloatArray:
    """Solve for event-time effects (e, d) from summed deviations from schools' means."""
    share = seen / seen.sum(axis=1, keepdims=True)
    normal = np.diag(seen.sum(axis=0)) - seen.T @ share
    effects = np.linalg.pinv(normal, hermitian=True) @ deviations
    effects -= share.mean(axis=0) @ effects - att
    return effects


def event_times(schools: Sequence[Treated]) -> list[IntArray]:
    """Return every school's years counted from its first affected year.

    Parameters
    ----------
    schools : sequence of Treated
        Schools.

    Returns
    -------
    list of ndarray of int (t,)
        0 is the first affected year.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> event_times([])
    []
    """
    return [school.result.years - school.result.first_year for school in schools]


def placebo_atts(schools: Sequence[Treated], draws: Draws, index: IntArray) -> FloatArray:
    """Average every placebo trust's gaps as the trust's own effect averages its schools'.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools, equally weighted.
    draws : Draws
        Whose banks hold the placebo gaps.
    index : ndarray of int (d, n)
        The placebo trusts.

    Returns
    -------
    ndarray (d,)
        Mean over schools of the mean gap from joining on.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.schools import fit_schools
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, _ = example_store()
    >>> schools = list(fit_schools(store, simulate(World(), seed=1).joins.of("T00")).values())
    >>> draws = Draws(store, schools)
    >>> placebo_atts(schools, draws, draws.draw(4, np.random.default_rng(1))).shape
    (4,)
    """
    total = np.zeros(len(index))
    for i, school in enumerate(schools):
        total += draws.banks[i].effect_on(school.window).take(index[:, i])
    return total / len(schools)
