"""Pooled, shrunken and equivalent effects on planted truth; bands from the binomial distribution."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.dividend.pooled import pooled_spread
from wealdstats.meta import random_effects
from wealdstats.shrinkage import shrink
from wealdstats.simulate import simulate_effects

pytestmark = pytest.mark.simulation


def rare(n, chance):
    """Counts that a chance of each leaves one time in two thousand, on either side."""
    return stats.binom.ppf(0.0005, n, chance), stats.binom.ppf(0.9995, n, chance)


@pytest.mark.parametrize(("n", "tau"), [(3, 0.0), (4, 2.0), (12, 1.0)])
def test_intervals_of_the_mean_hold_it(n, tau):
    trials, held, spread_held = 800, 0, 0
    for seed in range(trials):
        world = simulate_effects(n, mean=2.0, tau=tau, seed=seed)
        found = random_effects(world.effect, world.se, at_least_plain=True)
        held += not found.conf_int.excludes(2.0)
        spread_held += not found.tau2_interval.excludes(tau**2)

    # Without true differences the interval that is never below the plain one is on the safe side.
    assert rare(trials, 0.93)[0] <= held <= rare(trials, 0.95 if tau else 1.0)[1]
    assert spread_held >= rare(trials, 0.93)[0]


def test_the_next_site_lies_where_it_was_said_to():
    held = 0
    for seed in range(800):
        world = simulate_effects(11, mean=2.0, tau=2.0, seed=seed)
        found = random_effects(world.effect[:10], world.se[:10])
        held += not found.prediction.excludes(world.truth[10])

    low, high = rare(800, 0.95)
    assert low - 16 <= held <= high  # approximate by construction: two points in a hundred


@pytest.mark.parametrize("tau", [0.0, 1.5])
def test_shrunken_effects_are_closer_to_the_truth_and_those_picked_are_not_too_large(tau):
    raw = shrunken = picked_raw = picked = held = 0.0
    trials, n = 150, 30
    for seed in range(trials):
        world = simulate_effects(n, mean=0.5, tau=tau, seed=seed)
        found = shrink(world.effect, world.se)
        raw += ((world.effect - world.truth) ** 2).mean() / trials
        shrunken += ((found.effect - world.truth) ** 2).mean() / trials
        first = int((found.effect).argmax())
        picked_raw += (world.effect[first] - world.truth[first]) / trials
        picked += (found.effect[first] - world.truth[first]) / trials
        held += ((found.lower <= world.truth) & (world.truth <= found.upper)).sum()

    assert shrunken < 0.8 * raw
    assert picked_raw > 0.5
    assert abs(picked) < 0.35
    assert held >= 0.93 * trials * n


def test_signs_said_to_be_sure_are_wrong_as_rarely_as_said():
    wrong = sure = expected = 0.0
    for seed in range(200):
        world = simulate_effects(30, mean=0.5, tau=2.0, seed=seed)
        found = shrink(world.effect, world.se)
        sure_here = found.wrong_sign <= 0.05
        sure += sure_here.sum()
        expected += found.wrong_sign[sure_here].sum()
        wrong += (np.sign(found.effect) != np.sign(world.truth))[sure_here].sum()

    assert sure > 500
    assert wrong <= stats.poisson.ppf(0.9995, 1.2 * expected)


@pytest.mark.parametrize("correlation", [0.0, 0.6, 1.0])
def test_measures_however_correlated_are_rarely_called_too_small_where_they_matter(correlation):
    rng = np.random.default_rng(12)
    se, trials = np.array([0.2, 0.3, 0.35]), 4000
    spread = pooled_spread(se, np.inf, 1.0)
    shared, own = rng.normal(size=(trials, 1)), rng.normal(size=(trials, 3))
    noise = np.sqrt(correlation) * shared + np.sqrt(1.0 - correlation) * own
    effect = (1.0 + se * noise).mean(axis=1)  # exactly the smallest value that matters
    small = sum(spread.interval(each, 0.95).within(-1.0, 1.0) for each in effect.tolist())

    assert small <= rare(trials, 0.025)[1]


def test_a_known_correlation_gives_an_interval_of_exact_coverage():
    rng = np.random.default_rng(13)
    se, trials, correlation = np.array([1.0, 2.0, 1.5]), 4000, 0.4
    spread = pooled_spread(se, np.inf, correlation)
    noise = np.sqrt(correlation) * rng.normal(size=(trials, 1))
    noise = noise + np.sqrt(1.0 - correlation) * rng.normal(size=(trials, 3))
    held = sum(not spread.interval(each, 0.95).excludes(0.0) for each in (se * noise).mean(axis=1).tolist())

    low, high = rare(trials, 0.95)
    assert low <= held <= high
