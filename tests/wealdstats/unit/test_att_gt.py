import math

import numpy as np
import pytest

from wealdstats.dividend.att_gt import att_gt
from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.panel import Panel

NEVER = np.inf


def panel_of(rows, years):
    units = [f"u{row:03}" for row in range(len(rows))]
    return Panel.from_long(np.repeat(units, len(years)), list(years) * len(rows), np.ravel(rows))


@pytest.fixture
def staggered():
    rng = np.random.default_rng(3)
    cohort = np.repeat([2017.0, 2018.0, 2020.0, NEVER], [8, 6, 5, 9])
    return panel_of(rng.normal(size=(28, 5)), range(2016, 2021)), cohort


def test_one_cohort_and_two_years_by_hand():
    # Changes of the treated 3 and 5, of the controls 1, 0 and 2.
    panel = panel_of([[0, 3], [0, 5], [1, 2], [0, 0], [4, 6]], (2016, 2017))

    effects = att_gt(panel, np.array([2017, 2017, NEVER, NEVER, NEVER]))

    assert effects.att.tolist() == [3.0]
    # Variances over n, not n − 1: 1 over 2 treated and 2/3 over 3 controls.
    assert effects.se == pytest.approx([math.sqrt(1 / 2 + (2 / 3) / 3)])
    assert (effects.n_treated.tolist(), effects.n_controls.tolist()) == ([2], [3])
    assert effects.simple.att == 3.0
    assert effects.simple.se == pytest.approx(effects.se[0])
    assert effects.simple.p_value == pytest.approx(math.erfc(3.0 / effects.se[0] / math.sqrt(2)))


def test_aggregates_by_hand():
    # Cohort 2017 (two units): effects 1 then 3; cohort 2018 (one unit, one control twice): effect 5.
    rows = [[0, 1.5, 3.5], [0, 0.5, 2.5], [0, 0, 5], [0, 0.1, -0.1], [0, -0.1, 0.1]]
    effects = att_gt(panel_of(rows, (2016, 2017, 2018)), np.array([2017, 2017, 2018, NEVER, NEVER]))

    assert effects.simple.att == pytest.approx((2 * 1 + 2 * 3 + 1 * 5) / 5)
    assert effects.by_group.atts == pytest.approx([2.0, 5.0])
    assert effects.by_group.att == pytest.approx((2 * 2 + 5) / 3)
    assert effects.by_event.at.tolist() == [-1, 0, 1]
    assert effects.by_event.atts == pytest.approx([0.0, (2 * 1 + 5) / 3, 3.0])
    assert effects.by_event.att == pytest.approx(((2 * 1 + 5) / 3 + 3.0) / 2)
    assert effects.by_calendar.at.tolist() == [2017, 2018]
    assert effects.by_calendar.atts == pytest.approx([1.0, (2 * 3 + 5) / 3])
    assert effects.by_calendar.att == pytest.approx((1.0 + 11 / 3) / 2)


def test_influence_sums_to_zero_and_gives_the_standard_error(staggered):
    effects = att_gt(*staggered)

    assert effects.influence.sum(axis=0) == pytest.approx(np.zeros(len(effects.att)), abs=1e-10)
    assert effects.se == pytest.approx(np.sqrt((effects.influence**2).sum(axis=0)) / effects.n_units)


def test_not_yet_treated_controls_are_those_treated_later(staggered):
    effects = att_gt(*staggered, control="not_yet")

    controls = {(g, t): n for g, t, n in zip(effects.group, effects.time, effects.n_controls, strict=True)}
    assert controls[2017, 2017] == 6 + 5 + 9
    assert controls[2017, 2018] == 5 + 9
    assert controls[2017, 2020] == 9
    assert controls[2020, 2017] == 6 + 9  # before its own treatment a cohort is no control of itself


def test_a_universal_base_is_the_last_year_before_treatment(staggered):
    panel, cohort = staggered

    effects = att_gt(panel, cohort, base="universal")

    chosen = (effects.group == 2020) & (effects.time == 2016)
    change = panel.values[:, 0] - panel.values[:, 3]
    assert effects.att[chosen][0] == pytest.approx(
        change[cohort == 2020].mean() - change[np.isinf(cohort)].mean()
    )
    assert not ((effects.group == 2020) & (effects.time == 2019)).any()


def test_anticipation_moves_the_base_back_and_drops_whom_it_leaves_without_one(staggered):
    panel, cohort = staggered

    effects = att_gt(panel, cohort, anticipation=1)

    chosen = (effects.group == 2018) & (effects.time == 2018)
    change = panel.values[:, 2] - panel.values[:, 0]
    assert effects.att[chosen][0] == pytest.approx(
        change[cohort == 2018].mean() - change[np.isinf(cohort)].mean()
    )
    assert effects.n_always_treated == 8
    assert 2017 not in effects.group


def test_units_with_a_hole_are_left_out_and_counted(staggered):
    panel, cohort = staggered
    holed = panel.values.copy()
    holed[0, 2] = np.nan

    effects = att_gt(panel.with_values(holed), cohort)
    without = att_gt(panel_of(panel.values[1:], panel.years), cohort[1:])

    assert (effects.n_incomplete, effects.n_units) == (1, 27)
    assert effects.att == pytest.approx(without.att)


def test_units_treated_after_the_last_year_are_controls(staggered):
    panel, cohort = staggered
    later = np.where(np.isinf(cohort), 2031.0, cohort)

    assert att_gt(panel, later).att == pytest.approx(att_gt(panel, cohort).att)


def test_units_treated_from_the_first_year_are_left_out(staggered):
    panel, cohort = staggered
    early = np.where(cohort == 2017, 2010.0, cohort)

    effects = att_gt(panel, early)

    assert effects.n_always_treated == 8
    assert sorted(set(effects.group.tolist())) == [2018, 2020]


def test_years_without_controls_are_left_out():
    rows = np.random.default_rng(5).normal(size=(8, 4))
    cohort = np.repeat([2018.0, 2019.0], 4)

    effects = att_gt(panel_of(rows, range(2016, 2020)), cohort, control="not_yet")

    assert 2019 not in effects.time[effects.group == 2018]
    assert 2019 not in effects.time[effects.group == 2019]


def test_gaps_between_years_stay_gaps():
    rows = np.random.default_rng(6).normal(size=(9, 3))

    effects = att_gt(panel_of(rows, (2017, 2018, 2023)), np.repeat([2021.0, NEVER], [4, 5]))

    assert effects.time.tolist() == [2018, 2023]
    assert effects.by_event.at.tolist() == [-3, 2]


@pytest.mark.parametrize(
    ("cohort", "options", "words"),
    [
        (np.full(27, 2018.0), {}, "first treated year"),
        (np.full(28, np.nan), {}, "first treated year"),
        (np.full(28, 2018.0), {"control": "donors"}, "never"),
        (np.full(28, 2018.0), {"base": "first"}, "varying"),
        (np.full(28, 2018.0), {"anticipation": -1}, "anticipation"),
    ],
)
def test_questions_that_cannot_be_read_are_refused(staggered, cohort, options, words):
    with pytest.raises(InputError, match=words):
        att_gt(staggered[0], cohort, **options)


@pytest.mark.parametrize("cohort", [np.full(28, 2018.0), np.full(28, NEVER), np.full(28, 2000.0)])
def test_without_treated_or_controls_there_is_no_answer(staggered, cohort):
    with pytest.raises(TooFewError, match="a cohort with a year before treatment"):
        att_gt(staggered[0], cohort)


def test_outcomes_without_spread_have_no_standard_error():
    panel = panel_of([[0, 2], [0, 2], [0, 1], [0, 1]], (2016, 2017))

    with pytest.raises(NoVariationError, match="vary within groups"):
        att_gt(panel, np.array([2017, 2017, NEVER, NEVER]))
