"""Whether the answer hangs on one donor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.batching import Request, fit_many
from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.dividend.fitting import Treated

ALONE = 1e-9
REFITTED = 3


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
    Source: docs/methods/dividend.md. First the other donors' weights are scaled up to sum to one; the three
    donors whose loss then moves the estimate most are left out in earnest, and their schools fitted anew
    from all other donors they were offered.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(leave_one_donor_out(example_evidence()).numbers)
    ['donors', 'largest_shift', 'refitted']
    """
    moves = rescaled(evidence)
    heaviest = sorted(moves, key=lambda donor: (-abs(moves[donor]), donor))[:REFITTED]
    moves |= refitted(evidence, heaviest)
    shifts = np.array(list(moves.values()))
    largest = float(shifts[np.abs(shifts).argmax()])
    excludes = np.abs(evidence.att + shifts - evidence.spread.mean) > evidence.half
    return Check(
        "leave_one_donor_out",
        bool((excludes == evidence.claims).all()),
        f"leaving out any one of {len(shifts)} donors moves the estimate by at most {largest:+.2f}",
        "the same conclusion each time",
        "A counterfactual that hangs on one school tells that school's story.",
        {"largest_shift": largest, "donors": float(len(shifts)), "refitted": float(len(heaviest))},
    )


def rescaled(evidence: Evidence) -> dict[int, float]:
    """Estimate what leaving out each donor would do, the other weights scaled up to sum to one.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    dict of int to float
        By position of the donor in the frame, how far the estimate would move.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> evidence = example_evidence()
    >>> {int(donor) for school in evidence.schools for donor in school.donors} == set(rescaled(evidence))
    True
    """
    shift: dict[int, float] = defaultdict(float)
    for school in evidence.schools:
        synthetic = float(school.weights @ school.donor_changes)
        rest = np.maximum(1.0 - school.weights, ALONE)
        moved = synthetic - (synthetic - school.weights * school.donor_changes) / rest
        for donor, by in zip(school.donors.tolist(), moved.tolist(), strict=True):
            shift[donor] += by / len(evidence.schools)
    return dict(shift)


def refitted(evidence: Evidence, donors: Sequence[int]) -> dict[int, float]:
    """Leave donors out, one at a time, and fit the schools anew that had them.

    Parameters
    ----------
    evidence : Evidence
        One trust's.
    donors : sequence of int
        Positions in the frame.

    Returns
    -------
    dict of int to float
        How far the estimate moves without each.

    Notes
    -----
    Source: docs/methods/dividend.md. Weights of units and years are fitted anew, the noise level is kept.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> evidence = example_evidence()
    >>> refitted(evidence, [-1])
    {-1: 0.0}
    """
    asked = [(donor, school) for donor in donors for school in evidence.schools if donor in school.donors]
    fits = fit_many([_without(evidence, school, donor) for donor, school in asked])
    moves = dict.fromkeys(donors, 0.0)
    for (donor, school), fit in zip(asked, fits, strict=True):
        moves[donor] += (float(fit.att[0]) - school.result.att) / len(evidence.schools)
    return moves


def _without(evidence: Evidence, school: Treated, donor: int) -> Request:
    values, columns = evidence.store.frame.values, list(school.window.columns)
    others = school.offered[school.offered != donor]
    return Request(
        values[school.row, columns][None, :],
        values[others][:, columns][None, :],
        np.ones((1, len(others)), dtype=np.bool_),
        school.window.n_pre,
        school.sigma,
    )
