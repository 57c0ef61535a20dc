"""What a trust may change beside the mean: how alike its schools fare, and how they fare in hard years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.bank import place_variance
from wealdstats.dividend.checks import Evidence
from wealdstats.dividend.contrast_parts import Antifragility, Variation
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.placebo import placebo_rows
from wealdstats.dividend.weigh import clusters_of
from wealdstats.inference import p_values, spread_of
from wealdstats.types import FloatArray


def variation(evidence: Evidence) -> Variation | None:
    """Measure how far the effects on a trust's schools lie apart, beside chance.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Variation or None
        None with a single school.

    Notes
    -----
    Source: docs/methods/dividend.md. The same standard deviation is taken in every placebo trust: shocks its
    schools share move all of them alike and leave it as it is.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> found = variation(example_evidence())
    >>> 0.0 < found.p_uneven <= 1.0, found.lower < found.upper
    (True, True)
    """
    schools = evidence.schools
    if len(schools) < 2:
        return None
    own = float(evidence.school_effects().std(ddof=1))
    each = [
        evidence.draws.banks[i].effect_on(school.window)[evidence.picks.index[:, i]]
        for i, school in enumerate(schools)
    ]
    chance = np.std(each, axis=0, ddof=1)
    level, n = evidence.store.rule.level, len(chance) + 1
    uneven, even = ((1 + int(far.sum())) / n for far in (chance >= own, chance <= own))
    lower, upper = np.quantile(chance, [0.5 - level / 2.0, 0.5 + level / 2.0])
    expected = float(np.sqrt((chance**2).mean()))
    return Variation(
        sd=own,
        expected=expected,
        lower=float(lower),
        upper=float(upper),
        beyond=float(np.sqrt(max(own**2 - expected**2, 0.0))),
        p_uneven=uneven,
        p_even=even,
        p=min(1.0, 2.0 * min(uneven, even)),
    )


@dataclass(frozen=True, slots=True)
class _Contrast:
    """Weights of a school's years from joining on: hard years less the others; they sum to zero."""

    at: int
    weights: FloatArray

    @classmethod
    def of(cls, at: int, school: Treated, hard_years: tuple[int, ...]) -> _Contrast | None:
        """Give a school's contrast; None where it was not seen in both kinds of years."""
        hard = np.isin(school.result.years[school.window.n_pre :], hard_years)
        if hard.all() or not hard.any():
            return None
        return cls(at, hard / hard.sum() - ~hard / (~hard).sum())


def antifragility(evidence: Evidence) -> Antifragility:
    """Measure whether a trust's schools gain more in years declared hard than in the others.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    Antifragility
        Without numbers, and with the reason, where no years were declared or too few schools were seen in
        both kinds of years.

    Notes
    -----
    Source: docs/methods/dividend.md. School by school the mean gap of the hard years from joining on, less
    that of the others; the same in every placebo trust. Whatever makes a school's donors stand too high or
    too low in all years cancels.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> antifragility(example_evidence()).reason
    'no years were declared hard'
    """
    rule = evidence.store.rule
    hard_years = tuple(sorted(set(rule.hard_years)))
    if not hard_years:
        return Antifragility((), None, None, None, None, None, 0, "no years were declared hard")
    every = (_Contrast.of(i, school, hard_years) for i, school in enumerate(evidence.schools))
    carried = [contrast for contrast in every if contrast is not None]
    if len(carried) < rule.min_schools:
        reason = (
            f"{len(carried)} schools were seen in hard and in other years from joining on; "
            f"the rule asks for {rule.min_schools}"
        )
        return Antifragility(hard_years, None, None, None, None, None, len(carried), reason)
    return _measured(evidence, hard_years, carried)


def _measured(evidence: Evidence, hard_years: tuple[int, ...], carried: list[_Contrast]) -> Antifragility:
    schools = [evidence.schools[contrast.at] for contrast in carried]
    banks = [evidence.draws.banks[contrast.at] for contrast in carried]
    own, variances = 0.0, []
    placebo = np.zeros(len(evidence.picks.index))
    for contrast, school, bank in zip(carried, schools, banks, strict=True):
        n_pre = school.window.n_pre
        each = bank.gap_on(school.window)[:, n_pre:] @ contrast.weights
        own += float(school.result.gap[n_pre:] @ contrast.weights) / len(carried)
        placebo += each[evidence.picks.index[:, contrast.at]] / len(carried)
        variances.append(place_variance(each, bank.place_codes()))
    clusters = clusters_of(schools, banks, variances)
    spread = spread_of(placebo, clusters, len(placebo_rows(evidence.draws, evidence.picks)))
    level = evidence.store.rule.level
    return Antifragility(
        hard_years=hard_years,
        value=own,
        se=spread.se,
        conf_int=spread.interval(own, level),
        p=p_values(own, placebo, spread),
        mde=spread.detectable(level),
        n_schools=len(carried),
        reason="",
    )
