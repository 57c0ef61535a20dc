"""How much of a dividend survives if paths would not have stayed parallel: bounds by an optional package."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

from wealdstats.dividend.result import Dividend
from wealdstats.errors import (
    InputError,
    MissingExtraError,
    NotSolvedError,
    NoVariationError,
    TooFewError,
)
from wealdstats.inference import Interval
from wealdstats.types import FloatArray, IntArray, Result

Restriction: TypeAlias = Literal["relative_magnitude", "smoothness"]
RESTRICTIONS = ("relative_magnitude", "smoothness")
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class EventStudy(Result):
    """A dividend's path as event-study coefficients against the last year before joining.

    Parameters
    ----------
    before, after : ndarray of int (b,), (a,)
        Event times before the last year before joining, and from joining on; without holes.
    effect : ndarray (b + a,)
        Gap less the gap of the last year before joining, less what placebo trusts show on average.
    covariance : ndarray (b + a, b + a)
        From placebo trusts.
    weights : ndarray (a,)
        What each event time counts for in the mean over schools; they sum to one.
    df : float
        Degrees of freedom.

    Notes
    -----
    Source: docs/methods/honest_bounds.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> study = event_study(example_dividend())
    >>> study.before, study.after, study.weights
    (array([-3, -2]), array([0, 1, 2, 3]), array([0.25, 0.25, 0.25, 0.25]))
    """

    before: IntArray
    after: IntArray
    effect: FloatArray
    covariance: FloatArray
    weights: FloatArray
    df: float


@dataclass(frozen=True, slots=True)
class HonestBounds(Result):
    """Bounds of a mean effect where paths may depart from parallel, so far and no further.

    Parameters
    ----------
    restriction : str
        In what the departure is limited.
    limit : float
        How far.
    lower, upper : float or None
        Between which the effect lies if chance is left out; None where the years before joining already
        depart by more than the limit.
    conf_int : Interval
        The interval that allows for both.

    Notes
    -----
    Source: docs/methods/honest_bounds.md.

    Examples
    --------
    >>> HonestBounds("smoothness", 0.5, 1.0, 2.0, Interval(0.5, 2.5, 0.95)).conf_int.excludes(0.0)
    True
    """

    restriction: str
    limit: float
    lower: float | None
    upper: float | None
    conf_int: Interval


def honest_bounds(
    dividend: Dividend, *, limit: float = 1.0, restriction: Restriction = "relative_magnitude"
) -> HonestBounds:
    """Bound a dividend without taking for granted that paths would have stayed parallel.

    Parameters
    ----------
    dividend : Dividend
        With results in every year around joining.
    limit : float, default 1
        ``relative_magnitude``: from joining on, the departure changes in a year by at most so many times the
        largest change in a year before. ``smoothness``: its slope changes by at most so much from year to
        year, in the measure's unit; 0 is a straight line.
    restriction : {"relative_magnitude", "smoothness"}
        In what the departure is limited.

    Returns
    -------
    HonestBounds
        Bounds and interval of the mean effect.

    Raises
    ------
    InputError
        An unknown restriction or a negative limit.
    TooFewError
        Holes around joining, or fewer than two years before it.
    NoVariationError
        Placebo paths from which no covariance can be learnt.
    MissingExtraError
        The package `diff-diff` is not installed.
    NotSolvedError
        It found no interval, as happens where the limit is large beside the standard error.

    Notes
    -----
    Source: Rambachan and Roth (2023), Review of Economic Studies 90(5), as implemented by `diff-diff`.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> honest_bounds(example_dividend(), limit=-1.0)
    Traceback (most recent call last):
    wealdstats.errors.InputError: Need: a limit of 0 or more. Found: -1.0. Remedy: choose another.
    """
    if restriction not in RESTRICTIONS:
        raise InputError(f"one of {', '.join(RESTRICTIONS)}", f"{restriction}", "choose one of them")
    if not limit >= 0.0:
        raise InputError("a limit of 0 or more", f"{limit}", "choose another")
    level = dividend.rule.level
    study = event_study(dividend)
    package = _package()
    # tests/wealdstats/reference/test_honest.py covers it where the extra is installed.
    answer = package.compute_honest_did(  # pragma: no cover - only where the extra is installed
        package.MultiPeriodDiDResults(**arguments(study, level)),
        method=restriction,
        M=limit,
        alpha=1.0 - level,
        l_vec=study.weights,
    )
    return bounds_of(answer, level)  # pragma: no cover - as above


def _package() -> ModuleType:
    try:
        return importlib.import_module("diff_diff")
    except ImportError as error:
        raise MissingExtraError(
            "the package diff-diff", "it is not installed", 'pip install "weald[honest]"'
        ) from error


def event_study(dividend: Dividend) -> EventStudy:
    """Turn a dividend's path into event-study coefficients.

    Parameters
    ----------
    dividend : Dividend
        With results in every year around joining.

    Returns
    -------
    EventStudy
        The last year before joining is the reference and has no coefficient.

    Raises
    ------
    TooFewError
        Holes around joining, or fewer than two years before it.
    NoVariationError
        Placebo paths from which no covariance can be learnt.

    Notes
    -----
    Source: docs/methods/honest_bounds.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> dividend = example_dividend()
    >>> study = event_study(dividend)
    >>> bool(np.isclose(study.weights @ dividend.event.gap[3:], dividend.att))
    True
    """
    event = dividend.event
    times = event.event_times
    first, last = int(times[0]), int(times[-1])
    if first > -2 or last < 0 or len(times) != last - first + 1:
        raise TooFewError(
            "results in every year from two before joining on",
            f"event times {', '.join(str(time) for time in times.tolist())}",
            "no bounds can be given for this trust and measure",
        )
    reference = -1 - first
    against = np.delete(np.eye(len(times)), reference, axis=0)
    against[:, reference] -= 1.0
    covariance = against @ event.covariance @ against.T
    roots = np.linalg.eigvalsh(covariance)
    if roots[0] <= SINGULAR * roots[-1]:
        raise NoVariationError("placebo paths that vary in every year", "some do not", "draw more of them")
    return EventStudy(
        before=times[:reference],
        after=times[reference + 1 :],
        effect=against @ (event.gap - (event.lower + event.upper) / 2.0),
        covariance=covariance,
        weights=_weights(dividend, times[reference + 1 :]),
        df=dividend.placebos.df,
    )


def _weights(dividend: Dividend, after: IntArray) -> FloatArray:
    """Say what each event time counts for: every school once, spread over the years it was seen in."""
    seen = np.array(
        [np.isin(after, school.years - school.first_year) for school in dividend.schools], dtype=np.float64
    )
    weights: FloatArray = (seen / seen.sum(axis=1, keepdims=True)).mean(axis=0)
    return weights


@dataclass(frozen=True, slots=True)
class _Period:
    """One coefficient, under the names the package reads."""

    effect: float
    se: float


@dataclass(frozen=True, slots=True)
class _Design:
    """Degrees of freedom, under the name the package reads."""

    df_survey: float


def arguments(study: EventStudy, level: float) -> dict[str, Any]:
    """Lay an event study out under the names `diff-diff` gives to the parts of one.

    Parameters
    ----------
    study : EventStudy
        The coefficients.
    level : float
        Coverage.

    Returns
    -------
    dict
        What its ``MultiPeriodDiDResults`` is made from. Counts of observations, which only its summaries
        show, are 0.

    Notes
    -----
    Source: diff-diff 3, ``diff_diff.results``.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> given = arguments(event_study(example_dividend()), 0.95)
    >>> given["pre_periods"], given["post_periods"], given["reference_period"]
    ([-3, -2], [0, 1, 2, 3], -1)
    """
    before, after = study.before.tolist(), study.after.tolist()
    errors = np.sqrt(np.diag(study.covariance))
    mean = float(study.weights @ study.effect[len(before) :])
    shared = study.covariance[len(before) :, len(before) :]
    periods = zip(before + after, study.effect.tolist(), errors.tolist(), strict=True)
    return {
        "period_effects": {time: _Period(effect, se) for time, effect, se in periods},
        "pre_periods": before,
        "post_periods": after,
        "reference_period": -1,
        "vcov": study.covariance,
        "interaction_indices": {time: place for place, time in enumerate(before + after)},
        "avg_att": mean,
        "avg_se": float(np.sqrt(study.weights @ shared @ study.weights)),
        "avg_t_stat": float("nan"),
        "avg_p_value": float("nan"),
        "avg_conf_int": (float("nan"), float("nan")),
        "n_obs": 0,
        "n_treated": 0,
        "n_control": 0,
        "alpha": 1.0 - level,
        "survey_metadata": _Design(study.df) if np.isfinite(study.df) else None,
    }


class Answer(Protocol):
    """What is read of the package's answer.

    Notes
    -----
    Source: diff-diff 3, ``diff_diff.honest_did.HonestDiDResults``.

    Examples
    --------
    >>> sorted(Answer.__annotations__)
    ['M', 'ci_lb', 'ci_ub', 'lb', 'method', 'ub']
    """

    method: str
    M: float
    lb: float
    ub: float
    ci_lb: float
    ci_ub: float


def bounds_of(answer: Answer, level: float) -> HonestBounds:
    """Read the package's answer.

    Parameters
    ----------
    answer : Answer
        Its restriction and limit, bounds and interval; bounds that do not exist are NaN there.
    level : float
        Coverage it was asked for.

    Returns
    -------
    HonestBounds
        The same as plain numbers.

    Raises
    ------
    NotSolvedError
        The package found no interval.

    Notes
    -----
    Source: diff-diff 3, ``diff_diff.honest_did``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> found = SimpleNamespace(method="smoothness", M=0.0, lb=1, ub=1, ci_lb=0, ci_ub=2)
    >>> bounds_of(found, 0.95).conf_int.upper
    2.0
    """
    lower, upper = (float(end) if np.isfinite(end) else None for end in (answer.lb, answer.ub))
    if np.isnan(answer.ci_lb) or np.isnan(answer.ci_ub):
        raise NotSolvedError("an interval from diff-diff", "it found none", "ask with another limit")
    interval = Interval(float(answer.ci_lb), float(answer.ci_ub), level)
    return HonestBounds(str(answer.method), float(answer.M), lower, upper, interval)
