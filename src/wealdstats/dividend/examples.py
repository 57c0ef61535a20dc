"""A small simulated sector half-way through the work, for the examples in the documentation."""

from __future__ import annotations

from wealdstats.dividend.checks.evidence import Evidence
from wealdstats.dividend.donors import Window, window_of
from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.frame import frame_of
from wealdstats.dividend.parallel import Family
from wealdstats.dividend.result import Dividend
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import prepare
from wealdstats.dividend.store import Store
from wealdstats.dividend.weigh import weigh
from wealdstats.simulate import World, simulate


def example_store() -> tuple[Store, Window]:
    """Make a small store and a window, for examples.

    Returns
    -------
    (Store, Window)
        Two simulated regions, and the window of the schools that joined in the first year.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> example_store()[1].n_pre
    3
    """
    sector = simulate(World(), seed=1)
    rule = Rule()
    frame = frame_of(sector.panel, sector.joins, rule)
    return Store(frame, rule), window_of(frame, 0, sector.first_year, rule)


def example_evidence() -> Evidence:
    """Weigh a trust of a simulated sector, for examples.

    Returns
    -------
    Evidence
        What the checks look at.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> example_evidence().claims
    False
    """
    sector = simulate(World(), seed=1)
    settings = prepare(sector.panel, sector.joins, Rule(), 200, 1)
    joins = sector.joins.of("T00")
    fits = fit_schools(settings.store, joins).values()
    return weigh(settings, "T00", joins, [fit for fit in fits if isinstance(fit, Treated)], ())[0]


def example_dividend() -> Dividend:
    """Estimate a trust of a simulated sector, for examples.

    Returns
    -------
    Dividend
        The answer.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> example_dividend().trust
    'T00'
    """
    sector = simulate(World(), seed=1)
    return estimate_dividend(sector.panel, sector.joins, "T00", draws=200, seed=1)


def example_family() -> Family:
    """Fit all schools of a simulated sector, for examples.

    Returns
    -------
    Family
        Its trusts, yet to be judged.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> len(example_family().trusts)
    8
    """
    sector = simulate(World(), seed=1)
    settings = prepare(sector.panel, sector.joins, Rule(), 100, 1)
    fits = fit_schools(settings.store, sector.joins.records)
    return Family(settings, fits, tuple(sector.joins.by_trust().items()))
