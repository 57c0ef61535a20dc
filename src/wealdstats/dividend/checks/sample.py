"""Whether the answer hangs on one school, one estimator, or on who is left to be seen."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.dividend.donors import window_of
from wealdstats.panel import Join

MOSTLY = 0.75
ATTRITION = 0.2


def leave_one_school_out(evidence: Evidence) -> Check:
    """Ask whether the conclusion survives without any one school.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where the interval excludes zero, or not, whichever school is left out.

    Notes
    -----
    Source: docs/methods/dividend.md. The interval is widened for the school that is missing.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(leave_one_school_out(example_evidence()).numbers)
    ['highest', 'lowest']
    """
    need, meaning = "the same conclusion each time", "One remarkable school is not a trust."
    effects = evidence.school_effects()
    n = len(effects)
    if n < 2:
        return Check("leave_one_school_out", None, "there is only one school", "two schools", meaning)
    without = (effects.sum() - effects) / (n - 1)
    half = evidence.half * np.sqrt(n / (n - 1))
    excludes = np.abs(without - evidence.spread.mean) > half
    low, high = float(without.min()), float(without.max())
    return Check(
        "leave_one_school_out",
        bool((excludes == evidence.claims).all()),
        f"leaving out one school at a time moves the estimate between {low:+.2f} and {high:+.2f}",
        need,
        meaning,
        {"lowest": low, "highest": high},
    )


def estimators_agree(evidence: Evidence) -> Check:
    """Ask whether difference-in-differences and synthetic control say the same of the same donors.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where both lie in the interval.

    Notes
    -----
    Source: docs/methods/dividend.md. The interval here is centred on the estimate itself.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(estimators_agree(example_evidence()).numbers)
    ['did', 'sc', 'sdid']
    """
    did = float(np.mean([school.did for school in evidence.schools]))
    sc = float(np.mean([school.sc for school in evidence.schools]))
    apart = max(abs(did - evidence.att), abs(sc - evidence.att))
    return Check(
        "estimators_agree",
        apart <= evidence.half,
        f"synthetic difference-in-differences {evidence.att:+.2f}, difference-in-differences {did:+.2f}, "
        f"synthetic control {sc:+.2f}",
        f"all within {evidence.half:.2f}",
        "Where reasonable estimators disagree, the answer is the estimator's.",
        {"sdid": evidence.att, "did": did, "sc": sc},
    )


def share_kept(evidence: Evidence) -> Check:
    """Ask how many of the schools carry the estimate that joined while the measure could show it.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where three quarters of them do; schools without any result (another phase), and those that
        joined too early or too late for the years published, are not counted.

    Notes
    -----
    Source: docs/methods/donors.md. Every school left out is listed with its reason.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> share_kept(example_evidence()).passed
    True
    """
    kept, joined = len(evidence.schools), len(evidence.joins)
    could = kept + sum(_could(evidence, out.unit, out.first_year) for out in evidence.left_out)
    return Check(
        "share_kept",
        kept / could >= MOSTLY,
        f"{kept} schools carry the estimate, of {could} that joined while the measure could show it "
        f"and {joined} that joined at all",
        f"at least {MOSTLY:.0%} of those it could show",
        "What holds for the schools that can be estimated need not hold for the others.",
        {"kept": float(kept), "could": float(could), "joined": float(joined)},
    )


def _could(evidence: Evidence, unit: str, first_year: int) -> bool:
    """Say whether a school left out has results, and its joining enough published years around it."""
    frame, rule = evidence.store.frame, evidence.store.rule
    row = frame.position.get(unit)
    if row is None or frame.stratum[row] < 0 or not frame.observed[row].any():
        return False
    laid = window_of(frame, int(frame.stratum[row]), first_year, rule)
    return laid.n_pre >= rule.min_years_before and len(laid.post) >= rule.min_years_after


def survivorship(evidence: Evidence) -> Check:
    """Ask whether schools vanished from the results, or left the trust, after joining.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Failed where more than a fifth of the schools seen before joining, with results published since, are
        not seen after it; None where fewer vanished but who left again is not recorded.

    Notes
    -----
    Source: docs/methods/dividend.md. Schools that leave are kept (intention to treat). Where schools
    vanished, their last earlier results are set beside those of the schools that stayed.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> survivorship(example_evidence()).numbers["lost"]
    0.0
    """
    last: dict[bool, list[float]] = {True: [], False: []}
    for join in evidence.joins:
        seen = _last_before(evidence, join)
        if seen is not None:
            last[seen[1]].append(seen[0])
    n_seen, lost = len(last[True]) + len(last[False]), len(last[False])
    left = sum(join.left_year is not None for join in evidence.joins)
    numbers = {"seen": float(n_seen), "lost": float(lost), "left": float(left)}
    finding = f"{lost} of {n_seen} schools seen before joining have no result after it"
    if lost and last[True]:
        numbers["lost_level"] = float(np.mean(last[False]) - np.mean(last[True]))
        finding += f", and stood {numbers['lost_level']:+.2f} from the others"
    leavers = f"{left} left the trust again" if evidence.leaving_known else "who left again is not recorded"
    passed: bool | None = lost <= ATTRITION * n_seen
    need = f"at most {ATTRITION:.0%} of the schools seen before joining unseen after it"
    if passed and not evidence.leaving_known:
        passed, need = None, "dates of leaving"
    return Check(
        "survivorship",
        passed,
        f"{finding}; {leavers}",
        need,
        "If weak schools vanish, those that remain look better. Leavers stay in the estimate.",
        numbers,
    )


def _last_before(evidence: Evidence, join: Join) -> tuple[float, bool] | None:
    """Give a school's last result before joining, and whether it is seen after; None where it cannot say."""
    frame = evidence.store.frame
    row = frame.position.get(join.unit)
    if row is None or join.first_year > frame.years[-1]:
        return None
    before, observed = frame.years < join.first_year, frame.observed[row]
    if not observed[before].any():
        return None
    values = frame.values[row, before & observed]
    return float(values[-1]), bool(observed[~before].any())
