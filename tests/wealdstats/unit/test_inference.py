import numpy as np
import pytest
from scipy import stats

from wealdstats.errors import InputError
from wealdstats.inference import Clusters, Interval, Spread, p_values, spread_of, t_quantile

DRAWS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def test_interval_takes_off_what_placebos_show_on_average():
    spread = Spread(mean=1.0, sd=2.0, se=2.0, df=np.inf)

    interval = spread.interval(5.0, 0.95)

    assert interval.lower == pytest.approx(4.0 - 1.959964 * 2.0, abs=1e-5)
    assert interval.upper == pytest.approx(4.0 + 1.959964 * 2.0, abs=1e-5)


def test_interval_answers_for_values_and_ranges():
    interval = Interval(0.5, 1.5, 0.95)

    assert interval.excludes(0.0)
    assert not interval.excludes(1.0)
    assert interval.within(0.0, 2.0)
    assert not interval.within(1.0, 2.0)


def test_spread_widens_for_few_clusters_by_hand():
    # variance of the draws 2; clusters' part 1 from 5 of them: 2 + 1 * 2 / 4
    spread = spread_of(DRAWS, [Clusters(1.0, 5)], n_units=11)

    assert spread.sd == pytest.approx(np.sqrt(2.0))
    assert spread.se == pytest.approx(np.sqrt(2.5))
    assert spread.df == pytest.approx(2.5**2 / (1.5**2 / 10 + 1.0 / 4))


def test_spread_ignores_a_single_cluster_which_says_nothing_about_others():
    assert spread_of(DRAWS, [Clusters(1.0, 1)], 3) == spread_of(DRAWS, [], 3)


def test_spread_of_draws_that_never_differ_is_zero():
    spread = spread_of(np.ones(4), [], 4)

    assert (spread.sd, spread.se, spread.df) == (0.0, 0.0, np.inf)
    assert p_values(1.0, np.ones(4), spread).two_sided == 1.0
    assert p_values(2.0, np.ones(4), spread).z == np.inf


def test_spread_refuses_a_single_draw():
    with pytest.raises(InputError, match="two placebo draws"):
        spread_of(np.ones(1), [], 1)


def test_p_values_by_hand():
    p = p_values(1.5, DRAWS, spread_of(DRAWS, [], 1000))

    assert p.rank_upper == pytest.approx(2 / 6)
    assert p.rank_lower == pytest.approx(5 / 6)
    assert p.rank_two_sided == pytest.approx(3 / 6)
    assert p.z == pytest.approx(1.5 / np.sqrt(2.0))
    assert p.two_sided == max(p.rank_two_sided, p.z_two_sided)


def test_smallest_detectable_effect_is_found_with_the_power_asked_for():
    rng = np.random.default_rng(1)
    spread = Spread(0.0, 1.0, 1.0, np.inf)
    effect = spread.detectable(0.95, 0.8)

    found = (effect + rng.normal(size=40_000)) > spread.reach(0.95)

    assert found.mean() == pytest.approx(0.8, abs=4 * 0.002)


def test_doubt_widens_in_squares_and_is_no_matter_of_draws():
    plain, doubted = spread_of(DRAWS, [], 11), spread_of(DRAWS, [], 11, doubt=1.0)

    assert doubted.se == pytest.approx(np.sqrt(3.0))
    assert doubted.doubt == 1.0
    assert doubted.df > plain.df


def test_doubt_alone_leaves_an_interval():
    spread = spread_of(np.ones(4), [], 4, doubt=2.0)

    assert (spread.sd, spread.se, spread.df) == (0.0, 2.0, np.inf)


@pytest.mark.parametrize("ratio", [0.1, 0.3, 0.5])
def test_doubt_in_squares_is_as_long_as_a_bias_aware_interval(ratio):
    # The half-length that covers under the worst bias: the root of a noncentral chi-square quantile.
    exact = np.sqrt(stats.ncx2.ppf(0.95, 1, ratio**2))

    assert t_quantile(0.975, np.inf) * np.sqrt(1.0 + ratio**2) == pytest.approx(exact, rel=0.01)
