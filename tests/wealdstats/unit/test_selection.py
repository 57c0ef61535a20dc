import numpy as np
import pytest

from wealdstats.dividend.frame import frame_of
from wealdstats.dividend.rule import Counterfactual, Rule
from wealdstats.dividend.selection import lean_of, reversion_of
from wealdstats.dividend.settings import prepare
from wealdstats.panel import Join, Joins, Panel
from wealdstats.simulate import Selection, World, simulate


def frame(values, joins, rule):
    units = [f"{row:02d}" for row in range(len(values))]
    place = dict.fromkeys(units, "x")
    rows = (np.repeat(units, 4), np.tile([2016, 2017, 2018, 2019], len(units)), np.ravel(values))
    return frame_of(Panel.from_long(*rows, phase=place, region=place, local_authority=place), joins, rule)


def test_lean_is_the_mean_distance_before_joining_by_hand():
    values = np.array([[40.0, 44.0, 90.0, 90.0], [50.0, 50.0, 0.0, 0.0], [52.0, 54.0, 0.0, 0.0]])
    joins = Joins((Join("00", "T", 2018),))

    # Others averaged 51 and 52 in the two years before.
    assert lean_of(frame(values, joins, Rule()), Rule()) == pytest.approx(-9.5)


def test_lean_inside_other_trusts_is_taken_from_schools_in_trusts():
    values = np.array([[40.0, 44.0, 90.0, 90.0], [50.0, 50.0, 0.0, 0.0], [52.0, 54.0, 0.0, 0.0]])
    joins = Joins((Join("00", "T", 2018), Join("02", "U", 2015)))
    rule = Rule(counterfactual=Counterfactual.INSIDE_OTHER_TRUSTS)

    assert lean_of(frame(values, joins, rule), rule) == pytest.approx(-11.0)


def test_nobody_leans_where_nobody_can_be_compared():
    joins = Joins((Join("00", "T", 2017), Join("01", "U", 2018)))

    assert lean_of(frame(np.ones((2, 4)), joins, Rule()), Rule()) == 0.0


def test_reversion_is_one_minus_the_slope_and_stays_between_0_and_1():
    before = np.array([-1.0, 0.0, 1.0])

    assert reversion_of(before, 0.75 * before) == pytest.approx(0.25)
    assert reversion_of(before, 2.0 * before) == 0.0
    assert reversion_of(before, -before) == 1.0
    assert reversion_of(np.ones(3), before) == 0.0


def test_doubt_is_large_only_where_schools_were_selected():
    size = {"regions": 3, "authorities": 12, "schools": 25, "trusts": 12}
    leans = []
    for selection in (Selection.NONE, Selection.PERMANENT_TRAIT):
        sector = simulate(World(selection=selection, **size), seed=3)
        leans.append(prepare(sector.panel, sector.joins, Rule(), 20, 1).lean)

    assert abs(leans[0]) < 2.5
    assert leans[1] < -3.0
