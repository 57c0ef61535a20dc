import numpy as np
import pytest

from wealdstats.dividend.asking import early_window, without_last
from wealdstats.dividend.donors import Window, pool_of, stands_for, window_of
from wealdstats.dividend.frame import frame_of
from wealdstats.dividend.nearest import choose
from wealdstats.dividend.rule import Counterfactual, Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import prepare
from wealdstats.panel import Join, Joins, Panel

YEARS = (2016, 2017, 2018, 2019)


def tiny(values, joins, rule=None, **more):
    """One stratum of schools named 00, 01, … over four years."""
    units = [f"{row:02d}" for row in range(len(values))]
    place = dict.fromkeys(units, "x")
    rows = (np.repeat(units, 4), np.tile(YEARS, len(units)), np.ravel(values))
    panel = Panel.from_long(*rows, phase=place, region=place, local_authority=place, **more)
    rule = rule or Rule(donors=2, min_donors=2)
    return frame_of(panel, joins, rule), rule, panel


def flat(*levels):
    return np.repeat(np.array(levels, dtype=float)[:, None], 4, axis=1)


def test_windows_are_cut_to_years_before_and_after():
    frame, _, _ = tiny(flat(1, 2), Joins(()))

    window = window_of(frame, 0, 2018, Rule(years_before=2, years_after=1))

    assert window == Window((0, 1, 2), 2)
    assert window.cut(np.array([False, True, True, True])) == Window((1, 2), 1)


def test_earlier_windows_give_up_years_before_joining_only():
    window = Window((0, 1, 2, 3, 4, 5), 4)

    assert early_window(window) == Window((0, 1, 2, 3), 2)
    assert without_last(window, 1) == Window((0, 1, 2, 4, 5), 3)
    assert without_last(Window((0, 1), 1), 2) == Window((1,), 0)


def test_outside_trusts_stand_those_that_never_joined_or_join_after_the_window():
    joins = Joins((Join("01", "T", 2019), Join("02", "T", 2020)), frozenset({"03"}))
    frame, rule, _ = tiny(flat(1, 2, 3, 4), joins)

    assert stands_for(frame, Window((0, 1, 2, 3), 2), rule).tolist() == [True, False, True, False]
    assert stands_for(frame, Window((0, 1, 2), 2), rule).tolist() == [True, True, True, False]


def test_inside_other_trusts_stand_those_that_joined_before_the_window():
    joins = Joins((Join("01", "T", 2016), Join("02", "T", 2017)), frozenset({"03"}))
    frame, _, _ = tiny(flat(1, 2, 3, 4), joins)
    rule = Rule(counterfactual=Counterfactual.INSIDE_OTHER_TRUSTS)

    assert stands_for(frame, Window((0, 1, 2, 3), 2), rule).tolist() == [False, True, False, False]


def test_donors_of_the_same_trust_are_never_asked_inside_other_trusts():
    joins = Joins(
        (Join("00", "T", 2018), Join("01", "T", 2015), Join("02", "U", 2015), Join("03", "V", 2014))
    )
    rule = Rule(donors=2, min_donors=2, counterfactual=Counterfactual.INSIDE_OTHER_TRUSTS)
    frame, _, _ = tiny(flat(5, 5, 9, 1), joins, rule)
    pool = pool_of(frame, 0, Window((0, 1, 2, 3), 2), rule)

    choice = choose(frame, np.array([0]), np.full((1, 4), 5.0), pool, rule)

    assert pool.rows[choice.index[choice.valid]].tolist() == [2, 3]


def test_the_nearest_in_level_and_dip_are_taken_and_never_the_school_itself():
    values = flat(10, 11, 30, 10.5, 80)
    values[3, 1] -= 6.0
    frame, rule, _ = tiny(values, Joins(()))
    pool = pool_of(frame, 0, Window((0, 1, 2, 3), 2), rule)

    choice = choose(frame, pool.rows[:1], pool.features[:1], pool, rule)

    assert pool.rows[choice.index[0]].tolist() == [1, 3]
    assert choice.far_enough.tolist() == [4]


@pytest.mark.parametrize("known", [True, False])
def test_the_tree_finds_the_donors_that_looking_at_everybody_finds(known):
    rng = np.random.default_rng(1)
    values = rng.normal(50.0, 9.0, (300, 4))
    units = [f"{row:02d}" for row in range(300)]
    # Most schools lie in one town: those lose more neighbours than the tree keeps in reserve.
    east = dict(zip(units, rng.normal(0.0, 3000.0, 300), strict=True))
    north = {unit: 0.0 for unit in units if known or unit > "2"}
    frame, _, _ = tiny(values, Joins(()), easting=east, northing=north)
    rule = Rule(donors=10, min_donors=5)
    window = Window((0, 1, 2, 3), 2)
    pool = pool_of(frame, 0, window, rule)

    choice = choose(frame, pool.rows, pool.features, pool, rule)

    for row in range(0, 300, 7):
        apart = ((pool.features - pool.features[row]) ** 2).sum(axis=1)
        far = ~(np.hypot(*(frame.metres - frame.metres[row]).T) < 2000.0) & (np.arange(300) != row)
        nearest = np.flatnonzero(far)[np.argsort(apart[far])[:10]]
        assert choice.index[row].tolist() == sorted(nearest.tolist())
        assert choice.far_enough[row] == far.sum()
    assert choice.valid.all()


def test_donors_within_the_spillover_distance_are_left_out():
    units = ["00", "01", "02"]
    metres = {
        "easting": dict(zip(units, (0.0, 500.0, 9000.0), strict=True)),
        "northing": dict.fromkeys(units, 0.0),
    }
    frame, rule, _ = tiny(flat(1, 1, 5), Joins(()), **metres)
    pool = pool_of(frame, 0, Window((0, 1, 2, 3), 2), rule)

    choice = choose(frame, pool.rows[:1], pool.features[:1], pool, rule)

    assert choice.far_enough.tolist() == [1]
    assert pool.rows[choice.index[choice.valid]].tolist() == [2]


def test_an_empty_pool_gives_no_donors():
    frame, rule, _ = tiny(flat(1, 1), Joins((), frozenset({"00", "01"})))
    pool = pool_of(frame, 0, Window((0, 1, 2, 3), 2), rule)

    choice = choose(frame, np.array([0]), np.ones((1, 4)), pool, rule)

    assert choice.valid.shape == (1, 0)
    assert pool.counts == (2, 2, 2, 2, 0, 0)


@pytest.fixture
def crowd():
    rng = np.random.default_rng(1)
    return rng.normal(50.0, 5.0, (12, 4))


def reasons(values, joins, **more):
    rule = Rule(donors=4, min_donors=more.pop("min_donors", 3))
    _, _, panel = tiny(values, joins, rule, **more)
    settings = prepare(panel, joins, rule, 100, 1)
    return [getattr(fit, "reason", "fitted") for fit in fit_schools(settings.store, joins.records).values()]


def test_schools_are_left_out_with_the_reason(crowd):
    crowd[1, :2] = np.nan
    crowd[2, 2:] = np.nan
    joins = Joins(
        (
            Join("00", "T", 2018),
            Join("01", "T", 2018),
            Join("02", "T", 2018),
            Join("03", "T", 2017),
            Join("03", "U", 2018),
            Join("99", "T", 2018),
        )
    )

    assert reasons(crowd, joins) == [
        "fewer than 2 observed years before joining",
        "fewer than 2 observed years from joining on",
        "fewer than 2 observed years before joining",
        "it had been in another trust before",
        "no results for this measure",
        "fitted",
    ]


def test_a_school_whose_place_is_not_known_is_left_out(crowd):
    joins = Joins((Join("00", "T", 2018),))
    rule = Rule(donors=4, min_donors=3)
    units = [f"{row:02d}" for row in range(12)]
    rows = (np.repeat(units, 4), np.tile(YEARS, 12), crowd.ravel())
    known = dict.fromkeys(units[1:], "x")
    panel = Panel.from_long(*rows, phase=known, region=known, local_authority=known)

    fits = fit_schools(prepare(panel, joins, rule, 100, 1).store, joins.records)

    assert [fit.reason for fit in fits.values()] == ["phase, region or local authority not known"]


def test_too_few_controls_for_placebos_are_said_to_be_too_few(crowd):
    joins = Joins((Join("00", "T", 2018),))

    assert reasons(crowd[:4], joins, min_donors=4) == ["too few schools to draw placebos from"]


def test_a_school_surrounded_by_neighbours_has_too_few_donors(crowd):
    # School 00 lies among nine of the eleven others; those have each other's far halves.
    east = {f"{row:02d}": 0.0 if row == 0 else (1500.0 if row < 6 else -1500.0) for row in range(12)}
    metres = {"easting": east, "northing": dict.fromkeys(east, 0.0)}
    joins = Joins((Join("00", "T", 2018), Join("11", "T", 2018)))

    assert reasons(crowd, joins, **metres) == ["fewer than 3 donors", "fitted"]
    assert reasons(crowd, Joins(joins.records[:1]), **metres) == ["fewer than 3 donors"]


def test_schools_fitted_in_small_blocks_get_the_same_fits(fitted):
    store, joins = fitted.settings.store, fitted.sector.joins.records

    whole, cut = fit_schools(store, joins), fit_schools(store, joins, block=1)

    assert list(whole) == list(cut)
    assert [fit.result.att for fit in whole.values()] == [fit.result.att for fit in cut.values()]
