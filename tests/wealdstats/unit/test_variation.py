"""Hand arithmetic of how schools differ."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.inference import benjamini_hochberg, benjamini_yekutieli
from wealdstats.variation import (
    RULES,
    between_school_variance,
    comparators,
    funnel_limits,
    positive_deviants,
    shrunken_residuals,
    variance_by_group,
    xmr_chart,
)
from wealdstats.variation.reml import Rows, fit, log_likelihood, maximise, q_profile

NAN = np.nan


def names(chart, row=None):
    return {(signal.rule.name, signal.year) for signal in chart.found(row)}


def test_with_equal_noise_the_variance_is_the_observed_one_less_the_noise():
    found = between_school_variance(np.array([30.0, 50.0, 70.0]), np.full(3, 30.0))

    assert found.tau2 == pytest.approx([370.0])
    assert found.se == pytest.approx([400.0])  # (τ² + v) √(2 / (n − 1))
    assert (found.mean, found.mean_se) == (pytest.approx([50.0]), pytest.approx([np.sqrt(400.0 / 3.0)]))
    low, high = 800.0 / stats.chi2.ppf([0.975, 0.025], 2) - 30.0
    assert (found.lower, found.upper) == (pytest.approx([low]), pytest.approx([high]))
    assert (found.noise.tolist(), found.n.tolist(), found.years.tolist()) == ([30.0], [3], [0])


def test_schools_that_differ_less_than_noise_would_make_them_do_not_differ():
    found = between_school_variance(np.array([49.9, 50.0, 50.1]), np.full(3, 100.0))

    assert found.tau2.tolist() == found.lower.tolist() == found.upper.tolist() == [0.0]
    assert between_school_variance(np.full(4, 7.0), np.ones(4)).upper.tolist() == [0.0]


def test_unequal_noise_is_solved_to_the_maximum():
    rng = np.random.default_rng(1)
    v, y = rng.uniform(1.0, 90.0, 30), rng.normal(0.0, 6.0, 30)
    rows = Rows(y, v, np.ones((30, 1)), np.zeros(30, np.int64))

    best = maximise(rows)

    grid = best * np.linspace(0.2, 3.0, 400)[:, None]
    assert log_likelihood(rows, fit(rows, best)) >= max(log_likelihood(rows, fit(rows, g)) for g in grid)
    for end, tail in zip(q_profile(rows, 0.9), (0.05, 0.95), strict=True):
        assert end == 0.0 or stats.chi2.sf(fit(rows, end).q, 29) == pytest.approx([tail])


def test_a_steep_likelihood_is_climbed_too():
    """Huge and tiny variances together: Fisher steps leave the bracket and bisection takes over."""
    v = np.array([1e-6, 1e-6, 1e-6, 1e6, 1e6, 1e6])
    y = np.array([0.0, 1e-2, 3e-2, 4e3, -4e3, 1e3])
    rows = Rows(y, v, np.ones((6, 1)), np.zeros(6, np.int64))

    best = maximise(rows)

    nearby = [best * factor for factor in (0.5, 0.99, 1.01, 2.0)]
    assert all(log_likelihood(rows, fit(rows, best)) >= log_likelihood(rows, fit(rows, b)) for b in nearby)


def test_each_year_stands_for_itself_and_the_path_has_a_trend():
    shape = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    value = np.column_stack([shape * 10.0, shape * 12.0, np.full(5, NAN), shape * 16.0])
    value[0, 1] = NAN

    found = between_school_variance(value, np.ones((5, 4)), years=[2016, 2017, 2018, 2020])

    alone = between_school_variance(value[:, 1], np.ones(5))
    assert found.tau2[1] == pytest.approx(alone.tau2[0])
    assert found.n.tolist() == [5, 4, 0, 5]
    assert np.isnan(found.tau2[2])
    kept = [0, 1, 3]
    assert found.trend == pytest.approx(np.polyfit(found.years[kept], found.sd[kept], 1)[0])
    assert found.trend_se > 0.0


def test_without_three_years_or_with_a_zero_there_is_no_trend():
    value = np.column_stack([np.arange(5.0), np.arange(5.0), np.zeros(5)])

    assert between_school_variance(value[:, :2], np.full((5, 2), 0.1)).trend is None
    assert between_school_variance(value, np.full((5, 3), 0.1)).trend_se is None


def test_groups_are_estimated_as_if_alone_and_small_ones_not():
    rng = np.random.default_rng(2)
    value, variance = rng.normal(0.0, 5.0, (12, 2)), rng.uniform(1.0, 4.0, (12, 2))
    group = ["b", "a", "b", "a", "b", "a", "c", "", "c", "b", "a", ""]

    found = variance_by_group(value, variance, group, years=[2018, 2019])

    assert found.groups == ("a", "b", "c")
    assert found.n.tolist() == [[4, 4], [4, 4], [2, 2]]
    rows = [g == "a" for g in group]
    alone = between_school_variance(value[rows], variance[rows])
    assert found.tau2[0] == pytest.approx(alone.tau2)
    assert found.upper[0] == pytest.approx(alone.upper)
    assert np.isnan(found.tau2[2]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"variance": np.array([1.0, 0.0, 1.0])},
        {"variance": np.ones(2)},
        {"value": np.array([1.0, np.inf, 2.0])},
        {"years": [2019, 2020]},
        {"covariates": np.ones(3)},
        {"covariates": np.ones((2, 1))},
        {"covariates": np.full(3, NAN)},
        {"level": 1.0},
    ],
)
def test_variance_refuses_what_it_cannot_use(wrong):
    given = {"value": np.array([1.0, 2.0, 5.0]), "variance": np.ones(3)} | wrong

    with pytest.raises(InputError):
        between_school_variance(**given)


def test_variance_refuses_too_few():
    with pytest.raises(TooFewError):
        between_school_variance(np.array([1.0, 2.0]), np.ones(2))
    with pytest.raises(TooFewError):
        variance_by_group(np.array([1.0, 2.0]), np.ones(2), ["a", "b"])
    with pytest.raises(InputError):
        variance_by_group(np.array([1.0, 2.0]), np.ones(2), ["a"])


def test_residuals_are_shrunk_by_the_noise_and_their_errors_hold_the_doubt_about_the_mean():
    value, variance = np.array([40.0, 50.0, 60.0, NAN]), np.full(4, 50.0)

    found = shrunken_residuals(value, variance)

    assert found.tau2 == pytest.approx(50.0)
    assert found.residual[:3] == pytest.approx([-5.0, 0.0, 5.0])
    # τ²(1 − B) + B² · 100/3, with B = ½.
    assert found.se[:3] == pytest.approx(np.sqrt([25.0 + 100.0 / 12.0] * 3))
    assert found.deleted[:3] == pytest.approx([-15.0, 0.0, 15.0])  # from the mean of the other two
    assert found.deleted_se[:3] == pytest.approx(np.sqrt([50.0 + 50.0] * 3))
    assert (found.used.tolist(), np.isnan(found.residual[3])) == ([True, True, True, False], True)


def test_coefficients_are_in_the_units_given():
    x = np.arange(10.0) * 7.0 + 300.0
    y = 5.0 - 0.25 * x + np.tile([1.0, -1.0], 5)

    found = shrunken_residuals(y, np.full(10, 0.1), x)

    assert found.coefficients == pytest.approx(np.polyfit(x, y, 1)[::-1])
    assert found.expected == pytest.approx(np.polyval(np.polyfit(x, y, 1), x))


def test_residuals_refuse_a_panel_and_too_few_schools():
    with pytest.raises(InputError):
        shrunken_residuals(np.ones((3, 2)), np.ones((3, 2)))
    with pytest.raises(TooFewError):
        shrunken_residuals(np.array([1.0, 2.0, NAN]), np.ones(3))


@pytest.mark.parametrize(("method", "adjust"), [("bh", benjamini_hochberg), ("by", benjamini_yekutieli)])
def test_deviants_are_those_whose_adjusted_p_value_is_at_most_q(method, adjust):
    rng = np.random.default_rng(3)
    value = 50.0 + rng.normal(0.0, 5.0, 60)
    value[[4, 9]] += 30.0
    value[20] = NAN

    found = positive_deviants(value, np.full(60, 4.0), q=0.1, floor=5.0, method=method)

    residuals = found.residuals
    p = stats.norm.sf((residuals.deleted - 5.0) / residuals.deleted_se)
    kept = residuals.used
    assert found.q_value[kept] == pytest.approx(adjust(p[kept]))
    assert {4, 9} <= set(found.rows.tolist()) == set(np.flatnonzero(found.q_value <= 0.1))
    assert np.isnan(found.p_value[20])


def test_against_the_usual_spread_fewer_deviate_and_lower_may_be_better():
    rng = np.random.default_rng(4)
    value = rng.normal(0.0, 5.0, 200)
    value[7] = -40.0

    expected = positive_deviants(value, np.full(200, 1.0), better="lower")
    usual = positive_deviants(value, np.full(200, 1.0), better="lower", against="usual")

    assert usual.rows.tolist() == [7]
    assert len(expected.rows) > 20


@pytest.mark.parametrize("wrong", [{"q": 0.0}, {"floor": -1.0}, {"against": "all"}, {"better": "more"}])
def test_deviants_refuse_what_they_cannot_use(wrong):
    with pytest.raises(InputError):
        positive_deviants(np.arange(5.0), np.ones(5), **wrong)


@pytest.mark.parametrize("target", [0.03, 0.5, 0.83])
def test_funnel_limits_are_the_outermost_counts_chance_leaves(target):
    size = np.array([1, 7, 30, 119])

    found = funnel_limits(size, target=target, levels=(0.95, 0.998))

    for level, lower, upper in zip(found.levels, found.lower, found.upper, strict=True):
        tail = (1.0 - level) / 2.0
        for n, low, high in zip(size, np.rint(lower * size), np.rint(upper * size), strict=True):
            assert stats.binom.cdf(low, n, target) > tail >= stats.binom.cdf(low - 1, n, target)
            assert stats.binom.sf(high - 1, n, target) > tail >= stats.binom.sf(high, n, target)


def test_a_school_on_a_limit_is_within_it_though_its_percentage_is_rounded():
    limits = funnel_limits(np.array([30]), target=0.5, levels=(0.95,))

    found = funnel_limits(np.array([30, 30]), np.array([0.333, 0.3]), target=0.5, levels=(0.95,))

    assert limits.lower[0, 0] == pytest.approx(10 / 30)
    assert found.outside.tolist() == [[False, True]]


def test_means_have_normal_limits_and_a_pupil_weighted_target():
    found = funnel_limits(np.array([25, 75]), np.array([90.0, 110.0]), kind="mean", sd=10.0, levels=(0.95,))

    assert found.target == pytest.approx(105.0)
    assert found.upper[0] == pytest.approx(105.0 + 1.959964 * np.array([2.0, 10.0 / np.sqrt(75.0)]))
    assert found.outside.tolist() == [[True, True]]


def test_over_dispersion_widens_the_funnel_by_a_factor_or_a_variance():
    size, value = np.full(40, 100), 100.0 + 4.0 * np.tile([1.0, -1.0], 20)
    given = {"kind": "mean", "sd": 20.0, "target": 100.0, "levels": (0.95,)}

    factor = funnel_limits(size, value, overdispersion="multiplicative", **given)
    added = funnel_limits(size, 3.0 * (value - 100.0) + 100.0, overdispersion="additive", **given)
    calm = funnel_limits(size, np.full(40, 100.0), overdispersion="multiplicative", **given)
    share = funnel_limits(
        np.full(4, 3), np.array([0.0, 1.0, 0.0, 1.0]), target=0.5, overdispersion="additive"
    )

    assert (factor.phi, factor.tau2) == (pytest.approx(4.0), 0.0)
    assert factor.upper[0, 0] == pytest.approx(100.0 + 1.959964 * 4.0)
    assert added.tau2 == pytest.approx(12.0**2 - 4.0)
    assert calm.phi == 1.0
    assert (share.lower.min(), share.upper.max()) == (0.0, 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": np.array([0, 3])},
        {"size": np.array([2.5, 3.0])},
        {"levels": (1.2,)},
        {"kind": "rate"},
        {"sd": 3.0},
        {"kind": "mean"},
        {"value": np.array([50.0, 60.0])},
        {"value": None},
        {"target": 1.0},
        {"overdispersion": "additive"},
    ],
)
def test_funnel_refuses_what_it_cannot_use(wrong):
    given = {"size": np.array([5, 9]), "value": np.array([0.5, 0.6])} | wrong

    with pytest.raises(InputError):
        funnel_limits(**given)


def test_limits_of_individuals_are_two_point_six_six_mean_ranges_from_the_mean():
    chart = xmr_chart(np.array([10.0, 12.0, 11.0, 14.0]), years=[2016, 2017, 2018, 2019])

    assert chart.upper == pytest.approx(11.75 + 2.6587 * 2.0, abs=1e-3)
    assert chart.range_upper == pytest.approx(3.2665 * 2.0, abs=1e-3)
    assert (chart.ranges, bool(chart.is_provisional)) == (3, True)
    median = xmr_chart(np.array([10.0, 12.0, 11.0, 14.0]), centre="median")
    assert median.upper == pytest.approx(11.75 + 3.145 * 2.0, abs=1e-3)


def test_no_range_is_taken_over_a_year_without_results():
    chart = xmr_chart(
        np.array([1.0, 2.0, 9.0, 8.0, NAN, 4.0, 5.0]), years=[*range(2016, 2019), *range(2020, 2024)]
    )

    assert np.isnan(chart.moving_range).tolist() == [True, False, False, True, True, True, False]
    assert chart.ranges == 3


SERIES = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])  # sigma .886, centre .5


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ("beyond_limits", [4.0]),
        ("two_of_three_beyond_two_sigma", [2.5, 0.5, 2.5]),
        ("two_of_three_beyond_two_sigma", [2.5, 2.5]),
        ("four_of_five_beyond_one_sigma", [1.6, 1.6, 0.0, 1.6, 1.6]),
        ("eight_on_one_side", [0.6] * 8),
        ("six_rising_or_falling", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6]),
        ("range_beyond_limit", [-1.4, 2.0]),
    ],
)
@pytest.mark.parametrize("side", [1.0, -1.0])
def test_each_rule_is_met_where_its_pattern_is_complete_and_not_over_a_gap(rule, after, side):
    series = np.concatenate([SERIES, [NAN], np.array(after)])
    series = np.where(side > 0, series, 1.0 - series)

    chart = xmr_chart(series, baseline=8)

    assert (rule, len(series) - 1) in names(chart)
    assert not any(year < len(series) - 1 for name, year in names(chart) if name == rule)
    if len(after) > 1:
        broken = xmr_chart(np.insert(series, -1, NAN), baseline=8)
        assert (rule, len(series)) not in names(broken)


def test_many_series_at_once_are_each_as_alone():
    table = np.random.default_rng(5).normal(size=(20, 12))
    table[3, 2:] = NAN

    charts = xmr_chart(table)

    for row in (0, 7, 19):
        alone = xmr_chart(table[row])
        assert charts.upper[row] == alone.upper
        assert names(charts, row) == names(alone)
    assert np.isnan(charts.upper[3])
    assert charts.signals.shape == (len(RULES), 20, 12)
    with pytest.raises(InputError):
        charts.found()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": np.zeros((2, 2, 2))},
        {"value": np.array([1.0, np.inf, 2.0])},
        {"value": np.array([])},
        {"value": np.float64(3.0)},
        {"years": [3, 2, 1, 0, 9]},
        {"baseline": 1},
        {"min_ranges": 1},
        {"centre": "mode"},
    ],
)
def test_charts_refuse_what_they_cannot_use(wrong):
    with pytest.raises(InputError):
        xmr_chart(**({"value": np.arange(5.0)} | wrong))


def test_charts_refuse_too_few_years():
    with pytest.raises(TooFewError):
        xmr_chart(np.array([1.0, 2.0, NAN, 4.0]))


def test_a_match_says_which_features_made_it():
    features = np.array([[10.0, 5.0], [10.5, 9.0], [20.0, 5.1], [40.0, 1.0], [41.0, 1.2], [90.0, 3.0]])

    found = comparators(features, k=2, names=("free meals", "size"))

    reasons = found.reasons(3, 0)
    assert found.neighbours[3, 0] == 4
    assert [(reason.feature, reason.own, reason.theirs, reason.as_near) for reason in reasons] == [
        ("free meals", 40.0, 41.0, 0.2),
        ("size", 1.0, 1.2, 0.2),
    ]
    assert (found.metric, found.shared[3].tolist()) == ("euclid", [1.0, 1.0])


def test_distance_is_over_shared_features_and_needs_enough_of_them():
    features = np.array([[0.0, 0.0, 0.0], [1.0, NAN, NAN], [2.0, 2.0, NAN], [NAN, NAN, 8.0], [4.0, 4.0, 4.0]])

    found = comparators(features, k=3, min_shared=0.6, kinds=("number", "number", "number"))

    assert found.neighbours[0].tolist() == [2, 4, -1]
    assert found.shared[0, 0] == pytest.approx(2.0 / 3.0)
    assert found.neighbours[1].tolist() == [-1, -1, -1]
    assert np.isnan(found.as_near[0, 0, 2])
    assert {reason.feature for reason in found.reasons(0, 0)} == {"feature 0", "feature 1"}
    z = 2.0 / np.nanstd(features, axis=0)[:2]
    assert found.distance[0, 0] == pytest.approx(np.sqrt((z**2).mean()))


def test_labels_are_equal_or_not_and_weights_and_strata_count():
    features = np.array([[0.0, 7.0], [10.0, 7.0], [1.0, 3.0], [2.0, 7.0]])
    kinds = ("number", "label")

    plain = comparators(features, k=1, kinds=kinds)
    light = comparators(features, k=1, kinds=kinds, weights=(0.99, 0.01))
    apart = comparators(features, k=2, kinds=kinds, within=["p", "p", "s", "s"], rows=[0])

    assert (plain.neighbours[0, 0], plain.distance[0, 0]) == (3, pytest.approx(0.1))
    assert light.neighbours[0, 0] == 2
    assert apart.neighbours.tolist() == [[1, -1]]
    alone = comparators(features, k=1, within=["p", "p", "p", "s"])
    assert alone.neighbours[3].tolist() == [-1]


def test_doubles_are_neighbours_of_each_other_never_of_themselves():
    features = np.vstack([np.zeros((9, 2)), np.arange(2.0)[None], [[5.0, 5.0]]])

    found = comparators(features, k=3)

    assert (found.neighbours != np.arange(11)[:, None]).all()
    assert (found.distance[:9] == 0.0).all()


def test_blocks_find_what_a_full_sort_finds():
    rng = np.random.default_rng(6)
    features = rng.normal(size=(3000, 3))
    features[::7, 1] = NAN

    found = comparators(features, k=4, rows=[0, 1, 2000], min_shared=0.5)

    z = features / np.nanstd(features, axis=0)
    for place, row in enumerate((0, 1, 2000)):
        far = np.sqrt(np.nanmean((z - z[row]) ** 2, axis=1))
        far[row] = np.inf
        assert found.neighbours[place].tolist() == np.argsort(far)[:4].tolist()
        assert found.distance[place] == pytest.approx(np.sort(far)[:4])


@pytest.mark.parametrize(
    "wrong",
    [
        {"features": np.ones(3)},
        {"k": 0},
        {"kinds": ("number", "text")},
        {"names": ("one",)},
        {"weights": (1.0, 0.0)},
        {"rows": [9]},
        {"within": ["a"]},
        {"min_shared": 0.0},
    ],
)
def test_comparators_refuse_what_they_cannot_use(wrong):
    with pytest.raises(InputError):
        comparators(**({"features": np.arange(6.0).reshape(3, 2)} | wrong))


def test_comparators_refuse_features_that_tell_nothing_and_a_school_alone():
    with pytest.raises(NoVariationError):
        comparators(np.array([[1.0, 2.0], [1.0, 3.0]]))
    with pytest.raises(NoVariationError):
        comparators(np.array([[1.0, NAN], [2.0, NAN]]))
    with pytest.raises(TooFewError):
        comparators(np.array([[1.0, 2.0]]))
