"""Whether the answer hangs on one donor."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.dividend.fitting import moves_of


def leave_one_donor_out(evidence: Evidence) -> Check:
    """Ask whether the conclusion survives without any one donor.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Passed where the interval excludes zero, or not, whichever donor is left out of every school.

    Notes
    -----
    Source: docs/methods/dividend.md. A school is fitted anew without the donor whose loss moves it most;
    without any other of its donors, the weights of those that remain are scaled up to sum to one.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(leave_one_donor_out(example_evidence()).numbers)
    ['donors', 'largest_shift']
    """
    moves = np.array(list(donor_moves(evidence).values()))
    largest = float(moves[np.abs(moves).argmax()])
    excludes = np.abs(evidence.att + moves - evidence.spread.mean) > evidence.half
    return Check(
        "leave_one_donor_out",
        bool((excludes == evidence.claims).all()),
        f"leaving out any one of {len(moves)} donors moves the estimate by at most {largest:+.2f}",
        "the same conclusion each time",
        "A counterfactual that hangs on one school tells that school's story.",
        {"largest_shift": largest, "donors": float(len(moves))},
    )


def donor_moves(evidence: Evidence) -> dict[int, float]:
    """Say how far the estimate moves without each donor.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    dict of int to float
        By position of the donor in the frame, in the measure's unit.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> evidence = example_evidence()
    >>> {int(donor) for school in evidence.schools for donor in school.donors} == set(donor_moves(evidence))
    True
    """
    shift: dict[int, float] = defaultdict(float)
    for school in evidence.schools:
        moved = moves_of(school.weights, school.donor_changes)
        moved[school.donors == school.heaviest] = school.without_heaviest - school.result.att
        for donor, by in zip(school.donors.tolist(), moved.tolist(), strict=True):
            shift[donor] += by / len(evidence.schools)
    return dict(shift)
