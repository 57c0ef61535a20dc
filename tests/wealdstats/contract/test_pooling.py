"""What must not matter to pooled and shrunken effects: order, unit, origin, the input itself."""

import numpy as np
import pytest

from wealdstats.dividend import SiteEffect, practice_effect
from wealdstats.meta import random_effects
from wealdstats.shrinkage import shrink

RNG = np.random.default_rng(9)
SE = RNG.uniform(0.5, 2.0, 15)
EFFECT = RNG.normal(1.0, 2.0, 15)


def means(found):
    return np.array([found.estimate, found.se, np.sqrt(found.tau2), found.prediction.upper])


def test_order_does_not_matter():
    order = RNG.permutation(15)

    assert means(random_effects(EFFECT[order], SE[order])) == pytest.approx(means(random_effects(EFFECT, SE)))
    assert shrink(EFFECT[order], SE[order]).effect == pytest.approx(shrink(EFFECT, SE).effect[order])


@pytest.mark.parametrize("factor", [1000.0, 1e-6])
def test_another_unit_scales_the_answer(factor):
    one, other = random_effects(EFFECT, SE), random_effects(EFFECT * factor, SE * factor)

    assert means(other) == pytest.approx(factor * means(one), rel=1e-9)
    assert (other.p, other.i2) == pytest.approx((one.p, one.i2))
    assert shrink(EFFECT * factor, SE * factor).lower == pytest.approx(factor * shrink(EFFECT, SE).lower)


def test_mirrored_effects_give_mirrored_answers():
    assert random_effects(-EFFECT, SE).estimate == pytest.approx(-random_effects(EFFECT, SE).estimate)
    assert shrink(-EFFECT, SE).upper == pytest.approx(-shrink(EFFECT, SE).lower, abs=1e-6)


def test_a_shift_shifts_means_and_leaves_differences():
    one, other = random_effects(EFFECT, SE), random_effects(EFFECT + 50.0, SE)

    assert other.estimate == pytest.approx(one.estimate + 50.0)
    assert (other.tau2, other.q) == pytest.approx((one.tau2, one.q))
    assert shrink(EFFECT + 50.0, SE).effect == pytest.approx(shrink(EFFECT, SE).effect + 50.0)


def test_every_estimate_twice_leaves_the_mean():
    twice = random_effects(np.tile(EFFECT, 2), np.tile(SE, 2))

    assert twice.estimate == pytest.approx(random_effects(EFFECT, SE).estimate, abs=0.05)
    assert twice.se < random_effects(EFFECT, SE).se


def test_nothing_given_is_changed_and_nothing_given_back_can_be():
    effect, se = EFFECT.copy(), SE.copy()
    found = shrink(effect, se)
    weights = random_effects(effect, se).weights

    assert np.array_equal(effect, EFFECT)
    assert np.array_equal(se, SE)
    with pytest.raises(ValueError, match="read-only"):
        found.effect[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 0.0


def test_names_and_order_of_sites_do_not_matter():
    sites = [SiteEffect(f"T{i:02}", float(EFFECT[i]), float(SE[i]), 3) for i in range(15)]
    renamed = [SiteEffect(f"Z{99 - i}", site.effect, site.se, 3) for i, site in enumerate(sites)]

    one, other = practice_effect(sites), practice_effect(renamed)

    assert means(other.pooled) == pytest.approx(means(one.pooled))
    assert [site.site for site in other.sites] == sorted(site.site for site in renamed)
