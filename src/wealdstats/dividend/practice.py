"""What adopting a practice changed: the same engine with adoption in place of joining, pooled over sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wealdstats.dividend.result import Sector
from wealdstats.errors import InputError, TooFewError
from wealdstats.meta import RandomEffects, random_effects
from wealdstats.types import Result

MIN_ADOPTERS = 10
MIN_SITES = 3


@dataclass(frozen=True, slots=True)
class SiteEffect:
    """What one site has to give away so that a practice can be judged: three numbers, none about a pupil.

    Parameters
    ----------
    site : str
        A trust, or whatever adopted together.
    effect : float
        Mean effect on its adopting schools, less what placebo sites show on average, in the measure's unit.
    se : float
        Its standard error.
    n_adopters : int
        Schools behind it.

    Notes
    -----
    Source: docs/methods/meta_analysis.md.

    Examples
    --------
    >>> SiteEffect("T1", 2.0, 1.0, 4).n_adopters
    4
    """

    site: str
    effect: float
    se: float
    n_adopters: int


@dataclass(frozen=True, slots=True, eq=False)
class PracticeEffect(Result):
    """What adopting a practice changed where it was adopted.

    Parameters
    ----------
    pooled : RandomEffects
        Mean effect over sites, how far sites differ, where the next site would lie.
    sites : tuple of SiteEffect
        In order of their names.
    n_adopters : int
        Schools behind it.

    Notes
    -----
    Source: docs/methods/meta_analysis.md.

    Examples
    --------
    >>> sites = [SiteEffect(f"T{i}", effect, 1.0, 4) for i, effect in enumerate((1.0, 2.0, 3.0))]
    >>> practice_effect(sites).n_adopters
    12
    """

    pooled: RandomEffects
    sites: tuple[SiteEffect, ...]
    n_adopters: int


def site_effects(sector: Sector) -> tuple[SiteEffect, ...]:
    """Take from an estimated sector what each site gives away.

    Parameters
    ----------
    sector : Sector
        Estimated with adoptions in place of joinings: each school's site and first affected year.

    Returns
    -------
    tuple of SiteEffect
        One a site with an estimate.

    Notes
    -----
    Source: docs/methods/meta_analysis.md.

    Examples
    --------
    >>> from wealdstats.dividend.sector import estimate_sector
    >>> from wealdstats.simulate import World, simulate
    >>> world = simulate(World(), seed=1)
    >>> site_effects(estimate_sector(world.panel, world.joins, draws=100))[0].site
    'T00'
    """
    return tuple(SiteEffect(d.trust, d.att - d.placebos.mean, d.se, d.n_schools) for d in sector.dividends)


def practice_effect(
    sites: Sequence[SiteEffect],
    *,
    min_adopters: int = MIN_ADOPTERS,
    min_sites: int = MIN_SITES,
    level: float = 0.95,
) -> PracticeEffect:
    """Pool what adopting a practice changed at several sites.

    Parameters
    ----------
    sites : sequence of SiteEffect
        Each site once, in any order.
    min_adopters : int, default 10
        Fewest adopting schools, all sites together.
    min_sites : int, default 3
        Fewest sites; at least two.
    level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    PracticeEffect
        The answer.

    Raises
    ------
    TooFewError
        Not yet known: fewer adopters or sites than asked for.
    InputError
        A site twice, a minimum below two sites, numbers that are not finite.

    Notes
    -----
    Source: docs/methods/meta_analysis.md. It is the effect on those who adopted, against schools with like
    results that did not; whoever adopts may differ in what results do not show.

    Examples
    --------
    >>> practice_effect([SiteEffect("T1", 2.0, 1.0, 4), SiteEffect("T2", 1.0, 1.0, 3)])
    Traceback (most recent call last):
    wealdstats.errors.TooFewError: Need: 10 adopting schools at 3 sites. Found: not yet known: 7 at 2. \
Remedy: ask again when more schools have adopted it and results are out.
    """
    if min_sites < 2:
        raise InputError("two sites or more as the minimum", f"{min_sites}", "ask for more")
    ordered = tuple(sorted(sites, key=lambda site: site.site))
    if len({site.site for site in ordered}) < len(ordered):
        raise InputError("each site once", "one twice", "put its schools together first")
    n = sum(site.n_adopters for site in ordered)
    if n < min_adopters or len(ordered) < min_sites:
        raise TooFewError(
            f"{min_adopters} adopting schools at {min_sites} sites",
            f"not yet known: {n} at {len(ordered)}",
            "ask again when more schools have adopted it and results are out",
        )
    effect, se = (np.array([getattr(site, name) for site in ordered]) for name in ("effect", "se"))
    return PracticeEffect(random_effects(effect, se, level=level, at_least_plain=True), ordered, n)
