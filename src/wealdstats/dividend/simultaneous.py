"""Bands that hold a whole path: over many years one of them leaves a pointwise band by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.rule import Rule
from wealdstats.inference import Spread, t_quantile
from wealdstats.types import FloatArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class SupBands(Result):
    """A band that chance leaves anywhere with the rule's probability only.

    Parameters
    ----------
    lower, upper : ndarray (t,)
        The band.
    reach : float
        Half its width, in standard errors of each time; never less than the pointwise band's.
    p : float
        Share of placebo trusts that leave what they show on average as far somewhere along the path.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> SupBands(np.array([-3.0]), np.array([3.0]), 3.0, 0.5).reach
    3.0
    """

    lower: FloatArray
    upper: FloatArray
    reach: float
    p: float


def sup_bands(paths: Paths, spread: Spread, rule: Rule) -> SupBands:
    """Lay the band that holds whole placebo paths, not single years of them.

    Parameters
    ----------
    paths : Paths
        With the placebo paths.
    spread : Spread
        Of the whole estimate: its ratio of standard error to standard deviation and its degrees of freedom
        hold for each time as well.
    rule : Rule
        For the level.

    Returns
    -------
    SupBands
        One entry a time.

    Notes
    -----
    Source: Montiel Olea and Plagborg-Møller (2019), Journal of Applied Econometrics 34(1), for sup-t bands.
    The largest standardised distance of each placebo path from the placebos' mean has the rule's quantile,
    the estimate counted among the draws; times t over normal for the degrees of freedom.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> paths = Paths(np.arange(8), np.zeros(8), rng.normal(size=(4000, 8)), np.full(8, 5))
    >>> round(sup_bands(paths, Spread(0.0, 1.0, 1.0, np.inf), Rule()).reach, 1)
    2.7
    """
    mean, sd = paths.placebo.mean(axis=0), paths.placebo.std(axis=0)
    # Where placebos never differ the path is fixed by construction and cannot leave.
    scale = np.where(sd > 0.0, sd, np.inf)
    furthest = (np.abs(paths.placebo - mean) / scale).max(axis=1)
    inflation = spread.se / spread.sd if spread.sd > 0 else 1.0
    pointwise = spread.reach(rule.level)
    place = min(int(np.ceil(rule.level * (len(furthest) + 1))), len(furthest)) - 1
    heavier = pointwise / t_quantile(0.5 + rule.level / 2.0, np.inf)
    reach = max(float(np.partition(furthest, place)[place]) * heavier, pointwise)
    own = float((np.abs(paths.gap - mean) / (scale * inflation)).max())
    half = reach * inflation * sd
    return SupBands(mean - half, mean + half, reach, (1 + int((furthest >= own).sum())) / (1 + len(furthest)))
