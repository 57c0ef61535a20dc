import numpy as np
import pytest
from scipy import optimize, stats

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.meta import random_effects, reml, restricted
from wealdstats.shrinkage import shrink
from wealdstats.simulate import simulate_effects

RNG = np.random.default_rng(7)
SE = RNG.uniform(0.5, 2.0, 12)
EFFECT = 3.0 + RNG.normal(0.0, 2.0, 12) + RNG.normal(0.0, SE)


def test_two_estimates_by_hand():
    # Mean 2, squared deviations 4 + 4, so a variance of 8 less the sampling variance of 1.
    found = random_effects(np.array([0.0, 4.0]), np.array([1.0, 1.0]))

    assert found.tau2 == pytest.approx(7.0)
    assert found.estimate == pytest.approx(2.0)
    assert found.se == pytest.approx(2.0)
    assert found.conf_int.upper == pytest.approx(2.0 + stats.t.ppf(0.975, 1) * 2.0)
    assert found.prediction.upper == pytest.approx(2.0 + stats.t.ppf(0.975, 1) * np.sqrt(11.0))
    assert found.p == pytest.approx(2.0 * stats.t.sf(1.0, 1))
    assert found.q == pytest.approx(8.0)
    assert found.q_p == pytest.approx(stats.chi2.sf(8.0, 1))
    assert found.i2 == pytest.approx(7.0 / 8.0)
    assert found.weights == pytest.approx([0.5, 0.5])


def test_variance_of_true_effects_is_where_the_likelihood_is_highest():
    best = optimize.minimize_scalar(
        lambda t: -restricted(EFFECT, SE**2, np.array([t]))[0], bounds=(0, 50), options={"xatol": 1e-9}
    )

    assert reml(EFFECT, SE**2) == pytest.approx(best.x, abs=1e-6)


def test_estimates_closer_than_chance_have_no_variance_of_true_effects():
    found = random_effects(np.array([1.0, 1.1, 0.9]), np.ones(3))

    assert (found.tau2, found.i2) == (0.0, 0.0)
    assert (found.tau2_interval.lower, found.tau2_interval.upper) == (0.0, 0.0)
    assert found.weights == pytest.approx(np.full(3, 1 / 3))


def test_an_interval_at_least_as_wide_as_the_plain_one():
    close = np.array([1.0, 1.1, 0.9]), np.ones(3)
    narrow, plain = random_effects(*close), random_effects(*close, at_least_plain=True)

    assert narrow.se == pytest.approx(0.1 / np.sqrt(3.0))
    assert plain.se == pytest.approx(1.0 / np.sqrt(3.0))
    apart = random_effects(EFFECT, SE)
    assert random_effects(EFFECT, SE, at_least_plain=True).se >= apart.se


def test_the_highest_of_two_tops_is_taken():
    # One precise estimate far from two vague ones: tops near 0 and far out.
    effect, variance = np.array([0.0, 0.05, 8.0, 8.5]), np.array([1e-4, 1e-4, 9.0, 9.0])
    grid = np.linspace(0.0, 100.0, 400_001)

    best = grid[restricted(effect, variance, grid).argmax()]

    assert reml(effect, variance) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize(
    ("effect", "se", "error", "told"),
    [
        ([1.0, 2.0], [1.0], InputError, "one standard error for each estimate"),
        ([[1.0, 2.0]], [[1.0, 1.0]], InputError, "two arrays of one length"),
        ([1.0, np.nan], [1.0, 1.0], InputError, "finite estimates"),
        ([1.0, 2.0], [1.0, 0.0], InputError, "positive standard errors"),
        ([1.0], [1.0], TooFewError, "2 estimates"),
        ([2.0, 2.0], [1.0, 1.0], NoVariationError, "they are all the same"),
    ],
)
def test_what_cannot_be_pooled_is_refused(effect, se, error, told):
    with pytest.raises(error, match=told):
        random_effects(np.array(effect), np.array(se))


def test_identical_estimates_are_pooled_where_the_plain_interval_is_asked_for():
    found = random_effects(np.array([2.0, 2.0]), np.array([1.0, 1.0]), at_least_plain=True)

    assert found.se == pytest.approx(np.sqrt(0.5))


def test_shrinking_draws_towards_the_mean_and_vague_estimates_further():
    found = shrink(np.array([0.0, 10.0, 20.0, 20.0]), np.array([4.0, 4.0, 4.0, 12.0]))

    assert 0.0 < found.effect[0] < found.mean
    assert found.mean < found.effect[3] < found.effect[2] < 20.0
    assert found.se[3] > found.se[2]
    assert found.wrong_sign[2] < found.wrong_sign[0] <= 0.5
    assert ((found.lower < found.effect) & (found.effect < found.upper)).all()


def test_precise_estimates_are_left_alone():
    effect = np.array([0.0, 10.0, 20.0])

    found = shrink(effect, np.full(3, 0.01))

    assert found.effect == pytest.approx(effect, abs=1e-3)
    assert found.se == pytest.approx(np.full(3, 0.01), rel=0.01)


def test_estimates_that_chance_explains_are_not_all_called_the_same():
    found = shrink(np.array([1.0, 1.2, 0.8, 1.1]), np.ones(4))

    assert found.tau == 0.0
    assert found.tau_mean > 0.1
    assert len(set(found.effect.round(6))) == 4


def test_shrinking_refuses_fewer_than_three():
    with pytest.raises(TooFewError, match="3 estimates"):
        shrink(np.array([1.0, 2.0]), np.ones(2))
    with pytest.raises(InputError, match="two arrays of one length"):
        shrink(np.ones((2, 2)), np.ones((2, 2)))


def test_simulated_effects_are_what_was_asked_for():
    world, again = (simulate_effects(4000, mean=3.0, tau=2.0, se=(1.0, 1.5), seed=5) for _ in range(2))

    assert np.array_equal(world.effect, again.effect)
    assert world.truth.mean() == pytest.approx(3.0, abs=0.15)
    assert world.truth.std() == pytest.approx(2.0, abs=0.1)
    assert (world.se.min() >= 1.0, world.se.max() <= 1.5) == (True, True)
    assert ((world.effect - world.truth) / world.se).std() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(("n", "given"), [(0, {}), (3, {"tau": -1.0}), (3, {"se": (0.0, 1.0)})])
def test_effects_that_cannot_be_drawn_are_refused(n, given):
    with pytest.raises(InputError, match="positive standard errors"):
        simulate_effects(n, seed=1, **given)
