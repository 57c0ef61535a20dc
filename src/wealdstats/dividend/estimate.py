"""One trust's dividend, from panel to verdict."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import wealdstats
from wealdstats.dividend.aggregate import event_paths_of, paths_of, placebo_atts
from wealdstats.dividend.checks import Evidence, run_checks
from wealdstats.dividend.donors import funnel_of
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.frame import frame_of
from wealdstats.dividend.onset import bands_of, find_excursion, find_onset, since_joining
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.placebo import Draws
from wealdstats.dividend.report import beside, event_path, placebos_of, raw_change, year_path
from wealdstats.dividend.result import Dividend, NotEstimated
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.store import Store
from wealdstats.dividend.verdict import Findings, judge
from wealdstats.errors import InputError, TooFewError
from wealdstats.inference import Clusters, PValues, p_values, spread_of
from wealdstats.panel import Join, Joins, Panel
from wealdstats.panel.digest import digest
from wealdstats.simulate import World, simulate
from wealdstats.types import FloatArray

ANYONE = 500
FEWEST_DRAWS = 20
ENOUGH_EXCEED = 20
WORTH_MORE = 0.01
CHUNK = 4000


@dataclass(frozen=True, slots=True)
class Settings:
    """What one family of estimates has in common beside its data.

    Parameters
    ----------
    store : Store
        Frame, rule, pools and banks.
    draws : int
        Placebo trusts to begin with.
    seed : int
        Seed of the draws.
    leaving_known : bool
        Whether any joining records when a school left.
    data_hash : str
        sha256 of panel and joinings.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> sector = simulate(World(), seed=1)
    >>> prepare(sector.panel, sector.joins, Rule(), 100, 7).seed
    7
    """

    store: Store
    draws: int
    seed: int
    leaving_known: bool
    data_hash: str

    def rng(self, trust: str, purpose: int) -> np.random.Generator:
        """Return a generator of a trust's own: the same alone and among others, and for every measure."""
        return np.random.default_rng([self.seed, zlib.crc32(trust.encode()), purpose])


def prepare(panel: Panel, joins: Joins, rule: Rule, draws: int, seed: int) -> Settings:
    """Prepare what the estimates of one measure share.

    Parameters
    ----------
    panel : Panel
        One measure.
    joins : Joins
        Who joined which trust when.
    rule : Rule
        The choices.
    draws : int
        Placebo trusts to begin with, 20 or more.
    seed : int
        Seed, not negative.

    Returns
    -------
    Settings
        Frame, empty store, hashes.

    Raises
    ------
    InputError
        Too few draws or a negative seed.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> sector = simulate(World(), seed=1)
    >>> prepare(sector.panel, sector.joins, Rule(), 1, 7)
    Traceback (most recent call last):
    wealdstats.errors.InputError: Need: 20 draws or more. Found: 1. Remedy: ask for more.
    """
    if draws < FEWEST_DRAWS:
        raise InputError(f"{FEWEST_DRAWS} draws or more", f"{draws}", "ask for more")
    if seed < 0:
        raise InputError("a seed of 0 or more", f"{seed}", "choose another")
    return Settings(
        store=Store(frame_of(panel, joins, rule), rule),
        draws=draws,
        seed=seed,
        leaving_known=any(join.left_year is not None for join in joins.records),
        data_hash=digest([panel.content_hash, joins.content_hash]),
    )


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


def weigh(
    settings: Settings,
    trust: str,
    joins: Sequence[Join],
    schools: Sequence[Treated],
    left_out: Sequence[LeftOut],
) -> tuple[Evidence, FloatArray]:
    """Draw a trust's placebos and learn from them how far chance carries its estimate.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    trust : str
        The trust.
    joins : sequence of Join
        Its joinings.
    schools : sequence of Treated
        Schools that carry the estimate.
    left_out : sequence of LeftOut
        Schools that do not.

    Returns
    -------
    (Evidence, ndarray (d,))
        What the checks look at, and the placebo trusts' estimates.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md.

    Examples
    --------
    >>> example_evidence().spread.se > 0
    True
    """
    draws = Draws(settings.store, schools)
    picks = draws.sample(settings.draws, settings.rng(trust, 0))
    anyone = Draws(settings.store, schools, alike=False)
    atts = placebo_atts(schools, draws, picks.index)
    units = np.unique(np.concatenate([bank.rows[picks.index[:, i]] for i, bank in enumerate(draws.banks)]))
    evidence = Evidence(
        store=settings.store,
        joins=joins,
        leaving_known=settings.leaving_known,
        schools=schools,
        left_out=left_out,
        draws=draws,
        picks=picks,
        anyone=anyone.sample(min(ANYONE, settings.draws), settings.rng(trust, 1)),
        att=float(np.mean([school.result.att for school in schools])),
        spread=spread_of(atts, shared_shocks(schools, draws), len(units)),
        event=event_paths_of(schools, draws, picks),
    )
    return evidence, atts


def shared_shocks(schools: Sequence[Treated], draws: Draws) -> list[Clusters]:
    """Work out how much of an estimate's variance is shocks its local authorities share.

    Parameters
    ----------
    schools : sequence of Treated
        The trust's schools.
    draws : Draws
        Whose banks know the variance between local authorities.

    Returns
    -------
    list of Clusters
        One entry a stratum.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md: with shares s of the trust's schools in local authorities, shocks
    of variance v add ``v Σ s²``.

    Examples
    --------
    >>> shared_shocks([], example_evidence().draws)
    []
    """
    shares: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    variances: dict[int, list[float]] = defaultdict(list)
    places: dict[int, int] = {}
    for school, bank in zip(schools, draws.banks, strict=False):
        shares[school.stratum][school.place] += 1.0 / len(schools)
        variances[school.stratum].append(bank.place_variance)
        places[school.stratum] = len(bank.places)
    return [
        Clusters(
            float(np.mean(variances[stratum])) * sum(share**2 for share in by_place.values()),
            places[stratum],
        )
        for stratum, by_place in shares.items()
    ]


def sharpen(settings: Settings, trust: str, evidence: Evidence, atts: FloatArray) -> PValues:
    """Draw on where few placebo trusts reach the estimate, so that small p values are known well enough.

    Parameters
    ----------
    settings : Settings
        What the family shares.
    trust : str
        The trust.
    evidence : Evidence
        Its estimate and placebos.
    atts : ndarray (d,)
        Estimates of the placebo trusts so far.

    Returns
    -------
    PValues
        Final.

    Notes
    -----
    Source: Besag and Clifford (1991), Biometrika 78(2): draws stop once twenty have reached the estimate, at
    the rule's most otherwise. Draws are not worth it where the z value alone says that p is not small.

    Examples
    --------
    >>> sector = simulate(World(), seed=1)
    >>> settings = prepare(sector.panel, sector.joins, Rule(), 100, 7)
    >>> 0.0 < sharpen(settings, "T00", example_evidence(), np.linspace(-9, 9, 100)).two_sided <= 1.0
    True
    """
    p = p_values(evidence.att, atts, evidence.spread)
    rng = settings.rng(trust, 2)
    most = settings.store.rule.max_draws
    while (
        not evidence.picks.enumerated
        and len(atts) < most
        and p.z_two_sided < WORTH_MORE
        and p.rank_two_sided * (1 + len(atts)) <= ENOUGH_EXCEED
    ):
        more = min(CHUNK, most - len(atts))
        index = evidence.draws.draw(more, rng)
        atts = np.concatenate([atts, placebo_atts(evidence.schools, evidence.draws, index)])
        p = p_values(evidence.att, atts, evidence.spread)
    return p


def _told(settings: Settings, trust: str, evidence: Evidence, atts: FloatArray) -> Dividend:
    rule, spread, schools = settings.store.rule, evidence.spread, evidence.schools
    years = paths_of(schools, evidence.draws, evidence.picks, [s.result.years for s in schools])
    bands = bands_of(evidence.event, spread, rule)
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
        event=event_path(evidence.event, bands),
        onset=onset,
        schools=tuple(school.result for school in schools),
        left_out=tuple(evidence.left_out),
        funnel=funnel_of([school.counts for school in schools]),
        checks=checks,
        beside=beside(schools),
        raw=raw_change(settings.store, schools),
        placebos=placebos_of(evidence, atts),
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
    >>> by_pupils(example_evidence()) is None
    True
    """
    size = np.array([school.traits.size[0] for school in evidence.schools])
    if not np.isfinite(size).all():
        return None
    return float(np.average(evidence.school_effects(), weights=np.exp(size)))


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
