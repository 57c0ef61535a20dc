"""From placebo draws to p values, intervals and families of questions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    Parameters
    ----------
    lower, upper : float
        Its ends, in the estimate's unit.
    level : float
        Its coverage, such as 0.95.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Interval(-1.0, 2.0, 0.95).excludes(0.0), Interval(-1.0, 2.0, 0.95).within(-3.0, 3.0)
    (False, True)
    """

    lower: float
    upper: float
    level: float

    def excludes(self, value: float) -> bool:
        """Say whether a value lies outside."""
        return not self.lower <= value <= self.upper

    def within(self, low: float, high: float) -> bool:
        """Say whether the whole interval lies between two values."""
        return low <= self.lower and self.upper <= high


@dataclass(frozen=True, slots=True)
class PValues:
    """One estimate's p values against its placebos.

    Parameters
    ----------
    rank_upper, rank_lower, rank_two_sided : float
        By rank: how often chance is at least as high, as low, as far from the placebos' mean.
    z, df : float
        Standardised estimate, and the degrees of freedom of its reference t distribution.
    z_upper, z_lower, z_two_sided : float
        By z.
    two_sided : float
        The larger of the two two-sided ones: the one a verdict and a family use.

    Notes
    -----
    Source: Phipson and Smyth (2010), doi:10.2202/1544-6115.1585, for ranks that are never zero.

    Examples
    --------
    >>> PValues(0.02, 0.99, 0.04, 2.1, 30.0, 0.022, 0.978, 0.044, 0.044).two_sided
    0.044
    """

    rank_upper: float
    rank_lower: float
    rank_two_sided: float
    z: float
    df: float
    z_upper: float
    z_lower: float
    z_two_sided: float
    two_sided: float
