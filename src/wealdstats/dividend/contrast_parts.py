"""The pieces of a dividend beside its mean: how alike schools fare, and how they fare when it is hard."""

from __future__ import annotations

from dataclasses import dataclass

from wealdstats.inference import Interval, PValues
from wealdstats.types import Result


@dataclass(frozen=True, slots=True)
class Variation(Result):
    """How far the effects on a trust's schools lie apart.

    Parameters
    ----------
    sd : float
        Standard deviation of its schools' mean gaps from joining on, in the measure's unit.
    expected : float
        What chance alone gives: the root mean square of the same in placebo trusts.
    lower, upper : float
        Between which values chance leaves it, at the rule's level.
    beyond : float
        Standard deviation of the effects themselves: ``sd`` less ``expected`` in squares; 0 where chance
        explains all of it.
    p_uneven, p_even : float
        Share of placebo trusts whose schools lie at least as far apart, at most as far apart.
    p : float
        Two-sided.

    Notes
    -----
    Source: docs/methods/dividend.md. Small where a trust does the same for all its schools, or nothing for
    any; three schools say little either way.

    Examples
    --------
    >>> Variation(5.0, 3.0, 1.0, 6.0, 4.0, 0.08, 0.93, 0.16).beyond
    4.0
    """

    sd: float
    expected: float
    lower: float
    upper: float
    beyond: float
    p_uneven: float
    p_even: float
    p: float


@dataclass(frozen=True, slots=True)
class Antifragility(Result):
    """Whether a trust's schools gain more in hard years than in others.

    Parameters
    ----------
    hard_years : tuple of int
        The years declared hard.
    value : float or None
        Mean gap in hard years from joining on less that in the others, in the measure's unit; None where the
        data cannot carry it.
    se : float or None
        Its standard error, from placebo trusts.
    conf_int : Interval or None
        Its interval.
    p : PValues or None
        By rank and by z.
    mde : float or None
        Smallest difference that would be found with a chance of 80 %.
    n_schools : int
        Schools seen in both kinds of years.
    reason : str
        Why there is no value; empty where there is one.

    Notes
    -----
    Source: docs/methods/dividend.md. Years have to be declared hard before results are looked at.

    Examples
    --------
    >>> Antifragility((), None, None, None, None, None, 0, "no years were declared hard").value is None
    True
    """

    hard_years: tuple[int, ...]
    value: float | None
    se: float | None
    conf_int: Interval | None
    p: PValues | None
    mde: float | None
    n_schools: int
    reason: str
