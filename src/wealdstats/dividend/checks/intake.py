"""Whether the pupils changed rather than the schools."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.checks.evidence import Evidence, p_words
from wealdstats.inference import p_values, spread_of
from wealdstats.types import FloatArray

RARE = 0.05


def intake(evidence: Evidence) -> Check:
    """Ask whether intake composition moved against the same donors.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        None where the panel has no covariates, or none observed for enough schools and donors.

    Notes
    -----
    Source: docs/methods/dividend.md. Weights and placebo trusts are the outcome's; only what is looked at
    changes. With several covariates the smallest p counts, times their number.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> intake(example_evidence()).passed is None
    True
    """
    meaning = "Results rise when intake changes; that is not a dividend."
    need = "no covariate that moved beyond chance"
    numbers: dict[str, float] = {}
    smallest = 1.0
    for name, values in evidence.store.frame.covariates.items():
        effects = [_effect(evidence, i, values) for i in range(len(evidence.schools))]
        carried = [i for i, effect in enumerate(effects) if np.isfinite(effect)]
        if len(carried) < evidence.store.rule.min_schools:
            continue
        own = float(np.mean([effects[i] for i in carried]))
        placebo = np.mean([_placebos(evidence, i, values) for i in carried], axis=0)
        p = p_values(own, placebo, spread_of(placebo, [], len(placebo))).two_sided
        numbers |= {name: own, f"{name}_p": p}
        smallest = min(smallest, p)
    if not numbers:
        return Check("intake", None, "no intake data for these schools and donors", "intake by year", meaning)
    family = min(1.0, smallest * (len(numbers) // 2))
    moved = ", ".join(f"{name} {value:+.2f}" for name, value in numbers.items() if not name.endswith("_p"))
    return Check(
        "intake", family >= RARE, f"against the donors: {moved} ({p_words(family)})", need, meaning, numbers
    )


def _effect(evidence: Evidence, i: int, values: FloatArray) -> float:
    school = evidence.schools[i]
    columns, n_pre = list(school.window.columns), school.window.n_pre
    gap = values[school.row, columns] - school.weights @ values[school.donors][:, columns]
    return float(gap[n_pre:].mean() - gap[:n_pre] @ school.result.time_weights)


def _placebos(evidence: Evidence, i: int, values: FloatArray) -> FloatArray:
    """Look at every control picked for a school; one without data counts as the mean of the others."""
    bank = evidence.draws.banks[i]
    columns, n_pre = list(bank.window.columns), bank.window.n_pre
    used = np.unique(evidence.picks.index[:, i])
    donors = values[bank.donors[used]][:, :, columns]
    weights = bank.unit_weights[used]
    synthetic = np.where(weights[:, :, None] > 0, donors * weights[:, :, None], 0.0).sum(axis=1)
    gap = values[bank.rows[used]][:, columns] - synthetic
    effect = gap[:, n_pre:].mean(axis=1) - (gap[:, :n_pre] * bank.time_weights[used]).sum(axis=1)
    known = np.isfinite(effect)
    middle = effect[known].mean() if known.any() else 0.0
    full = np.full(len(bank.rows), middle)
    full[used[known]] = effect[known]
    return full[evidence.picks.index[:, i]]
