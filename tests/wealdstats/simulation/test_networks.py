"""A practice that travels along ties is found to; one that shared contexts spread is not."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.networks import Travel, conductivity
from wealdstats.simulate import DiffusionWorld, diffuse

WORLDS = 40


def spread(world, *, flags=True):
    found = []
    for seed in range(WORLDS):
        seen = diffuse(world, seed=seed)
        made = seen.by_adopting if flags else None
        given = (seen.person, seen.adopted, seen.context, seen.a, seen.b)
        found.append(conductivity(*given, formed=seen.formed, by_adopting=made, draws=39, seed=seed))
    return found


def shares(found):
    return np.mean([each.travel is Travel.ALONG_TIES for each in found])


def covered(found, ratio):
    return sum(not each.interval.excludes(ratio) for each in found)


# What 40 draws of a true 95 % show in all but one of ten thousand cases.
LEAST_COVERED = stats.binom.ppf(1e-4, WORLDS, 0.95)
MOST_FALSE = stats.binom.ppf(1 - 1e-4, WORLDS, 0.025) / WORLDS


@pytest.mark.simulation
@pytest.mark.parametrize(
    "world",
    [DiffusionWorld(ratio=3.0, shock=0.8), DiffusionWorld(ratio=2.0, people=900, contexts=45, shock=0.8)],
)
def test_travel_is_found_where_it_was_planted_with_its_size(world):
    found = spread(world)

    assert shares(found) >= 0.9
    assert covered(found, world.ratio) >= LEAST_COVERED


@pytest.mark.simulation
def test_a_shared_context_alone_is_not_taken_for_travel():
    found = spread(DiffusionWorld(ratio=1.0, shock=1.2))

    assert shares(found) <= MOST_FALSE
    assert covered(found, 1.0) >= LEAST_COVERED
    # Without regard to contexts it would have been.
    assert np.mean([each.context_alone for each in found]) >= 0.5
    assert np.mean([each.crude.interval.lower > 1.0 for each in found]) >= 0.5


@pytest.mark.simulation
def test_ties_that_adopting_made_are_a_trap_and_left_out():
    world = DiffusionWorld(ratio=1.0, made=0.7)

    assert shares(spread(world)) <= MOST_FALSE
    assert shares(spread(world, flags=False)) >= 0.9


@pytest.mark.simulation
def test_the_permuted_networks_show_what_independent_people_would():
    found = spread(DiffusionWorld(ratio=1.0))

    z = np.array([each.within.z for each in found])
    p = np.array([each.within.p_value for each in found])
    assert np.mean([each.within.dispersion for each in found]) == pytest.approx(1.0, abs=0.1)
    assert abs(z.mean()) < 4.0 / np.sqrt(WORLDS)
    assert stats.kstest(p, "uniform").pvalue > 1e-3
