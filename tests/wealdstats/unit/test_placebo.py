from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from wealdstats.dividend.aggregate import event_paths_of, event_times, paths_of, placebo_atts
from wealdstats.dividend.bank import Traits
from wealdstats.dividend.placebo import Draws, _place
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import prepare
from wealdstats.dividend.store import Store
from wealdstats.errors import TooFewError
from wealdstats.panel import Joins, Panel
from wealdstats.simulate import World, simulate


@pytest.fixture
def drawn(fitted):
    draws = Draws(fitted.settings.store, fitted.schools)
    index = draws.draw(400, np.random.default_rng(1))
    rows = np.column_stack([bank.rows[index[:, i]] for i, bank in enumerate(draws.banks)])
    return fitted, draws, rows


def test_placebo_trusts_copy_how_schools_cluster_in_local_authorities(drawn):
    fitted, _, rows = drawn
    authority = fitted.settings.store.frame.authority
    pattern = sorted(Counter(school.place for school in fitted.schools).values())

    for trust in authority[rows]:
        assert sorted(Counter(trust.tolist()).values()) == pattern


def test_placebo_trusts_use_no_school_twice_and_only_controls_of_the_stratum(drawn):
    fitted, _, rows = drawn
    joined = fitted.settings.store.frame.owner >= 0

    assert all(len(set(trust)) == len(trust) for trust in rows.tolist())
    assert not joined[rows].any()
    assert (fitted.settings.store.frame.stratum[rows] == fitted.schools[0].stratum).all()


def test_stand_ins_resemble_their_school_more_than_just_anyone(fitted):
    alike, anyone = (Draws(fitted.settings.store, fitted.schools, alike=flag) for flag in (True, False))
    apart = []
    for draws in (alike, anyone):
        index = draws.draw(2000, np.random.default_rng(1))
        level = draws.banks[0].traits.level[index[:, 0]]
        apart.append(np.abs(level - fitted.schools[0].traits.level[0]).mean())

    assert apart[0] < 0.7 * apart[1]


def test_same_seed_draws_the_same_placebo_trusts(fitted):
    draws = Draws(fitted.settings.store, fitted.schools)

    first, again = (draws.draw(50, np.random.default_rng(9)) for _ in range(2))

    assert np.array_equal(first, again)


def small_sector(trusts=1, **more):
    world = World(
        regions=1, authorities=2, schools=16, trusts=trusts, trust_size=(2, 2), trust_authorities=(1, 1)
    )
    sector = simulate(world, seed=4)
    rule = Rule(donors=5, min_donors=3, min_schools=2, **more)
    settings = prepare(sector.panel, sector.joins, rule, 100, 1)
    return settings, list(fit_schools(settings.store, sector.joins.records).values())


def test_all_placebo_trusts_are_enumerated_where_there_are_few():
    settings, schools = small_sector()
    draws = Draws(settings.store, schools)

    every = draws.sample(1000, np.random.default_rng(1))
    some = draws.sample(20, np.random.default_rng(1))
    rows = np.column_stack([bank.rows[every.index[:, i]] for i, bank in enumerate(draws.banks)])

    assert every.enumerated
    assert not some.enumerated
    assert len({tuple(row) for row in rows.tolist()}) == len(rows)
    assert all(len(set(row)) == 2 for row in rows.tolist())
    # Eight nearest of each of two local authorities, the two schools' lists overlapping in part.
    assert 2 * 8 * 7 <= len(rows) <= 2 * 8 * 8


def test_local_authorities_are_used_twice_only_where_there_are_no_others():
    settings, schools = small_sector(trusts=3)
    spread_out = [replace(school, place=100 + i) for i, school in enumerate(schools[:3])]
    draws = Draws(settings.store, spread_out)

    drawn = draws.draw(30, np.random.default_rng(1))
    every = draws.sample(10**6, np.random.default_rng(1))

    assert drawn.shape == (30, 3)
    assert every.enumerated


def test_a_cluster_larger_than_any_local_authority_still_finds_stand_ins():
    settings, schools = small_sector(trusts=4)
    crowd = [replace(school, place=0) for school in schools * 3]
    draws = Draws(settings.store, crowd)

    assert draws.draw(10, np.random.default_rng(1)).shape == (10, len(crowd))


def test_routes_are_copied_where_known(fitted):
    panel, joins = fitted.sector.panel, fitted.sector.joins
    routes = dict(zip(panel.units, ["sponsored", "converter"] * (len(panel.units) // 2), strict=True))
    names = {"phase": panel.phase, "region": panel.region, "local_authority": panel.local_authority}
    columns = {name: dict(zip(panel.units, column.tolist(), strict=True)) for name, column in names.items()}
    units, years = np.repeat(panel.units, len(panel.years)), np.tile(panel.years, len(panel.units))
    known = Panel.from_long(
        units, years, panel.values.ravel(), route=routes, pupils=np.full(len(units), 30.0), **columns
    )
    settings = prepare(known, joins, Rule(), 100, 1)
    schools = list(fit_schools(settings.store, joins.of("T00")).values())

    draws = Draws(settings.store, schools)
    index = draws.draw(200, np.random.default_rng(1))

    for i, school in enumerate(schools):
        assert (draws.banks[i].traits.route[index[:, i]] == school.traits.route[0]).mean() > 0.9


def test_no_placebos_can_be_drawn_for_a_school_without_controls(fitted):
    rule = replace(fitted.settings.store.rule, donors=900, min_donors=900)
    store = Store(fitted.settings.store.frame, rule)

    with pytest.raises(TooFewError, match="two control schools"):
        Draws(store, fitted.schools)


def test_traits_of_one_school_can_be_taken_out():
    traits = Traits(np.arange(3.0), np.arange(3.0), np.arange(3.0), np.arange(3))

    assert traits.at(1).level.tolist() == [1.0]


def test_a_trusts_path_is_the_mean_of_its_schools_and_so_is_every_placebos(fitted):
    draws = Draws(fitted.settings.store, fitted.schools)
    picks = draws.sample(30, np.random.default_rng(1))

    paths = paths_of(fitted.schools, draws, picks, event_times(fitted.schools))
    by_hand = np.mean([bank.gap[picks.index[7, i]] for i, bank in enumerate(draws.banks)], axis=0)

    assert np.allclose(paths.gap, np.mean([school.result.gap for school in fitted.schools], axis=0))
    assert np.allclose(paths.placebo[7], by_hand)
    assert np.allclose(placebo_atts(fitted.schools, draws, picks.index), paths.placebo[:, 3:].mean(axis=1))


def test_event_paths_do_not_move_because_other_schools_are_seen():
    # A lasting effect of 20 in one cohort and none in the other, each seen in other event years.
    world = World(
        noise_sd=0.1, region_sd=0.0, n_pre=3, n_post=6, stagger=3, trusts=8, trust_authorities=(1, 1)
    )
    sector = simulate(world, seed=2)
    starts = {trust: sector.joins.of(trust)[0].first_year for trust in sector.joins.trusts}
    early = min(starts, key=starts.get)
    late = max(starts, key=starts.get)
    values = sector.panel.values.copy()
    for join in sector.joins.of(early):
        values[sector.panel.positions()[join.unit], np.array(sector.panel.years) >= join.first_year] += 20.0
    both = Joins(
        tuple(replace(join, trust="both") for trust in (early, late) for join in sector.joins.of(trust)),
        frozenset(
            join.unit for trust in starts if trust not in (early, late) for join in sector.joins.of(trust)
        ),
    )
    settings = prepare(sector.panel.with_values(values), both, Rule(), 50, 1)
    schools = list(fit_schools(settings.store, both.records).values())
    draws = Draws(settings.store, schools)
    picks = draws.sample(20, np.random.default_rng(1))

    held = event_paths_of(schools, draws, picks)
    plain = paths_of(schools, draws, picks, event_times(schools))
    after = held.times >= 0

    assert starts[early] < starts[late]
    assert np.ptp(held.gap[after]) < 2.0
    assert np.ptp(plain.gap[after]) > 4.0
    assert held.n_schools.tolist() == plain.n_schools.tolist()
    assert isinstance(sector.joins, Joins)


def test_every_local_authority_not_held_before_is_as_likely_as_the_next():
    wanted, rng = np.array([1, 3, 4, 6]), np.random.default_rng(1)
    held = [np.full(30_000, place) for place in (3, 0, 3)]

    first, later = _place(wanted, [], 30_000, rng), _place(wanted, held, 30_000, rng)

    # Four and three equally likely ones; bands of four standard errors.
    assert np.abs(np.bincount(first, minlength=7)[wanted] / 30_000 - 1 / 4).max() < 0.01
    assert np.abs(np.bincount(later, minlength=7)[[1, 4, 6]] / 30_000 - 1 / 3).max() < 0.011
    assert 3 not in later


def test_any_local_authority_is_drawn_where_all_were_held_before():
    wanted, rng = np.array([2, 5]), np.random.default_rng(1)

    drawn = _place(wanted, [np.full(1000, 2), np.full(1000, 5)], 1000, rng)

    assert set(drawn.tolist()) == {2, 5}
