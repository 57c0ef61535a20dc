"""What a simulated sector is like, before a single number is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wealdstats.errors import InputError
from wealdstats.types import FloatArray, IntArray


class Selection(StrEnum):
    """What makes a school likely to join."""

    NONE = "none"
    LOW_LEVEL = "low_level"
    DIP = "dip"
    TREND = "trend"
    PERMANENT_TRAIT = "permanent_trait"


class Shocks(StrEnum):
    """Which neighbours share good and bad years."""

    REGION = "region"
    LOCAL_AUTHORITY = "local_authority"


class Plant(StrEnum):
    """What a trust truly does to its schools, named after the verdict it should earn."""

    NOTHING = "nothing"
    DIVIDEND = "dividend"
    SIGNIFICANT_NOT_PERSISTENT = "significant_not_persistent"
    PERSISTENT_TOO_SMALL = "persistent_too_small"
    LOSS = "loss"

    def path(self, event_times: IntArray, size: float, small: float) -> FloatArray:
        """Return the true effect at each event time.

        Parameters
        ----------
        event_times : ndarray of int (e,)
            Years since joining; before 0 there is no effect.
        size, small : float
            A large effect and one too small to matter, in the measure's unit.

        Returns
        -------
        ndarray (e,)
            Effects; the one that does not persist lasts two years.
        """
        joined = event_times >= 0
        effect = {
            Plant.NOTHING: 0.0 * joined,
            Plant.DIVIDEND: size * joined,
            Plant.SIGNIFICANT_NOT_PERSISTENT: size * (joined & (event_times < 2)),
            Plant.PERSISTENT_TOO_SMALL: small * joined,
            Plant.LOSS: -size * joined,
        }[self]
        return np.asarray(effect, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How results come about and who joins.

    Parameters
    ----------
    selection : Selection
        ``low_level``: low results before joining; ``dip``: a low result in the last year before; ``trend``: a
        rising trend of the school's own that goes on; ``permanent_trait``: a low permanent part nobody sees.
    strength : float
        How strongly: log odds of joining for each standard deviation. At 0.6 joining schools start about half
        a standard deviation lower, as real ones do.
    ar : float
        First-order autocorrelation of a school's yearly deviations.
    shocks : Shocks
        Whether years are shared within regions only, or within local authorities as well.
    n_pre, n_post : int
        Years before joining and from joining on.
    regions, authorities, schools : int
        Regions, local authorities in each, schools in each of those.
    trusts : int
        Trusts that form.
    trust_size, trust_authorities : (int, int)
        Smallest and largest number of schools of a trust, and of local authorities it draws them from.
    stagger : int
        Trusts' first years are spread over so many years after the first.
    plants : tuple of Plant
        True effects, given to the trusts in turn.
    size, small : float
        The effects planted, in points.
    uneven_sd : float
        Standard deviation, in points, of what a trust does to one school more than to another.
    hard_years : tuple of int
        Calendar years in which every trust adds ``hard_size`` points to its schools, from joining on.
    hard_size : float
        Those points.
    permanent_sd, noise_sd, region_sd, authority_sd, trend_sd : float
        Standard deviations in points: between schools for good, of yearly deviations, of shocks to regions
        and local authorities, of yearly trends (``trend`` only).
    missing : float
        Share of results lost at random.
    first_year : int
        Calendar year of the first results.
    level : float
        Mean result.

    Raises
    ------
    InputError
        A count or standard deviation is out of range.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> World(n_pre=2).n_years
    6
    """

    selection: Selection = Selection.NONE
    strength: float = 0.6
    ar: float = 0.0
    shocks: Shocks = Shocks.REGION
    n_pre: int = 3
    n_post: int = 4
    regions: int = 2
    authorities: int = 8
    schools: int = 20
    trusts: int = 8
    trust_size: tuple[int, int] = (3, 8)
    trust_authorities: tuple[int, int] = (1, 3)
    stagger: int = 0
    plants: tuple[Plant, ...] = (Plant.NOTHING,)
    size: float = 12.0
    small: float = 1.0
    uneven_sd: float = 0.0
    hard_years: tuple[int, ...] = ()
    hard_size: float = 0.0
    permanent_sd: float = 8.0
    noise_sd: float = 8.0
    region_sd: float = 3.0
    authority_sd: float = 3.0
    trend_sd: float = 1.0
    missing: float = 0.0
    first_year: int = 2010
    level: float = 60.0

    def __post_init__(self) -> None:
        for name, low, high in LIMITS:
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name} between {low} and {high}", f"{value}", "change the world")
        wanted = self.trusts * self.trust_size[1]
        if wanted > self.regions * self.authorities * self.schools // 2:
            raise InputError("trusts for at most half the schools", f"up to {wanted}", "add schools")

    @property
    def n_years(self) -> int:
        """Years of results."""
        return self.n_pre + self.n_post + self.stagger

    @property
    def join_year(self) -> int:
        """First affected year of the first trusts."""
        return self.first_year + self.n_pre


LIMITS: tuple[tuple[str, float, float], ...] = (
    ("strength", 0, 10),
    ("ar", 0, 0.99),
    ("n_pre", 1, 50),
    ("n_post", 1, 50),
    ("regions", 1, 100),
    ("authorities", 1, 100),
    ("schools", 1, 10_000),
    ("trusts", 1, 10_000),
    ("stagger", 0, 20),
    ("uneven_sd", 0, 1000),
    ("hard_size", -1000, 1000),
    ("permanent_sd", 0, 1000),
    ("noise_sd", 0, 1000),
    ("region_sd", 0, 1000),
    ("authority_sd", 0, 1000),
    ("trend_sd", 0, 1000),
    ("missing", 0, 0.9),
)
