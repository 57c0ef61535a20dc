"""How far joining schools lean from the others, and how much of that might be read the wrong way."""

from __future__ import annotations

import numpy as np

from wealdstats.dividend.frame import NEVER, UNDATED, Frame
from wealdstats.dividend.rule import Counterfactual, Rule
from wealdstats.types import FloatArray


def lean_of(frame: Frame, rule: Rule) -> float:
    """Measure how much lower or higher than the others joining schools scored before they joined.

    Parameters
    ----------
    frame : Frame
        The arrays of all schools.
    rule : Rule
        For the counterfactual and the years.

    Returns
    -------
    float
        Mean over all joining schools with enough years before, in the measure's unit, of their results less
        those of possible donors of the same stratum in the same years; 0 where nobody can be compared.

    Notes
    -----
    Source: docs/methods/dividend.md. It describes who joins, not what joining does.

    Examples
    --------
    >>> from wealdstats.dividend.frame import frame_of
    >>> from wealdstats.simulate import Selection, World, simulate
    >>> sector = simulate(World(selection=Selection.LOW_LEVEL), seed=1)
    >>> lean_of(frame_of(sector.panel, sector.joins, Rule()), Rule()) < 0
    True
    """
    others = frame.first == NEVER
    if rule.counterfactual == Counterfactual.INSIDE_OTHER_TRUSTS:
        others = (frame.first <= frame.years[0]) & (frame.first != UNDATED)
    apart = frame.values - _means(frame, others)
    event = frame.years - frame.first[:, None]
    before = (event < 0) & (event >= -rule.years_before) & np.isfinite(apart)
    joined = (frame.first > frame.years[0]) & (frame.first <= frame.years[-1])
    rows = joined & (before.sum(axis=1) >= rule.min_years_before)
    if not rows.any():
        return 0.0
    own = np.where(before, apart, 0.0)[rows].sum(axis=1) / before[rows].sum(axis=1)
    return float(own.mean())


def _means(frame: Frame, others: np.ndarray) -> FloatArray:
    """Give every school the mean of its stratum's others, year by year (n, T); NaN where there are none."""
    out = np.full(frame.values.shape, np.nan)
    for stratum in range(len(frame.covered)):
        member = frame.stratum == stratum
        seen = frame.observed & (member & others)[:, None]
        count = seen.sum(axis=0)
        total = np.where(seen, frame.values, 0.0).sum(axis=0)
        out[member] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return out


def reversion_of(before: FloatArray, after: FloatArray) -> float:
    """Measure which share of a difference in earlier results vanishes by itself.

    Parameters
    ----------
    before, after : ndarray (c,)
        Control schools' mean results before and after; complete.

    Returns
    -------
    float
        One minus the slope of later on earlier results, between 0 and 1; 0 without any difference.

    Notes
    -----
    Source: Galton (1886), regression towards the mean.

    Examples
    --------
    >>> reversion_of(np.array([-2.0, 0.0, 2.0]), np.array([-1.0, 0.0, 1.0]))
    0.5
    """
    centred = before - before.mean()
    spread = float(centred @ centred)
    slope = float(centred @ after) / spread if spread > 0 else 1.0
    return min(max(1.0 - slope, 0.0), 1.0)
