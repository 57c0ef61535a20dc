"""Whether what is seen began before there was anything to cause it."""

from __future__ import annotations

import numpy as np

from wealdstats.diagnostics import Check
from wealdstats.dividend.asking import EARLIER, early_window
from wealdstats.dividend.checks.evidence import Evidence, p_words
from wealdstats.dividend.fitting import Treated
from wealdstats.inference import Spread, p_values, spread_of, t_quantile
from wealdstats.types import FloatArray, IntArray

ONE_SIDED = 0.05
SHARE_EXPLAINED = 0.5
RARE = 0.05


def earlier_trend(evidence: Evidence) -> Check:
    """Ask whether a trend from before joining, going on, could pass for the effect. A gate.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        Failed where the trend points the claim's way and few placebo trusts trend as strongly; None where two
        earlier years show no trend, or where they are too few to rule out that a trend explains half the
        effect.

    Notes
    -----
    Source: docs/methods/dividend.md. Compared with placebo trusts that copy local authorities only: those
    matched on earlier results would share the trend and hide it.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(earlier_trend(example_evidence()).numbers)
    ['att', 'explained', 'slope', 'z']
    """
    carried = [i for i, school in enumerate(evidence.schools) if np.isfinite(school.slope)]
    need = f"three years before joining for {evidence.store.rule.min_schools} schools"
    meaning = "A trend that began before joining would have gone on without it."
    if len(carried) < evidence.store.rule.min_schools:
        finding = f"{len(carried)} schools have three years before joining; two show no trend"
        return Check("earlier_trend", None, finding, need, meaning)
    slope = float(np.mean([evidence.schools[i].slope for i in carried]))
    spread = _slope_spread(evidence, carried)
    effect = evidence.att - evidence.spread.mean
    side = 1.0 if effect >= 0 else -1.0
    z = side * (slope - spread.mean) / spread.se if spread.se > 0 else 0.0
    reach = float(np.mean([_distance(evidence, evidence.schools[i]) for i in carried]))
    margin = t_quantile(1.0 - ONE_SIDED, spread.df)
    most = (side * (slope - spread.mean) + margin * spread.se) * reach
    passed: bool | None = z <= margin
    if passed and evidence.claims and most > SHARE_EXPLAINED * abs(effect):
        passed = None
    return Check(
        "earlier_trend",
        passed,
        f"before joining the schools moved {slope:+.2f} a year against others; going on, that and chance "
        f"could make up to {max(most, 0.0) * side:+.2f} of the {evidence.att:+.2f} seen",
        "no trend in the effect's direction beyond chance, and too little left to explain half the effect",
        meaning,
        {"slope": slope, "z": z, "explained": most * side, "att": evidence.att},
    )


def _slope_spread(evidence: Evidence, carried: list[int]) -> Spread:
    """Spread of the same mean slope over placebo trusts that copy local authorities only."""
    total = np.zeros(len(evidence.anyone.index))
    for i in carried:
        school, bank = evidence.schools[i], evidence.draws.banks[i]
        years = evidence.store.frame.years[list(school.window.pre)]
        total += bank.slope_on(school.window, years)[evidence.anyone.index[:, i]]
    return spread_of(total / len(carried), [], len(evidence.anyone.index))


def _distance(evidence: Evidence, school: Treated) -> float:
    """Years from the weighted middle of the time before joining to the middle of the time after."""
    years = school.result.years
    before = float(years[: school.window.n_pre] @ school.result.time_weights)
    return float(years[school.window.n_pre :].mean()) - before


def placebo_in_time(evidence: Evidence) -> Check:
    """Ask whether the method finds an effect of a joining two years before the real one.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        None where fewer schools than the rule asks for have four years before joining.

    Notes
    -----
    Source: Abadie, Diamond and Hainmueller (2015), AJPS 59(2). Failing downwards shows a dip before joining,
    which the donors share by the rule; failing upwards shows that the effect began too early.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> placebo_in_time(example_evidence()).passed is None
    True
    """
    need = "four observed years before joining"
    meaning = "An effect before its cause is selection, not effect."
    carried = [i for i, school in enumerate(evidence.schools) if np.isfinite(school.early)]
    if len(carried) < evidence.store.rule.min_schools:
        return Check("placebo_in_time", None, f"{len(carried)} schools have four years before", need, meaning)
    placebo = np.zeros(len(evidence.anyone.index))
    for i in carried:
        placebo += _early_gaps(evidence, i, evidence.anyone.index[:, i])
    placebo /= len(carried)
    early = float(np.mean([evidence.schools[i].early for i in carried]))
    p = p_values(early, placebo, spread_of(placebo, [], len(placebo)))
    return Check(
        "placebo_in_time",
        p.two_sided >= RARE,
        f"a joining {EARLIER} years earlier would have shown {early:+.2f} ({p_words(p.two_sided)})",
        f"p of at least {RARE:.2f}",
        meaning,
        {"effect": early, "p": p.two_sided, "z": p.z},
    )


def _early_gaps(evidence: Evidence, i: int, picks: IntArray) -> FloatArray:
    """Effects of the joining that never was on the controls picked for one school; absent ones count 0."""
    school, bank = evidence.schools[i], evidence.draws.banks[i]
    laid = early_window(school.laid)
    early = evidence.store.bank(school.stratum, laid)
    if early is None:
        return np.zeros(len(picks))
    own = early_window(school.window)
    effect = early.effect_on(own)
    at = np.minimum(np.searchsorted(early.rows, bank.rows), len(early.rows) - 1)
    return np.where(early.rows[at] == bank.rows, effect[at], 0.0)[picks]


def anticipation(evidence: Evidence) -> Check:
    """Ask whether the estimate depends on the last years before joining.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Check
        None where leaving a year out leaves fewer than two for fewer schools than the rule asks for.

    Notes
    -----
    Source: docs/methods/dividend.md. Schools change before the day they join, and often join after a bad
    year: an estimate that rests on that year is shown to. It is a sensitivity, not a remedy.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> sorted(anticipation(example_evidence()).numbers)
    ['att', 'without_1']
    """
    need = "estimates without the last one and two years before joining inside the interval"
    meaning = "If one year before joining decides, the dip of that year may be what is seen."
    numbers = {"att": evidence.att}
    for years in (1, 2):
        each = np.array([school.without_last[years - 1] for school in evidence.schools])
        known = np.isfinite(each)
        if known.sum() >= evidence.store.rule.min_schools:
            numbers[f"without_{years}"] = evidence.att + float(
                (each[known] - evidence.school_effects()[known]).mean()
            )
    if len(numbers) == 1:
        return Check("anticipation", None, "there are only two years before joining", need, meaning, numbers)
    shift = max(abs(value - evidence.att) for value in numbers.values())
    shown = ", ".join(f"{value:+.2f}" for name, value in numbers.items() if name != "att")
    return Check(
        "anticipation",
        shift <= evidence.half,
        f"{evidence.att:+.2f} becomes {shown} without the last years before joining",
        need,
        meaning,
        numbers,
    )
