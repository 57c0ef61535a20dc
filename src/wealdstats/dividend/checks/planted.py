"""Whether the method finds nothing where nothing was planted."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.types import FloatArray

TRIALS = 200
SHARE = 0.2
SHIFT = 0.5


def planted_zero(evidence: Evidence, rng: np.random.Generator) -> Check:
    """Put donors in their schools' place: an effect of nothing has to come out as nothing.

    Parameters
    ----------
    evidence : Evidence
        One trust's.
    rng : Generator
        For which donor stands in for its school.

    Returns
    -------
    Check
        Passed where at most a fifth of 200 such trusts leave the interval and their mean lies within half a
        standard error; None where no donor has a stored gap.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md. Each donor is judged against its own donors, as stored. Donors are
    not chosen by size, and small ones leave the interval more often: hence a fifth and not a twentieth.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> planted_zero(example_evidence(), np.random.default_rng(1)).numbers["trials"]
    200.0
    """
    need = f"at most {SHARE:.0%} beyond the interval, their mean within {SHIFT} standard errors"
    meaning = "A method that finds effects among the donors would find them anywhere."
    parts = [part for i in range(len(evidence.schools)) if len(part := _stand_ins(evidence, i, rng))]
    if not parts:
        return Check("planted_zero", None, "no donor has a stored gap", need, meaning)
    trial = np.mean(parts, axis=0) - evidence.spread.mean
    beyond, mean = float((np.abs(trial) > evidence.half).mean()), float(trial.mean())
    return Check(
        "planted_zero",
        beyond <= SHARE and abs(mean) <= SHIFT * evidence.spread.se,
        f"with donors in the schools' place {beyond:.0%} of {TRIALS} trusts leave the interval; "
        f"their mean is {mean:+.2f}",
        need,
        meaning,
        {"share_beyond": beyond, "mean": mean, "trials": float(TRIALS)},
    )


def _stand_ins(evidence: Evidence, i: int, rng: np.random.Generator) -> FloatArray:
    """Draw stored effects of donors of one school by weight (trials,); empty where none is stored."""
    school, bank = evidence.schools[i], evidence.draws.banks[i]
    at = np.minimum(np.searchsorted(bank.rows, school.donors), len(bank.rows) - 1)
    stored = np.flatnonzero(bank.rows[at] == school.donors)
    if not len(stored):
        return np.zeros(0)
    effect = bank.effect_on(school.window)[at[stored]]
    odds = school.weights[stored] / school.weights[stored].sum()
    drawn: FloatArray = effect[rng.choice(len(stored), TRIALS, p=odds)]
    return drawn
