"""One trust on several measures together: whether what it added is shown to be too small to matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.result import Dividend, Verdict
from wealdstats.dividend.verdict import GATES
from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import Interval, Spread, t_upper
from wealdstats.types import FloatArray, Result

FEWEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Pooled(Result):
    """A trust's mean effect over several measures, in units of the smallest value that matters on each.

    Parameters
    ----------
    trust : str
        The trust.
    verdict : Verdict
        Persistent, too small to matter; no sign; or cannot tell. Measures together claim nothing else.
    reasons : tuple of str
        Why, in words and numbers.
    measures : tuple of str
        In order of their names.
    each : ndarray (m,)
        Effect on each measure, less what placebo trusts show on average, in floors.
    effect : float
        Their mean: 1 is the smallest value that matters.
    se : float
        Its standard error.
    conf_int : Interval
        Its interval.
    p_zero : float
        Two-sided p of no effect.
    p_matters : float
        Largest p under an effect that just matters, upwards or downwards: small where it is shown not to.
    correlation : float
        Between estimates on different measures, as it was allowed for.
    mde : float
        Smallest mean effect that would be found with a chance of 80 %, in floors.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> "p_matters" in Pooled.__slots__
    True
    """

    trust: str
    verdict: Verdict
    reasons: tuple[str, ...]
    measures: tuple[str, ...]
    each: FloatArray
    effect: float
    se: float
    conf_int: Interval
    p_zero: float
    p_matters: float
    correlation: float
    mde: float


def pool_measures(dividends: Mapping[str, Dividend], *, correlation: float = 1.0) -> Pooled:
    """Say of several measures together whether an effect is there, and too small to matter.

    Parameters
    ----------
    dividends : mapping of str to Dividend
        One trust's dividends by measure, two or more; on every measure more must be better.
    correlation : float, default 1
        Largest correlation between chance on different measures, from 0 to 1. The same schools' results move
        together; 1 allows for any.

    Returns
    -------
    Pooled
        Mean effect in floors, its interval, the verdict.

    Raises
    ------
    TooFewError
        Fewer than two measures.
    InputError
        No mapping, different trusts, or a correlation out of range.
    NoVariationError
        A floor of zero, in which nothing can be expressed.

    Notes
    -----
    Source: docs/methods/verdict.md; Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics
    15(6), for equivalence. With correlation 1 the interval is the mean of the measures' intervals and holds
    the mean effect whatever binds the measures. Measures that rise and fall in turn average to little: what
    each shows stands beside it.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_dividend
    >>> dividend = example_dividend()
    >>> pooled = pool_measures({"maths": dividend, "reading": dividend})
    >>> bool(np.isclose(pooled.conf_int.lower * dividend.floor, dividend.conf_int.lower))
    True
    """
    measures, found = _given(dividends, correlation)
    floors = np.array([dividend.floor for dividend in found])
    each = np.array([dividend.att - dividend.placebos.mean for dividend in found]) / floors
    spread = pooled_spread(
        np.array([dividend.se for dividend in found]) / floors,
        min(dividend.placebos.df for dividend in found),
        correlation,
    )
    effect, level = float(each.mean()), found[0].rule.level
    conf_int = spread.interval(effect, level)
    verdict, reasons = _judged(dict(zip(measures, found, strict=True)), conf_int)
    return Pooled(
        trust=found[0].trust,
        verdict=verdict,
        reasons=reasons,
        measures=measures,
        each=each,
        effect=effect,
        se=spread.se,
        conf_int=conf_int,
        p_zero=2.0 * _tail(abs(effect), spread),
        p_matters=_tail(1.0 - abs(effect), spread),
        correlation=correlation,
        mde=spread.detectable(level),
    )


def _given(dividends: Mapping[str, Dividend], correlation: float) -> tuple[tuple[str, ...], list[Dividend]]:
    if not isinstance(dividends, Mapping):
        raise InputError("a mapping of measures to dividends", type(dividends).__name__, "name each measure")
    measures = tuple(sorted(dividends))
    found = [dividends[measure] for measure in measures]
    if len(found) < FEWEST:
        raise TooFewError(f"{FEWEST} measures", f"{len(found)}", "ask about one measure by its own verdict")
    if len({dividend.trust for dividend in found}) > 1:
        raise InputError("one trust", "several", "pool each trust by itself")
    if not 0.0 <= correlation <= 1.0:
        raise InputError("a correlation from 0 to 1", f"{correlation}", "take 1 where it is not known")
    if min(dividend.floor for dividend in found) <= 0.0:
        raise NoVariationError("a smallest value that matters above 0", "0", "give the rule a floor")
    return measures, found


def pooled_spread(se: FloatArray, df: float, correlation: float) -> Spread:
    """Learn how far chance carries the mean of correlated estimates.

    Parameters
    ----------
    se : ndarray (m,)
        Standard errors, in one unit.
    df : float
        Degrees of freedom of the least known of them.
    correlation : float
        Between any two of them.

    Returns
    -------
    Spread
        Around zero.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> [round(pooled_spread(np.array([3.0, 4.0]), np.inf, r).se, 2) for r in (0.0, 1.0)]
    [2.5, 3.5]
    """
    own = float((se**2).sum())
    shared = float(se.sum() ** 2) - own
    error = float(np.sqrt(own + correlation * shared)) / len(se)
    return Spread(0.0, error, error, df)


def _tail(apart: float, spread: Spread) -> float:
    """Chance of lying so far on one side."""
    if spread.se == 0.0:
        return 0.5 if apart == 0.0 else float(apart < 0.0)
    return t_upper(apart / spread.se, spread.df)


def _judged(dividends: Mapping[str, Dividend], conf_int: Interval) -> tuple[Verdict, tuple[str, ...]]:
    withheld = [
        f"a gate failed on {measure}: {check.finding}"
        for measure, dividend in dividends.items()
        for check in dividend.checks
        if check.name in GATES and check.passed is False
    ]
    withheld += [
        f"too early on {measure}: {seen} observed years, {dividend.rule.min_years_since_onset} are needed"
        for measure, dividend in dividends.items()
        if (seen := _years_since(dividend)) < dividend.rule.min_years_since_onset
    ]
    shown = f"{conf_int.lower:.2f} to {conf_int.upper:.2f} times the smallest value that matters"
    small = conf_int.within(-1.0, 1.0)
    if withheld or not small:
        open_ = (
            () if small else (f"over {len(dividends)} measures the interval is {shown}: not all too small",)
        )
        return Verdict.CANNOT_TELL, (*withheld, *open_)
    there = conf_int.excludes(0.0)
    reason = (
        f"over {len(dividends)} measures the interval is {shown}, and {'ex' if there else 'in'}cludes zero"
    )
    return Verdict.PERSISTENT_TOO_SMALL if there else Verdict.NO_SIGN, (reason,)


def _years_since(dividend: Dividend) -> int:
    """Count event times from joining on that half of the schools stand behind."""
    enough = 2 * dividend.event.n_schools >= dividend.n_schools
    return int((enough & (dividend.event.event_times >= 0)).sum())
