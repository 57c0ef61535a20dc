import numpy as np
import pytest

from wealdstats.errors import InputError
from wealdstats.simulate import Plant, Selection, Shocks, World, simulate

BIG = {"regions": 3, "authorities": 12, "schools": 25, "trusts": 30}


def joined_rows(sector):
    firsts = sector.joins.firsts()
    return np.array([unit in firsts for unit in sector.panel.units])


def test_same_seed_gives_the_same_sector_and_another_seed_another():
    first, again, other = (simulate(World(), seed=seed) for seed in (1, 1, 2))

    assert first.panel.content_hash == again.panel.content_hash
    assert first.joins == again.joins
    assert first.panel.content_hash != other.panel.content_hash


def test_plants_add_exactly_their_path_to_the_schools_of_their_trust():
    nothing = simulate(World(trusts=5), seed=3)
    planted = simulate(World(trusts=5, plants=tuple(Plant), size=10.0, small=1.0), seed=3)

    added = planted.panel.values - nothing.panel.values
    rows = planted.panel.positions()
    paths = {trust: added[rows[planted.joins.of(trust)[0].unit]] for trust in planted.joins.trusts}

    assert planted.plants["T01"] == Plant.DIVIDEND
    assert np.allclose(paths["T00"], 0.0)
    assert np.allclose(paths["T01"], [0, 0, 0, 10, 10, 10, 10])
    assert np.allclose(paths["T02"], [0, 0, 0, 10, 10, 0, 0])
    assert np.allclose(paths["T03"], [0, 0, 0, 1, 1, 1, 1])
    assert np.allclose(paths["T04"], [0, 0, 0, -10, -10, -10, -10])
    assert planted.att == {"T00": 0.0, "T01": 10.0, "T02": 5.0, "T03": 1.0, "T04": -10.0}


@pytest.mark.parametrize(
    ("selection", "lower"),
    [
        (Selection.LOW_LEVEL, True),
        (Selection.DIP, True),
        (Selection.PERMANENT_TRAIT, True),
        (Selection.NONE, False),
    ],
)
def test_selection_makes_joining_schools_start_lower(selection, lower):
    gaps = []
    for seed in range(10):
        sector = simulate(World(selection=selection, **BIG), seed=seed)
        before = sector.panel.values[:, :3].mean(axis=1)
        gaps.append(before[joined_rows(sector)].mean() - before[~joined_rows(sector)].mean())

    mean, error = np.mean(gaps), np.std(gaps, ddof=1) / np.sqrt(len(gaps))

    assert (mean < -3.0) if lower else (abs(mean) < 4 * error)


def test_trend_selection_makes_joining_schools_rise():
    sector = simulate(World(selection=Selection.TREND, n_pre=6, **BIG), seed=1)

    rise = sector.panel.values[:, -1] - sector.panel.values[:, 0]
    joined = joined_rows(sector)

    assert rise[joined].mean() > rise[~joined].mean() + 2.0


def test_deviations_have_the_autocorrelation_asked_for():
    world = World(ar=0.5, permanent_sd=0.0, region_sd=0.0, n_pre=20, **BIG)
    values = simulate(world, seed=1).panel.values

    assert np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel())[0, 1] == pytest.approx(0.5, abs=0.03)


def test_local_shocks_move_neighbours_together():
    calm = {"permanent_sd": 0.0, "noise_sd": 0.0, "region_sd": 0.0}
    values = simulate(World(shocks=Shocks.LOCAL_AUTHORITY, **calm, **BIG), seed=1).panel.values

    assert np.allclose(values[0], values[1])
    assert not np.allclose(values[0], values[25])


def test_missing_results_are_holes_and_trusts_may_start_in_different_years():
    sector = simulate(World(missing=0.2, stagger=3, **BIG), seed=1)
    years = {join.first_year for join in sector.joins.records}

    assert np.isnan(sector.panel.values).mean() == pytest.approx(0.2, abs=0.02)
    assert years == {2013, 2014, 2015, 2016}
    assert sector.first_year == 2013


@pytest.mark.parametrize("wrong", [{"ar": 1.0}, {"n_pre": 0}, {"missing": -0.1}, {"schools": 1}])
def test_world_refuses_what_cannot_be(wrong):
    with pytest.raises(InputError):
        World(**wrong)


@pytest.mark.parametrize("seed", range(6))
def test_trusts_take_what_is_left_where_schools_run_short(seed):
    world = World(regions=1, authorities=2, schools=8, trusts=2, trust_size=(4, 4), trust_authorities=(1, 1))

    sector = simulate(world, seed=seed)

    assert [len(sector.joins.of(trust)) for trust in sector.joins.trusts] == [4, 4]
