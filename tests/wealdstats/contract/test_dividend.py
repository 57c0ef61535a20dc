"""What must hold of a dividend whatever the data: order, names, shifts and scales do not matter."""

from dataclasses import replace

import numpy as np
import pytest

from wealdstats.dividend import Rule, estimate_dividend, estimate_sector
from wealdstats.panel import Joins, Panel
from wealdstats.simulate import World, simulate

SECTOR = simulate(World(missing=0.02), seed=12)
COLUMNS = ("phase", "region", "local_authority")


def rebuilt(panel, values=None, order=None, names=None):
    order = np.arange(len(panel.units)) if order is None else order
    names = panel.units if names is None else names
    values = panel.values if values is None else values
    columns = {name: getattr(panel, name)[order] for name in COLUMNS}
    return Panel(tuple(names[row] for row in order), panel.years, values[order], **columns)


def estimated(panel, joins=SECTOR.joins, **more):
    return estimate_dividend(panel, joins, "T00", draws=60, seed=4, **more)


@pytest.fixture(scope="module")
def plain():
    return estimated(SECTOR.panel)


def same(one, other, shift=0.0, scale=1.0):
    assert other.att == pytest.approx(scale * one.att, abs=1e-8)
    assert other.se == pytest.approx(scale * one.se, rel=1e-8)
    assert other.p.two_sided == pytest.approx(one.p.two_sided, abs=1e-8)
    assert other.verdict == one.verdict
    assert np.allclose(other.calendar.observed, scale * one.calendar.observed + shift)
    assert np.allclose(other.event.upper, scale * one.event.upper)
    assert [check.passed for check in other.checks] == [check.passed for check in one.checks]


def test_order_of_schools_does_not_matter(plain):
    shuffled = np.random.default_rng(1).permutation(len(SECTOR.panel.units))

    other = estimated(rebuilt(SECTOR.panel, order=shuffled))

    same(plain, other)
    assert other.data_hash == plain.data_hash


def test_names_of_schools_do_not_matter(plain):
    names = [f"school {unit}" for unit in SECTOR.panel.units]
    joins = Joins(tuple(replace(join, unit=f"school {join.unit}") for join in SECTOR.joins.records))

    same(plain, estimated(rebuilt(SECTOR.panel, names=names), joins))


@pytest.mark.parametrize(("shift", "scale"), [(100.0, 1.0), (0.0, 0.25), (-40.0, 3.0)])
def test_shifting_and_scaling_the_measure_shifts_and_scales_the_answer(plain, shift, scale):
    moved = rebuilt(SECTOR.panel, values=SECTOR.panel.values * scale + shift)

    same(plain, estimated(moved), shift, scale)


def test_a_shock_to_a_whole_region_changes_nothing(plain):
    shocks = np.random.default_rng(1).normal(0.0, 20.0, SECTOR.panel.shape[1])

    other = estimated(rebuilt(SECTOR.panel, values=SECTOR.panel.values + shocks))

    assert other.att == pytest.approx(plain.att, abs=1e-8)
    assert other.p.two_sided == pytest.approx(plain.p.two_sided, abs=1e-8)


def test_an_effect_added_to_the_schools_is_added_to_the_estimate(plain):
    values = SECTOR.panel.values.copy()
    for join in SECTOR.joins.of("T00"):
        row = SECTOR.panel.positions()[join.unit]
        values[row, np.array(SECTOR.panel.years) >= join.first_year] += 7.0

    other = estimated(rebuilt(SECTOR.panel, values=values))

    assert other.att == pytest.approx(plain.att + 7.0)
    assert other.se == pytest.approx(plain.se)


def test_same_seed_same_answer_and_another_seed_hardly_another(plain):
    again = estimated(SECTOR.panel)
    other = estimate_dividend(SECTOR.panel, SECTOR.joins, "T00", draws=2000, seed=5)

    assert (again.att, again.se, again.p) == (plain.att, plain.se, plain.p)
    assert other.att == plain.att
    assert other.se == pytest.approx(plain.se, rel=0.3)


def test_nothing_given_is_changed():
    values = SECTOR.panel.values.copy()
    before = (SECTOR.panel.content_hash, SECTOR.joins.content_hash)

    estimate_sector(SECTOR.panel, SECTOR.joins, draws=20)

    assert (SECTOR.panel.content_hash, SECTOR.joins.content_hash) == before
    assert np.array_equal(values, SECTOR.panel.values, equal_nan=True)


def test_a_missing_year_is_left_out_not_filled_in(plain):
    for school in plain.schools:
        row = SECTOR.panel.positions()[school.unit]
        observed = ~np.isnan(SECTOR.panel.values[row])
        assert school.years.tolist() == np.array(SECTOR.panel.years)[observed].tolist()


def test_what_happens_to_other_trusts_schools_is_no_evidence(plain):
    values = SECTOR.panel.values.copy()
    for join in SECTOR.joins.records:
        if join.trust != "T00":
            values[SECTOR.panel.positions()[join.unit]] += 500.0

    other = estimated(rebuilt(SECTOR.panel, values=values))

    assert other.att == plain.att


def test_a_wider_level_gives_a_wider_interval(plain):
    wide = estimated(SECTOR.panel, rule=Rule(level=0.99))

    assert wide.conf_int.lower < plain.conf_int.lower
    assert wide.conf_int.upper > plain.conf_int.upper
