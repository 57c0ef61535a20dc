"""Safeguards shown with every dividend."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.donors import leave_one_donor_out
from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.dividend.checks.fit import closeness, effective_donors, placebo_places, pre_fit
from wealdstats.dividend.checks.intake import intake
from wealdstats.dividend.checks.planted import planted_zero
from wealdstats.dividend.checks.sample import (
    estimators_agree,
    leave_one_school_out,
    share_kept,
    survivorship,
)
from wealdstats.dividend.checks.timing import anticipation, earlier_trend, placebo_in_time

ALWAYS = (
    closeness,
    pre_fit,
    earlier_trend,
    placebo_in_time,
    anticipation,
    intake,
    leave_one_school_out,
    leave_one_donor_out,
    estimators_agree,
    effective_donors,
    placebo_places,
    share_kept,
    survivorship,
)

__all__ = ["ALWAYS", "Evidence", "run_checks"]


def run_checks(evidence: Evidence, rng: np.random.Generator) -> tuple[Check, ...]:
    """Run every check on one trust.

    Parameters
    ----------
    evidence : Evidence
        One trust's.
    rng : Generator
        For the checks that draw.

    Returns
    -------
    tuple of Check
        The same checks in the same order for every trust: those it cannot carry are None with the reason.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> checks = run_checks(example_evidence(), np.random.default_rng(1))
    >>> checks[0].name, checks[-1].name
    ('closeness', 'planted_zero')
    """
    return (*(check(evidence) for check in ALWAYS), planted_zero(evidence, rng))
