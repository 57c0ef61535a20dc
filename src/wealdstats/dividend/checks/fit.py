"""Whether the counterfactual resembles the schools it stands for."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.evidence import Evidence

RARE = 0.05
FEW_DONORS = 5.0
FEW_PLACES = 5


def closeness(evidence: Evidence) -> Check:
    """Ask whether donors lie at the schools' own level. A gate.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where enough schools have donors within the rule's distance, and the trust's mean lies within
        it as well.

    Notes
    -----
    Source: docs/methods/dividend.md. The estimator fits the shape of a path and lets an intercept take the
    level; a school far below all its donors would rise towards them with or without a trust.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> closeness(example_evidence()).name
    'closeness'
    """
    rule = evidence.store.rule
    sds = np.array([bank.level_sd for bank in evidence.draws.banks])
    gaps = np.array([school.result.level_gap for school in evidence.schools])
    apart = np.divide(gaps, sds, out=np.zeros(len(gaps)), where=sds > 0)
    share, mean = float((np.abs(apart) <= rule.close_sd).mean()), float(apart.mean())
    return Check(
        "closeness",
        share >= rule.close_share and abs(mean) <= rule.close_sd,
        f"after matching the schools lie {mean:+.2f} standard deviations from their donors; "
        f"{share:.0%} of them within {rule.close_sd:.2f}",
        f"at least {rule.close_share:.0%} within {rule.close_sd:.2f}, and the mean as well",
        "Donors at another level can rise or fall for reasons of their own; then nothing is claimed.",
        {"mean_sd": mean, "share_close": share, "mean_points": float(gaps.mean())},
    )


def pre_fit(evidence: Evidence) -> Check:
    """Ask whether the years before joining are met as well as in placebo trusts.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed unless the misfit is among the largest twentieth.

    Notes
    -----
    Source: Abadie, Diamond and Hainmueller (2010), JASA 105(490), for comparing misfits with placebos'.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> 0.0 < pre_fit(example_evidence()).numbers["share_as_bad"] <= 1.0
    True
    """
    before = evidence.event.times < 0
    own = float(np.sqrt((evidence.event.gap[before] ** 2).mean()))
    others = np.sqrt((evidence.event.placebo[:, before] ** 2).mean(axis=1))
    share = (1 + int((others >= own).sum())) / (1 + len(others))
    return Check(
        "pre_fit",
        share >= RARE,
        f"before joining the paths lie {own:.2f} apart; {share:.0%} of placebo trusts fit no better",
        f"at least {RARE:.0%} of placebo trusts fit no better",
        "A path that was not met before joining is a poor guide to what would have followed.",
        {"rmse": own, "share_as_bad": share},
    )


def effective_donors(evidence: Evidence) -> Check:
    """Ask whether the counterfactual rests on more than a handful of schools.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where the median school has at least five effective donors.

    Notes
    -----
    Source: Kish (1965): the inverse of the sum of squared weights.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> effective_donors(example_evidence()).passed
    True
    """
    each = np.array([school.result.effective_donors for school in evidence.schools])
    middle, fewest = float(np.median(each)), float(each.min())
    return Check(
        "effective_donors",
        middle >= FEW_DONORS,
        f"the median school rests on {middle:.1f} effective donors, the one with fewest on {fewest:.1f}",
        f"at least {FEW_DONORS:.0f} for the median school",
        "With few donors, what happened to one of them can pass for what happened to the trust.",
        {"median": middle, "fewest": fewest},
    )


def placebo_places(evidence: Evidence) -> Check:
    """Ask whether placebo trusts come from enough local authorities to know how those differ.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed with five local authorities or more.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md. Few places also widen the interval, through its
    degrees of freedom.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> placebo_places(example_evidence()).numbers["places"]
    8.0
    """
    places = min(len(bank.places) for bank in evidence.draws.banks)
    return Check(
        "placebo_places",
        places >= FEW_PLACES,
        f"placebo trusts come from {places} local authorities in the least supplied region",
        f"at least {FEW_PLACES}",
        "Neighbouring schools share good and bad years; with few places chance is hard to tell from effect.",
        {"places": float(places), "df": evidence.spread.df},
    )
