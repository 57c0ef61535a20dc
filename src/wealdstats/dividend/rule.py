"""Every choice an estimate depends on, in one place, with its default and its limits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from wealdstats.errors import InputError


class Counterfactual(StrEnum):
    """What the joining schools are compared with."""

    OUTSIDE_TRUSTS = "outside_trusts"
    INSIDE_OTHER_TRUSTS = "inside_other_trusts"


class Scale(StrEnum):
    """In which unit the outcome enters: as published, or free of breaks between years."""

    POINTS = "points"
    Z_WITHIN_YEAR = "z_within_year"
    RANK_WITHIN_YEAR = "rank_within_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The choices behind a dividend.

    Parameters
    ----------
    counterfactual : Counterfactual
        Donors outside any multi-academy trust, or donors already inside other trusts.
    scale : Scale
        Published points, or scores or ranks within year and phase where the measure's scale broke.
    min_schools : int
        Fewest schools of a trust that must carry an estimate.
    min_years_before, min_years_after : int
        Fewest observed years a school needs before and from joining.
    years_before, years_after : int
        Window in event time: calendar years before and from joining that may be used.
    donors, min_donors : int
        Nearest donors kept for each school, and the fewest it is estimated with.
    spillover_km : float
        Donors nearer than this are left out where coordinates are known; 0 switches it off.
    level_weight : float
        Weight of the mean of the earlier years in the distance between paths, beside the path itself.
    dip_weight : float
        Weight of the last year's departure from the years before it in the distance between paths.
    level : float
        Coverage of intervals and bands.
    onset_level : float
        Coverage of the narrower band the search for the onset uses.
    min_years_since_onset : int
        Observed years a dividend must have lasted.
    floor : float or None
        Smallest value that matters, in the measure's unit; None takes ``floor_sd`` standard deviations.
    floor_sd : float
        The floor in standard deviations between schools, where ``floor`` is None.
    close_sd, close_share : float
        The gate on levels: the share of schools whose donors must lie within so many standard deviations.
    max_draws : int
        Placebo trusts drawn at most, where few of them reach an estimate.
    q : float
        Share of false discoveries tolerated in one measure's family.
    hard_years : tuple of int
        Years declared hard before results are looked at, for antifragility; none without.

    Raises
    ------
    InputError
        A choice lies outside its range.

    Notes
    -----
    Source: docs/methods/dividend.md. A rule is stored with every result; two results are comparable only
    under one rule.

    Examples
    --------
    >>> Rule(donors=10).donors
    10
    >>> Rule(level=95)
    Traceback (most recent call last):
    wealdstats.errors.InputError: Need: level between 0.5 and 0.9999. Found: 95. Remedy: change the rule.
    """

    counterfactual: Counterfactual = Counterfactual.OUTSIDE_TRUSTS
    scale: Scale = Scale.POINTS
    min_schools: int = 3
    min_years_before: int = 2
    min_years_after: int = 2
    years_before: int = 6
    years_after: int = 8
    donors: int = 25
    min_donors: int = 10
    spillover_km: float = 2.0
    level_weight: float = 12.0
    dip_weight: float = 1.0
    level: float = 0.95
    onset_level: float = 0.8
    min_years_since_onset: int = 3
    floor: float | None = None
    floor_sd: float = 0.1
    close_sd: float = 0.1
    close_share: float = 0.5
    max_draws: int = 100_000
    q: float = 0.05
    hard_years: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InputError(f"{name} between {low} and {high}", f"{value}", "change the rule")
        if self.min_donors > self.donors:
            raise InputError("min_donors at most donors", f"{self.min_donors}", "change the rule")

    def described(self) -> dict[str, str | float | int | tuple[int, ...] | None]:
        """Return every choice by name, as plain values that can be stored."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


LIMITS: dict[str, tuple[float, float]] = {
    "min_schools": (1, 1000),
    "min_years_before": (2, 50),
    "min_years_after": (1, 50),
    "years_before": (2, 50),
    "years_after": (1, 50),
    "donors": (2, 1000),
    "min_donors": (2, 1000),
    "spillover_km": (0, 100),
    "level_weight": (0, 1000),
    "dip_weight": (0, 100),
    "level": (0.5, 0.9999),
    "onset_level": (0.5, 0.9999),
    "min_years_since_onset": (1, 50),
    "floor": (0, float("inf")),
    "floor_sd": (0, 10),
    "close_sd": (0, 10),
    "close_share": (0, 1),
    "max_draws": (20, 10_000_000),
    "q": (0, 1),
}
