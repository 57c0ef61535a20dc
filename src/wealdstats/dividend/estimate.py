"""One trust's dividend, from panel to verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import wealdstats
from wealdstats.dividend.aggregate import paths_of
from wealdstats.dividend.checks import Evidence, run_checks
from wealdstats.dividend.contrasts import antifragility, variation
from wealdstats.dividend.donors import funnel_of
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.onset import bands_of, find_excursion, find_onset, since_joining
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.report import beside, event_path, placebos_of, raw_change, year_path
from wealdstats.dividend.result import Dividend, NotEstimated
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import Settings, prepare
from wealdstats.dividend.verdict import Findings, judge
from wealdstats.dividend.weigh import sharpen, weigh
from wealdstats.errors import TooFewError
from wealdstats.panel import Join, Joins, Panel
from wealdstats.types import FloatArray


def estimate_dividend(
    panel: Panel, joins: Joins, trust: str, *, rule: Rule | None = None, draws: int = 2000, seed: int = 0
) -> Dividend:
    """Estimate what one trust added to the schools that joined it.

    Parameters
    ----------
    panel : Panel
        One measure of all schools; NaN is missing.
    joins : Joins
        Who joined which trust when, all trusts.
    trust : str
        The trust.
    rule : Rule, optional
        The choices; all defaults without.
    draws : int, default 2000
        Placebo trusts to begin with; more are drawn where few of them reach the estimate.
    seed : int, default 0
        Same data, rule, draws and seed: same answer.

    Returns
    -------
    Dividend
        Estimate, uncertainty, verdict, checks, donors.

    Raises
    ------
    TooFewError
        Nobody joined the trust, or fewer schools than the rule asks for carry an estimate.

    Notes
    -----
    Source: docs/methods/dividend.md; Arkhangelsky et al. (2021), AER 111(12), school by school. It relies on
    schools with like results before joining going on alike without it.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> dividend = estimate_dividend(sector.panel, sector.joins, "T00", draws=200, seed=1)
    >>> dividend.verdict.value, dividend.conf_int.excludes(0.0)
    ('cannot_tell', False)
    """
    settings = prepare(panel, joins, rule or Rule(), draws, seed)
    members = joins.of(trust)
    found = assess(settings, trust, members, fit_schools(settings.store, members))
    if isinstance(found, NotEstimated):
        raise TooFewError(
            f"{settings.store.rule.min_schools} schools of the trust with results before and after joining",
            f"{found.n_usable} of {found.n_joined}",
            "wait for results, or ask about a trust more schools joined",
        )
    return found


def assess(
    settings: Settings, trust: str, joins: Sequence[Join], fits: Mapping[Join, Treated | LeftOut]
) -> Dividend | NotEstimated:
    """Put a trust's fitted schools together and judge them.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    trust : str
        The trust.
    joins : sequence of Join
        Its joinings.
    fits : mapping of Join to Treated or LeftOut
        Its schools, fitted; others are ignored.

    Returns
    -------
    Dividend or NotEstimated
        The answer, or why there is none.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.simulate import World, simulate
    >>> sector = simulate(World(), seed=1)
    >>> settings = prepare(sector.panel, sector.joins, Rule(min_schools=9), 100, 7)
    >>> joins = sector.joins.of("T00")
    >>> assess(settings, "T00", joins, fit_schools(settings.store, joins)).reason
    '3 schools carry an estimate; the rule asks for 9'
    """
    members = [fits[join] for join in joins]
    schools = [school for school in members if isinstance(school, Treated)]
    fewest = settings.store.rule.min_schools
    if len(schools) < fewest:
        reason = f"{len(schools)} schools carry an estimate; the rule asks for {fewest}"
        return NotEstimated(trust, len(joins), len(schools), reason)
    left_out = [school for school in members if isinstance(school, LeftOut)]
    evidence, atts = weigh(settings, trust, joins, schools, left_out)
    return _told(settings, trust, evidence, atts)


def _told(settings: Settings, trust: str, evidence: Evidence, atts: FloatArray) -> Dividend:
    rule, spread, schools = settings.store.rule, evidence.spread, evidence.schools
    years = paths_of(schools, evidence.draws, evidence.picks, [s.result.years for s in schools])
    since = since_joining(evidence.event, len(schools), spread, rule)
    onset = find_onset(since, spread, rule)
    checks = run_checks(evidence, settings.rng(trust, 3))
    floor = floor_of(evidence)
    conf_int = spread.interval(evidence.att, rule.level)
    stretch = find_excursion(since, spread, rule)
    mde = spread.detectable(rule.level)
    judged = judge(Findings(conf_int, len(since.times), onset, stretch, floor, mde, checks), rule)
    return Dividend(
        trust=trust,
        verdict=judged.verdict,
        too_early=judged.too_early,
        reasons=judged.reasons,
        att=evidence.att,
        att_pupils=by_pupils(evidence),
        se=spread.se,
        conf_int=conf_int,
        p=sharpen(settings, trust, evidence, atts),
        mde=mde,
        floor=floor,
        calendar=year_path(schools, years, bands_of(years, spread, rule)),
        event=event_path(evidence.event, spread, rule),
        onset=onset,
        schools=tuple(school.result for school in schools),
        left_out=tuple(evidence.left_out),
        funnel=funnel_of([school.counts for school in schools]),
        checks=checks,
        beside=beside(schools),
        raw=raw_change(schools),
        placebos=placebos_of(evidence, atts),
        variation=variation(evidence),
        antifragility=antifragility(evidence),
        seed=settings.seed,
        data_hash=settings.data_hash,
        version=wealdstats.__version__,
        rule=rule,
    )


def floor_of(evidence: Evidence) -> float:
    """Find the smallest value that matters.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    float
        The rule's own, or its share of the standard deviation between control schools.

    Notes
    -----
    Source: docs/methods/verdict.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> floor_of(example_evidence()) > 0
    True
    """
    rule = evidence.store.rule
    if rule.floor is not None:
        return rule.floor
    return rule.floor_sd * float(np.mean([bank.level_sd for bank in evidence.draws.banks]))


def by_pupils(evidence: Evidence) -> float | None:
    """Weight the estimate by pupils.

    Parameters
    ----------
    evidence : Evidence
        One trust's.

    Returns
    -------
    float or None
        None where any school's pupils are not known.

    Notes
    -----
    Source: docs/methods/dividend.md: what the average pupil got, beside what the average school got.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_evidence
    >>> by_pupils(example_evidence()) is None
    True
    """
    size = np.array([school.traits.size[0] for school in evidence.schools])
    if not np.isfinite(size).all():
        return None
    return float(np.average(evidence.school_effects(), weights=np.exp(size)))
