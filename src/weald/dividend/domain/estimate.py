"""Estimating every trust's dividend on one measure, and keeping the run so that it can be repeated."""

from collections.abc import Callable, Collection, Mapping
from time import perf_counter

from django.db import transaction

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import WealdError
from weald.core.permissions import Actor, permit
from weald.dividend.domain.body import dividend_body, plain, sector_body, shrunken_bodies
from weald.dividend.domain.hard_years import declared
from weald.dividend.domain.panel import sector_joins, sector_panel
from weald.dividend.models import Result, Run
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.measures.queries.catalogue import sources_of
from wealdstats.dividend.result import Dividend, Sector
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.sector import estimate_sector

Progress = Callable[[int, int], None]

DRAWS = 10_000


def rule_for(measure: Measure, hard_years: Collection[int] | None = None) -> Rule:
    """Give the rule a measure is judged by: the house's, with its own floor and hard years."""
    years = declared(measure.code) if hard_years is None else hard_years
    return Rule(floor=measure.floor, hard_years=tuple(sorted(set(years))))


def estimate(
    measure: Measure,
    group: str = Group.ALL,
    *,
    by: Actor,
    rule: Rule | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Run:
    """Estimate and keep the dividend of every trust with enough schools.

    How many processes do it, and on which machines, changes no number of the answer.
    """
    permit("dividend.estimate", by)
    began = perf_counter()
    panel = sector_panel(measure, group)
    if not panel.units:
        raise WealdError(
            f"A dividend of {measure.name} needs results of schools over several years.",
            "There are none here.",
            "Import results first: ./weald import FILE.",
        )
    sector = estimate_sector(
        panel,
        sector_joins(),
        rule=rule or rule_for(measure),
        draws=draws,
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
    )
    return keep(sector, measure, group, by=by, draws=draws, seconds=perf_counter() - began)


@transaction.atomic
def keep(sector: Sector, measure: Measure, group: str, *, by: Actor, draws: int, seconds: float) -> Run:
    """Store a run as the current one of its measure and group; earlier ones stay readable."""
    Run.objects.filter(measure=measure, group=group, is_current=True).update(is_current=False)
    run = Run.objects.create(
        measure=measure,
        group=group,
        rule=plain(sector.rule),
        seed=sector.seed,
        draws=draws,
        data_hash=sector.data_hash,
        version=sector.version,
        seconds=seconds,
        sector=sector_body(sector, seconds)
        | {"sources": list(sources_of(measure, group)), "hard_years": _reasons(measure, sector.rule)},
        requested_by_id=by.person_id,
    )
    Result.objects.bulk_create(
        _result(run, dividend, q_value, shrunken)
        for dividend, q_value, shrunken in zip(
            sector.dividends, sector.q_bh.tolist(), shrunken_bodies(sector), strict=True
        )
    )
    ledger.append(
        Verb.ESTIMATED,
        run,
        by=by,
        audience=Audience.SECTOR,
        payload={"measure": measure.code, "group": str(group), "data": sector.data_hash, "seed": sector.seed},
    )
    return run


def _reasons(measure: Measure, rule: Rule) -> dict[str, str]:
    """Say why each hard year of a rule counts as one, where that was shipped."""
    known = declared(measure.code)
    return {str(year): known[year] for year in rule.hard_years if year in known}


def _result(run: Run, dividend: Dividend, q_value: float, shrunken: Mapping[str, float] | None) -> Result:
    return Result(
        run=run,
        organisation_id=int(dividend.trust),
        verdict=dividend.verdict.value,
        att=plain(dividend.att),
        se=plain(dividend.se),
        lower=plain(dividend.conf_int.lower),
        upper=plain(dividend.conf_int.upper),
        p_value=plain(dividend.p.two_sided),
        q_value=plain(q_value),
        schools=dividend.n_schools,
        body=dividend_body(dividend, shrunken),
    )
