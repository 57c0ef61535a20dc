import numpy as np
import pytest

from wealdstats.dividend.frame import NEVER, UNDATED, frame_of
from wealdstats.dividend.rule import Rule, Scale
from wealdstats.errors import InputError
from wealdstats.panel import Join, Joins, Panel

PLACE = dict.fromkeys("abcd", "x")


def panel_of(values, **more):
    units = np.repeat(list("abcd"), 2)
    years = np.tile([2017, 2018], 4)
    return Panel.from_long(
        units, years, np.ravel(values), phase=PLACE, region=PLACE, local_authority=PLACE, **more
    )


VALUES = [[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [np.nan, 5.0]]


def test_first_years_tell_never_joined_from_undated():
    joins = Joins((Join("a", "T1", 2018), Join("a", "T2", 2020)), frozenset({"b"}))

    frame = frame_of(panel_of(VALUES), joins, Rule())

    assert frame.first.tolist() == [2018, UNDATED, NEVER, NEVER]
    assert frame.owner.tolist() == [0, -1, -1, -1]


def test_scores_within_a_year_have_mean_0_and_spread_1_and_keep_holes():
    frame = frame_of(panel_of(VALUES), Joins(()), Rule(scale=Scale.Z_WITHIN_YEAR))

    assert np.isnan(frame.values[3, 0])
    assert frame.values[:3, 0] == pytest.approx([-np.sqrt(1.5), 0.0, np.sqrt(1.5)])
    assert frame.values[:, 1].tolist() == [0.0] * 4


def test_ranks_within_a_year_lie_between_0_and_1():
    frame = frame_of(panel_of(VALUES), Joins(()), Rule(scale=Scale.RANK_WITHIN_YEAR))

    assert frame.values[:3, 0] == pytest.approx([1 / 6, 3 / 6, 5 / 6])
    assert frame.values[:, 1].tolist() == [0.5] * 4


def test_rescaling_leaves_an_empty_year_empty():
    values = np.array(VALUES)
    values[:, 0] = np.nan

    frame = frame_of(panel_of(values), Joins(()), Rule(scale=Scale.Z_WITHIN_YEAR))

    assert np.isnan(frame.values[:, 0]).all()


def test_schools_of_different_kind_are_different_strata():
    frame = frame_of(panel_of(VALUES, kind={"b": "special"}), Joins(()), Rule())

    assert frame.stratum.tolist() == [0, 1, 0, 0]


def test_routes_sizes_and_places_are_read_where_known():
    panel = panel_of(
        VALUES,
        route={"a": "sponsored", "c": "converter"},
        easting={"a": 0.0, "b": 3000.0, "c": 0.0},
        northing={"a": 0.0, "b": 4000.0, "c": 1000.0},
        pupils=[10.0, 30.0, 20.0, np.nan, 5.0, 5.0, np.nan, np.nan],
    )

    frame = frame_of(panel, Joins(()), Rule())
    near = frame.too_near(np.array([0]), np.array([1, 2, 3]), 2.0)

    assert frame.route.tolist() == [1, -1, 0, -1]
    assert np.exp(frame.size[:3]) == pytest.approx([20.0, 20.0, 5.0])
    assert np.isnan(frame.size[3])
    assert near.tolist() == [[False, True, False]]
    assert frame.too_near(np.array([0]), np.array([1]), 0.0) is None


def test_a_year_most_schools_lack_is_not_covered():
    values = np.array(VALUES)
    values[1:3, 0] = np.nan

    frame = frame_of(panel_of(values), Joins(()), Rule())

    assert frame.covered.tolist() == [[False, True]]


def test_a_stratum_without_any_result_is_covered_in_no_year():
    frame = frame_of(panel_of(np.full((4, 2), np.nan)), Joins(()), Rule())

    assert not frame.covered.any()


@pytest.mark.parametrize("wrong", [{"level": 95.0}, {"donors": 5, "min_donors": 10}, {"floor": -1.0}])
def test_rule_refuses_choices_out_of_range(wrong):
    with pytest.raises(InputError):
        Rule(**wrong)


def test_rule_describes_itself_by_name():
    described = Rule(donors=12).described()

    assert described["donors"] == 12
    assert described["floor"] is None
