"""What taking something up changed: the same engine with any cohorts, a school and a day each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from weald.dividend.domain.cohorts import first_results_after
from weald.dividend.domain.estimate import rule_for
from weald.dividend.domain.panel import sector_panel
from weald.measures.enums import Group
from weald.measures.models import Measure
from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.practice import (
    MIN_ADOPTERS,
    MIN_SITES,
    PracticeEffect,
    practice_effect,
    site_effects,
)
from wealdstats.dividend.result import Dividend
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.sector import estimate_sector
from wealdstats.errors import TooFewError
from wealdstats.panel import Join, Joins, Panel

# All who took it up, as one group.
TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """One school took it up on a day, at a site: its trust, or itself where it has none."""

    school: int
    site: int
    on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """Below these nothing is said. Stated with every answer."""

    adopters: int = MIN_ADOPTERS
    sites: int = MIN_SITES


@dataclass(frozen=True, slots=True)
class CohortEffect:
    """What it changed: over sites, and over all schools as one group with every safeguard; or why not."""

    adopters: int
    # Those with the years and comparison schools that an estimate needs.
    usable: int
    sites: int
    # Those whose first results are yet to come.
    too_early: int
    latest: int | None
    rule: Rule
    data_hash: str
    together: Dividend | None = None
    pooled: PracticeEffect | None = None


def estimate_taken_up(
    taken_up: Iterable[TakenUp],
    measure: Measure,
    group: str = Group.ALL,
    *,
    minimum: Minimum | None = None,
    rule: Rule | None = None,
    draws: int = 2000,
    seed: int = 1,
) -> CohortEffect:
    """Compare schools that took something up with those that had not yet, or never did."""
    minimum = minimum or Minimum()
    rule = rule or rule_for(measure)
    panel = sector_panel(measure, group)
    joins = [_join(one) for one in _first_each(taken_up)]
    latest = max(panel.years, default=None)
    counted = CohortEffect(
        adopters=len(joins),
        usable=0,
        sites=len({join.trust for join in joins}),
        too_early=sum(latest is not None and join.first_year > latest for join in joins),
        latest=latest,
        rule=rule,
        data_hash=panel.content_hash,
    )
    if latest is None or len(joins) < minimum.adopters:
        return counted
    return _estimated(counted, panel, joins, minimum, draws, seed)


def _estimated(
    counted: CohortEffect, panel: Panel, joins: list[Join], minimum: Minimum, draws: int, seed: int
) -> CohortEffect:
    """Estimate site by site and pool; then all as one group, for the path and the safeguards."""
    by_site = estimate_sector(
        panel, Joins(tuple(joins)), rule=replace(counted.rule, min_schools=1), draws=draws, seed=seed
    )
    effects = site_effects(by_site)
    usable = sum(site.n_adopters for site in effects)
    found = replace(counted, usable=usable, sites=len(effects))
    try:
        pooled = practice_effect(
            effects, min_adopters=minimum.adopters, min_sites=minimum.sites, level=counted.rule.level
        )
        as_one = Joins(tuple(Join(join.unit, TOGETHER, join.first_year) for join in joins))
        together = estimate_dividend(
            panel,
            as_one,
            TOGETHER,
            rule=replace(counted.rule, min_schools=minimum.adopters),
            draws=draws,
            seed=seed,
        )
    except TooFewError:
        return found
    return replace(found, pooled=pooled, together=together, data_hash=together.data_hash)


def _first_each(taken_up: Iterable[TakenUp]) -> list[TakenUp]:
    """Keep each school's first time: who stops and starts again has taken it up once."""
    firsts: dict[int, TakenUp] = {}
    for one in sorted(taken_up, key=lambda one: (one.on, one.site)):
        firsts.setdefault(one.school, one)
    return [firsts[school] for school in sorted(firsts)]


def _join(one: TakenUp) -> Join:
    left = first_results_after(one.left_on) if one.left_on else None
    return Join(str(one.school), str(one.site), first_results_after(one.on), left_year=left)
