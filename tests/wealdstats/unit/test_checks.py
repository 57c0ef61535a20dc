"""Each check once passing, once failing and once without the data to carry it."""

from dataclasses import replace

import numpy as np
import pytest

from wealdstats.dividend.asking import Group, early_window
from wealdstats.dividend.batch import fit_batch
from wealdstats.dividend.checks import Evidence, run_checks
from wealdstats.dividend.checks.donors import donor_moves, leave_one_donor_out
from wealdstats.dividend.checks.fit import closeness, effective_donors, placebo_places, pre_fit
from wealdstats.dividend.checks.intake import intake
from wealdstats.dividend.checks.planted import planted_zero
from wealdstats.dividend.checks.sample import (
    estimators_agree,
    leave_one_school_out,
    share_kept,
    survivorship,
)
from wealdstats.dividend.checks.timing import anticipation, earlier_trend, placebo_in_time
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parts import LeftOut, SchoolDividend
from wealdstats.dividend.placebo import Draws
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import prepare
from wealdstats.dividend.weigh import weigh
from wealdstats.panel import Join, Joins, Panel
from wealdstats.simulate import World, simulate


def evidence_of(panel, joins, trust="T00", draws=200, **rule):
    settings = prepare(panel, joins, Rule(**rule), draws, 1)
    members = joins.of(trust)
    fits = list(fit_schools(settings.store, members).values())
    schools = [fit for fit in fits if isinstance(fit, Treated)]
    left_out = [fit for fit in fits if isinstance(fit, LeftOut)]
    return weigh(settings, trust, members, schools, left_out)[0]


def sector_of(n_pre=3, seed=12, **world):
    return simulate(World(n_pre=n_pre, **world), seed=seed)


@pytest.fixture(scope="module")
def three() -> Evidence:
    sector = sector_of()
    return evidence_of(sector.panel, sector.joins)


@pytest.fixture(scope="module")
def six() -> Evidence:
    sector = sector_of(n_pre=6)
    return evidence_of(sector.panel, sector.joins)


@pytest.fixture(scope="module")
def two() -> Evidence:
    sector = sector_of(n_pre=2)
    return evidence_of(sector.panel, sector.joins)


def changed(evidence, **school):
    """The same evidence with something else said about every school."""
    schools = [replace(each, **school) for each in evidence.schools]
    return replace(evidence, schools=schools)


def shown(evidence, **result):
    """The same evidence with something else shown about every school."""
    schools = []
    for each in evidence.schools:
        given = {name: getattr(each.result, name) for name in SchoolDividend.__slots__}
        schools.append(replace(each, result=SchoolDividend(**given | result)))
    return replace(evidence, schools=schools)


def moved(sector, change, years=slice(None)):
    """The same sector with the trust's schools moved."""
    values = sector.panel.values.copy()
    for join in sector.joins.of("T00"):
        values[sector.panel.positions()[join.unit], years] += change
    return sector.panel.with_values(values)


def test_run_checks_gives_the_same_checks_for_every_trust(two, six):
    names = [[check.name for check in run_checks(each, np.random.default_rng(1))] for each in (two, six)]

    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0]) == 14


def test_closeness_fails_where_donors_lie_at_another_level(three):
    sd = three.draws.banks[0].level_sd

    assert closeness(shown(three, level_gap=0.05 * sd)).passed is True
    assert closeness(shown(three, level_gap=-0.5 * sd)).passed is False
    assert closeness(shown(three, level_gap=-0.5 * sd)).numbers["mean_sd"] == pytest.approx(-0.5)


def test_closeness_finds_schools_moved_beyond_all_donors():
    sector = sector_of()

    assert closeness(evidence_of(moved(sector, -60.0), sector.joins)).passed is False


def test_pre_fit_fails_where_the_path_before_joining_is_not_met(three):
    sector = sector_of()
    zigzag = evidence_of(moved(sector, [25.0, -25.0, 25.0], slice(0, 3)), sector.joins)

    assert pre_fit(three).passed is True
    assert pre_fit(zigzag).passed is False


def test_effective_donors_fail_where_one_school_stands_for_all(three):
    assert effective_donors(three).passed is True
    assert effective_donors(shown(three, effective_donors=1.5)).passed is False


def test_placebo_places_fail_in_a_region_of_few_local_authorities(three):
    sector = sector_of(authorities=3, schools=40)

    assert placebo_places(three).passed is True
    assert placebo_places(evidence_of(sector.panel, sector.joins)).passed is False


def test_earlier_trend_cannot_be_seen_in_two_years(two):
    check = earlier_trend(two)

    assert check.passed is None
    assert "two show no trend" in check.finding


def test_earlier_trend_fails_where_the_claim_continues_it():
    sector = sector_of(n_pre=6)
    rising = moved(sector, 4.0 * np.arange(10))

    assert earlier_trend(evidence_of(rising, sector.joins)).passed is False


def test_earlier_trend_passes_where_it_points_the_other_way():
    sector = sector_of(n_pre=6)
    risen = moved(sector, 3.0 * -np.arange(10) + 60.0 * (np.arange(10) > 5))

    assert earlier_trend(evidence_of(risen, sector.joins)).passed is True


def test_earlier_trend_stays_open_where_chance_could_hide_one():
    sector = sector_of(n_pre=3)
    risen = moved(sector, 12.0, slice(3, None))
    evidence = evidence_of(risen, sector.joins)

    assert evidence.claims
    assert earlier_trend(evidence).passed is None


def test_earlier_trend_without_spread_sees_nothing(six):
    # Every control the same in every earlier year: no placebo trust has any trend at all.
    still = [replace(bank, pre=np.zeros_like(bank.pre), slopes={}) for bank in six.draws.banks]
    draws = Draws(six.store, six.schools)
    draws.banks = still

    assert earlier_trend(replace(six, draws=draws)).numbers["z"] == 0.0


def test_placebo_in_time_needs_four_years(three, six):
    assert placebo_in_time(three).passed is None
    assert placebo_in_time(six).passed is True


def test_placebo_in_time_finds_an_effect_before_its_cause():
    sector = sector_of(n_pre=6)
    early = moved(sector, 20.0, slice(4, None))

    check = placebo_in_time(evidence_of(early, sector.joins))

    assert check.passed is False
    assert check.numbers["effect"] == pytest.approx(20.0, abs=8.0)


def test_placebo_in_time_counts_controls_without_an_earlier_fit_as_zero(six):
    store = replace(six.store, banks=dict(six.store.banks))
    for school in six.schools:
        store.banks[(school.stratum, early_window(school.laid))] = None

    # All placebo trusts show nothing at all: any effect is infinitely far away.
    assert abs(placebo_in_time(replace(six, store=store)).numbers["z"]) == np.inf


def test_anticipation_needs_a_year_to_leave_out(two, three, six):
    assert anticipation(two).passed is None
    assert set(anticipation(three).numbers) == {"att", "without_1"}
    assert set(anticipation(six).numbers) == {"att", "without_1", "without_2"}


def test_anticipation_fails_where_one_year_decides():
    sector = sector_of(n_pre=3)
    evidence = evidence_of(moved(sector, -60.0, slice(2, 3)), sector.joins)

    assert anticipation(changed(evidence, without_last=(evidence.att + 50.0, np.nan))).passed is False


def with_covariate(sector, shift):
    rng = np.random.default_rng(5)
    intake_share = rng.normal(20.0, 2.0, sector.panel.shape)
    rows = [sector.panel.positions()[join.unit] for join in sector.joins.of("T00")]
    intake_share[np.ix_(rows, range(3, sector.panel.shape[1]))] += shift
    columns = {name: getattr(sector.panel, name) for name in ("phase", "region", "local_authority")}
    return Panel(
        sector.panel.units,
        sector.panel.years,
        sector.panel.values,
        covariates={"fsm": intake_share},
        **columns,
    )


def test_intake_fails_where_the_pupils_changed():
    sector = sector_of()

    quiet = intake(evidence_of(with_covariate(sector, 0.0), sector.joins))
    changed_intake = intake(evidence_of(with_covariate(sector, -9.0), sector.joins))

    assert quiet.passed is True
    assert changed_intake.passed is False
    assert changed_intake.numbers["fsm"] == pytest.approx(-9.0, abs=2.0)


def test_intake_is_not_tried_without_data_for_the_schools(three):
    sector = sector_of()
    empty = with_covariate(sector, np.nan)

    assert intake(three).passed is None
    assert intake(evidence_of(empty, sector.joins)).passed is None


def test_intake_of_controls_without_data_counts_as_average():
    sector = sector_of()
    panel = with_covariate(sector, 0.0)
    rows = [panel.positions()[join.unit] for join in sector.joins.of("T00")]
    holes = panel.covariates["fsm"].copy()
    evidence = evidence_of(panel, sector.joins)
    needed = np.unique(np.concatenate([rows, *(school.donors for school in evidence.schools)]))
    holes[np.setdiff1d(np.arange(len(holes)), needed)] = np.nan
    frame = replace(evidence.store.frame, covariates={"fsm": holes})

    check = intake(replace(evidence, store=replace(evidence.store, frame=frame)))

    assert check.passed is not None


def test_leaving_out_one_school_changes_the_conclusion_where_one_carries_it(three):
    effects = [school.result.att for school in three.schools]
    one = replace(three, att=three.spread.mean + 1.05 * three.half)
    lone = [
        shown(replace(one, schools=[school]), att=effect).schools[0]
        for school, effect in zip(three.schools, [3.2 * one.att, *[0.0] * (len(effects) - 1)], strict=True)
    ]

    assert leave_one_school_out(three).passed is True
    assert leave_one_school_out(replace(one, schools=lone)).passed is False


def test_one_school_cannot_be_left_out(three):
    assert leave_one_school_out(replace(three, schools=three.schools[:1])).passed is None


def test_leaving_out_one_donor_changes_a_conclusion_that_hangs_by_a_hair(three):
    by_a_hair = replace(three.spread, mean=three.att - three.half * (1.0 + 1e-9))

    assert leave_one_donor_out(three).passed is True
    assert min(donor_moves(three).values()) < -1e-3
    assert replace(three, spread=by_a_hair).claims
    assert leave_one_donor_out(replace(three, spread=by_a_hair)).passed is False


def test_leaving_out_a_donor_by_hand(three):
    # Synthetic change 3; without the first donor 0, without the second 4: shifts of +3 and -1.
    one = replace(
        three.schools[0],
        weights=np.array([0.75, 0.25]),
        donors=np.array([7, 8]),
        donor_changes=np.array([4.0, 0.0]),
        heaviest=8,
        without_heaviest=three.schools[0].result.att - 0.5,
    )
    other = replace(one, donors=np.array([8, 9]), heaviest=9, without_heaviest=one.result.att + 0.25)

    # The second donor was left out in earnest of the first school: -0.5 instead of -1; likewise the third.
    moves = donor_moves(replace(three, schools=[one, other]))

    assert moves == {7: pytest.approx(1.5), 8: pytest.approx((3.0 - 0.5) / 2), 9: pytest.approx(0.125)}


def offered(evidence, school):
    """The request a school was fitted with, and the positions of its donors."""
    group = Group(evidence.store, school.stratum, school.window, school.laid)
    asked = group.request(np.array([school.row]), school.window)
    return asked.request, asked.donors[0]


def effect_without(evidence, school, donor):
    request, donors = offered(evidence, school)
    others = request.valid[0] & (donors != donor)
    fit = fit_batch(request.paths, request.donors[:, others], n_pre=request.n_pre, sigma=request.sigma)
    return float(fit.att[0])


def test_a_school_is_fitted_anew_without_its_heaviest_donor(three):
    for school in three.schools:
        expected = effect_without(three, school, school.heaviest)

        assert school.without_heaviest == pytest.approx(expected, abs=1e-8)
        assert school.heaviest in school.donors


def test_no_donor_left_out_in_earnest_moves_the_estimate_much_more_than_said(six):
    said = abs(leave_one_donor_out(six).numbers["largest_shift"])

    for donor in donor_moves(six):
        moved = [effect_without(six, s, donor) - s.result.att for s in six.schools if donor in s.donors]
        assert abs(sum(moved)) / len(six.schools) <= 1.1 * said


def test_estimators_disagree_where_one_is_far_off(three):
    assert estimators_agree(three).passed is True
    assert estimators_agree(changed(three, sc=three.att + 99.0)).passed is False


def test_share_kept_counts_only_schools_the_measure_could_show(three):
    sector = sector_of()
    unit = sector.joins.of("T00")[0].unit
    late = next(unit for unit in sector.panel.units if unit not in sector.joins.firsts())
    extra = (Join(late, "T00", 2030), Join("999999", "T00", 2013), Join(unit + "x", "T00", 2013))
    joins = Joins((*sector.joins.records, *extra))

    check = share_kept(evidence_of(sector.panel, joins))

    assert share_kept(three).passed is True
    assert check.passed is True
    assert check.numbers["could"] == check.numbers["kept"] == check.numbers["joined"] - 3


def test_share_kept_fails_where_most_schools_have_holes():
    sector = sector_of()
    values = sector.panel.values.copy()
    members = sector.joins.of("T00")
    others = [unit for unit in sector.panel.units if unit not in sector.joins.firsts()][: len(members)]
    for unit in others:
        values[sector.panel.positions()[unit], :2] = np.nan
    joins = Joins((*sector.joins.records, *(Join(unit, "T00", 2013) for unit in others)))

    assert share_kept(evidence_of(sector.panel.with_values(values), joins)).passed is False


def test_survivorship_needs_dates_of_leaving(three):
    sector = sector_of()
    first, *rest = sector.joins.of("T00")
    others = [join for join in sector.joins.records if join.trust != "T00"]
    known = Joins((replace(first, left_year=2015), *rest, *others))

    assert survivorship(three).passed is None
    evidence = replace(evidence_of(sector.panel, known), leaving_known=True)
    assert survivorship(evidence).passed is True
    assert survivorship(evidence).numbers["left"] == 1.0


def test_survivorship_fails_where_schools_vanish(three):
    sector = sector_of()
    values = sector.panel.values.copy()
    others = [unit for unit in sector.panel.units if unit not in sector.joins.firsts()][:4]
    for unit in others:
        values[sector.panel.positions()[unit], 3:] = np.nan
    extra = (*(Join(unit, "T00", 2013) for unit in others), Join("999999", "T00", 2013))
    evidence = evidence_of(sector.panel.with_values(values), Joins((*sector.joins.records, *extra)))

    check = survivorship(replace(evidence, leaving_known=True))

    assert check.passed is False
    assert check.numbers["lost"] == 4.0
    assert survivorship(evidence).passed is False, (
        "schools that vanish do so whether leaving is recorded or not"
    )


def test_survivorship_tells_how_those_that_vanished_had_stood(three):
    sector = sector_of()
    first, *rest = (sector.panel.positions()[join.unit] for join in sector.joins.of("T00"))
    values = sector.panel.values.copy()
    values[first, 3:] = np.nan
    gone = survivorship(evidence_of(sector.panel.with_values(values), sector.joins, min_schools=2))

    assert gone.numbers["lost"] == 1.0
    assert gone.numbers["lost_level"] == pytest.approx(values[first, 2] - values[rest, 2].mean())


def test_survivorship_cannot_say_of_schools_without_results_before_joining(three):
    sector = sector_of()
    young = next(unit for unit in sector.panel.units if unit not in sector.joins.firsts())
    values = sector.panel.values.copy()
    values[sector.panel.positions()[young], :3] = np.nan
    joins = Joins((*sector.joins.records, Join(young, "T00", 2013)))

    found = survivorship(evidence_of(sector.panel.with_values(values), joins))

    assert found.numbers == survivorship(three).numbers


def test_survivorship_does_not_miss_schools_whose_results_are_not_out_yet(three):
    sector = sector_of()
    late = [unit for unit in sector.panel.units if unit not in sector.joins.firsts()][:9]
    joins = Joins((*sector.joins.records, *(Join(unit, "T00", 2030) for unit in late)))

    assert survivorship(evidence_of(sector.panel, joins)).numbers == survivorship(three).numbers


def test_planted_zero_finds_nothing_among_donors(three):
    assert planted_zero(three, np.random.default_rng(1)).passed is True


def test_planted_zero_fails_where_the_donors_themselves_moved(three):
    narrow = replace(three, spread=replace(three.spread, mean=three.spread.mean + 3 * three.spread.se))

    assert planted_zero(narrow, np.random.default_rng(1)).passed is False


def test_planted_zero_is_not_tried_without_stored_donors(three):
    elsewhere = changed(three, donors=np.array([-1]), weights=np.array([1.0]))

    assert planted_zero(elsewhere, np.random.default_rng(1)).passed is None
