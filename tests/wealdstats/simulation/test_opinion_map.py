"""Planted camps and bridges are found; a single cloud or line is left whole. Bands are binomial."""

import numpy as np
import pytest

from wealdstats.errors import InputError
from wealdstats.opinion import opinion_map, support_by_stratum
from wealdstats.opinion.partition import agreement
from wealdstats.simulate import OpinionWorld, simulate_opinions


def mapped(world, seed):
    drawn = simulate_opinions(world, seed=seed)
    return drawn, opinion_map(drawn.person, drawn.statement, drawn.vote, seed=seed)


@pytest.mark.simulation
@pytest.mark.parametrize("camps", [(1, 1), (3, 2, 2)])
def test_camps_are_found_with_their_people_bridges_and_divisions(camps):
    world = OpinionWorld(people=160, camps=camps)
    for seed in range(3):
        drawn, found = mapped(world, seed)

        placed = found.groups >= 0
        assert found.k == len(camps)
        assert agreement(found.groups[placed], drawn.camp[found.person[placed]]) > 0.6
        assert drawn.is_bridge[found.most_agreed(5)].mean() >= 0.8
        assert drawn.divides[found.most_divisive(5)].all()


@pytest.mark.simulation
def test_where_nobody_belongs_to_a_camp_none_is_found():
    # Three of ten would happen with 1 % at the stated 5 %.
    world = OpinionWorld(people=100, statements=30, conviction=0.0)

    assert sum(mapped(world, seed)[1].k > 1 for seed in range(8)) < 3


@pytest.mark.simulation
@pytest.mark.parametrize("temper", [1.0, 2.0])
def test_a_spectrum_is_not_cut_in_two_however_strongly_it_is_held(temper):
    # Three of eight would happen with 1 % at the stated 5 %.
    world = OpinionWorld(people=100, camps=(1,), temper=temper)

    assert sum(mapped(world, seed)[1].k > 1 for seed in range(8)) < 3


def test_intervals_of_support_hold_the_truth_as_often_as_they_say():
    # 40 statements x 2 strata x 5 conversations of full coverage: 400 intervals of 95 %.
    world = OpinionWorld(people=120, statements=40, share_seen=1.0, spread_seen=0.0, passes=0.0, camps=(1, 1))
    held = []
    for seed in range(5):
        drawn = simulate_opinions(world, seed=seed)
        found = support_by_stratum(drawn.person, drawn.statement, drawn.vote, drawn.camp[drawn.person])
        held.append((found.lower <= drawn.chance) & (drawn.chance <= found.upper))

    assert 0.92 <= np.mean(held) <= 0.985


def test_simulated_conversation_is_what_its_world_says():
    world = OpinionWorld(people=2000, statements=50, camps=(3, 1), passes=0.2, revised=0.1, share_seen=0.4)

    drawn = simulate_opinions(world, seed=3)

    first = np.unique(drawn.person * 50 + drawn.statement, return_index=True)[1]
    assert np.mean(drawn.camp == 0) == pytest.approx(0.75, abs=0.04)
    assert (drawn.is_bridge.sum(), drawn.divides.sum()) == (10, 30)
    assert np.mean(drawn.vote == 0) == pytest.approx(0.2, abs=0.01)
    assert len(first) / len(drawn.vote) == pytest.approx(1 / 1.1, abs=0.01)
    assert len(first) / (2000 * 50) == pytest.approx(0.4, abs=0.03)
    assert (drawn.chance[:, drawn.is_bridge] > 0.85).all()
    assert (np.ptp(drawn.chance[:, drawn.divides], axis=0) > 0.5).all()


@pytest.mark.parametrize(
    "change", [{"people": 1}, {"camps": ()}, {"camps": (1, 0)}, {"bridges": 0.7, "neutral": 0.7}]
)
def test_world_that_cannot_be_is_refused(change):
    with pytest.raises(InputError):
        OpinionWorld(**change)
