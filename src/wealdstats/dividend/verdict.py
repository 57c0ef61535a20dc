"""What can be said about a trust: the words the numbers allow, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wealdstats.diagnostics import Check
from wealdstats.dividend.onset import Excursion
from wealdstats.dividend.parts import Onset
from wealdstats.dividend.result import Verdict
from wealdstats.dividend.rule import Rule
from wealdstats.inference import Interval

GATES = ("closeness", "earlier_trend")


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a verdict rests on.

    Parameters
    ----------
    conf_int : Interval
        Interval of the mean effect since joining.
    years_since : int
        Steps since joining that enough schools stand behind, a year each where schools joined together.
    onset : Onset or None
        Where the gap set in and stayed.
    excursion : Excursion
        The strongest stretch of years.
    floor : float
        Smallest value that matters.
    mde : float
        Smallest effect that would be found.
    checks : sequence of Check
        Those named in `GATES` can withhold a claim.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> quiet = Excursion(0, 2, 0.1, 0.9, False)
    >>> Findings(Interval(-1.0, 1.0, 0.95), 3, None, quiet, 2.0, 1.4, ()).floor
    2.0
    """

    conf_int: Interval
    years_since: int
    onset: Onset | None
    excursion: Excursion
    floor: float
    mde: float
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons.

    Parameters
    ----------
    verdict : Verdict
        What can be said.
    too_early : bool
        True where only time is missing.
    reasons : tuple of str
        Why.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> Judgement(Verdict.NO_SIGN, False, ()).verdict.value
    'no_sign'
    """

    verdict: Verdict
    too_early: bool
    reasons: tuple[str, ...]


def judge(found: Findings, rule: Rule) -> Judgement:
    """Put findings into words.

    Parameters
    ----------
    found : Findings
        What was found.
    rule : Rule
        For the level and the years a dividend must have lasted.

    Returns
    -------
    Judgement
        The first of these that holds: dividend or loss; significant, not persistent; persistent, too small;
        no sign; otherwise cannot tell.

    Notes
    -----
    Source: docs/methods/verdict.md. "No sign" and "too small" are claims of their own: the whole interval
    must lie within the floor. Lack of significance alone is "cannot tell".

    Examples
    --------
    >>> quiet = Excursion(0, 2, 0.1, 0.9, False)
    >>> judge(Findings(Interval(-1.0, 1.0, 0.95), 3, None, quiet, 2.0, 1.4, ()), Rule()).verdict.value
    'no_sign'
    """
    failed = [c for c in found.checks if c.name in GATES and c.passed is False]
    claim = _lasting(found, rule) or _passing(found, rule)
    if claim is not None and failed:
        reasons = [f"a gate failed: {check.finding}" for check in failed]
        return Judgement(Verdict.CANNOT_TELL, False, (*claim.reasons, *reasons, _power(found)))
    if claim is None and not failed:
        claim = _equivalent(found)
    return claim or _cannot_tell(found, rule, failed)


def _lasting(found: Findings, rule: Rule) -> Judgement | None:
    onset = found.onset
    if onset is None or onset.years_observed < rule.min_years_since_onset or onset.p > 1.0 - rule.level:
        return None
    bound = onset.conf_int.lower if onset.sign > 0 else -onset.conf_int.upper
    if bound <= found.floor:
        return None
    verdict = Verdict.DIVIDEND if onset.sign > 0 else Verdict.LOSS
    side = "above" if onset.sign > 0 else "below"
    reasons = (
        f"from event year {onset.event_time} on the gap stays {side} the band, "
        f"{onset.years_observed} observed years to the last",
        f"its mean since then is {onset.mean_since:.2f}, interval {_shown(onset.conf_int)}: "
        f"all of it beyond {found.floor:.2f}, the smallest value that matters",
        f"{onset.p:.2%} of placebo trusts, searched in the same way, look as strong",
    )
    return Judgement(verdict, False, reasons)


def _passing(found: Findings, rule: Rule) -> Judgement | None:
    stretch = found.excursion
    if not stretch.returned or stretch.p > 1.0 - rule.level or abs(stretch.mean) <= found.floor:
        return None
    reasons = (
        f"in event years {stretch.first} to {stretch.last} the gap averaged {stretch.mean:.2f}; "
        f"{stretch.p:.2%} of placebo trusts have a stretch as strong",
        "afterwards it was back inside the band of chance",
    )
    return Judgement(Verdict.SIGNIFICANT_NOT_PERSISTENT, False, reasons)


def _equivalent(found: Findings) -> Judgement | None:
    if not found.conf_int.within(-found.floor, found.floor):
        return None
    small = found.conf_int.excludes(0.0)
    reason = f"the whole interval {_shown(found.conf_int)} lies within {found.floor:.2f} of zero" + (
        " and excludes zero" if small else " and includes zero"
    )
    return Judgement(Verdict.PERSISTENT_TOO_SMALL if small else Verdict.NO_SIGN, False, (reason,))


def _cannot_tell(found: Findings, rule: Rule, failed: Sequence[Check]) -> Judgement:
    reasons = [f"a gate failed: {check.finding}" for check in failed]
    young = found.onset is not None and found.onset.years_observed < rule.min_years_since_onset
    early = found.years_since < rule.min_years_since_onset or young
    if early:
        years = found.onset.years_observed if found.onset is not None and young else found.years_since
        reasons.append(f"too early: {years} observed years, {rule.min_years_since_onset} are needed")
    if found.conf_int.excludes(0.0):
        reasons.append(
            f"the mean effect differs from zero, interval {_shown(found.conf_int)}, "
            "but the gap is not shown to have stayed, nor to have gone"
        )
    else:
        reasons.append(
            f"the interval {_shown(found.conf_int)} leaves room for effects that matter and for none"
        )
    return Judgement(Verdict.CANNOT_TELL, early, (*reasons, _power(found)))


def _power(found: Findings) -> str:
    return f"the smallest effect this trust could have shown with a chance of 80 % is {found.mde:.2f}"


def _shown(interval: Interval) -> str:
    return f"{interval.lower:.2f} to {interval.upper:.2f}"
