"""Rings nobody declared: found where planted, not where there are camps, subjects or nothing."""

import numpy as np
import pytest
from scipy import sparse

from wealdstats.errors import InputError
from wealdstats.opinion import bridge, rings, update_bridge
from wealdstats.opinion.bridging_fit import tabulate
from wealdstats.opinion.rings import Endorsements, co_endorsing_groups, endorsements
from wealdstats.simulate import RingWorld, simulate_ratings


def rows(rated):
    return rated.rater, rated.item, rated.rating


def members(found, rated):
    """How many of a ring are found, and how many others."""
    named = found.rater[found.ring >= 0]
    return int(np.isin(named, rated.ring).sum()), int((~np.isin(named, rated.ring)).sum())


@pytest.mark.parametrize(
    "world",
    [RingWorld(ring=20), RingWorld(ring=20, spanning=False), RingWorld(ring=40, density=0.5)],
    ids=["clique", "one camp", "diffuse"],
)
def test_a_ring_is_found_and_its_lift_taken_off(world):
    rated = simulate_ratings(world, seed=3)

    found, trusting = bridge(*rows(rated)), bridge(*rows(rated), detect=False)

    there, others = members(found, rated)
    assert there >= 0.85 * world.ring
    assert others <= 3
    lifted = rated.ring_items
    assert (found.independent_voices[lifted] < found.raters_heard[lifted] - there // 3).all()
    assert (found.intercept[lifted] < trusting.intercept[lifted]).all()
    assert (found.status[lifted] != "endorsed").all()


def test_two_rings_are_both_found():
    first, second = (simulate_ratings(RingWorld(ring=15), seed=seed) for seed in (1, 2))
    poorest = np.argsort(first.quality)[:30]
    others = np.sort(poorest[~np.isin(poorest, first.ring_items)][:8])
    said = ~second.honest
    item = others[np.searchsorted(second.ring_items, second.item[said])]

    found = bridge(
        np.concatenate([first.rater, second.rater[said]]),
        np.concatenate([first.item, item]),
        np.concatenate([first.rating, second.rating[said]]),
    )

    ringed = np.union1d(first.ring, second.ring)
    assert (found.ring[np.isin(found.rater, ringed)] >= 0).all()
    assert (found.ring >= 0).sum() <= len(ringed) + 3


@pytest.mark.parametrize(
    "world",
    [
        RingWorld(),
        RingWorld(camps=0.5),
        RingWorld(raters=300, items=100, per_item=150, camps=0.5),
        RingWorld(subjects=5),
        RingWorld(raters=60, items=40, per_item=10),
    ],
    ids=["plain", "camps", "dense camps", "subjects", "few people"],
)
@pytest.mark.parametrize("seed", [200, 201])
def test_no_ring_is_found_where_there_is_none(world, seed):
    assert (bridge(*rows(simulate_ratings(world, seed=seed))).ring == -1).all()


def test_a_part_is_looked_at_where_there_is_too_much(monkeypatch):
    monkeypatch.setattr(rings, "PRODUCTS", 15_000)
    rated = simulate_ratings(RingWorld(ring=60), seed=1)

    found = bridge(*rows(rated))

    assert members(found, rated)[0] >= 50
    assert (bridge(*rows(rated)).ring == found.ring).all()


def test_a_ring_of_declared_groups_is_one_ring():
    rated = simulate_ratings(RingWorld(ring=24), seed=4)
    # Members belong to a dozen pairs, each of which already speaks once.
    ties = {int(rater): f"pair {place // 2}" for place, rater in enumerate(rated.ring)}

    found = bridge(*rows(rated), ties=ties)
    later = update_bridge(found, [int(rated.ring[0])], [0], [0.5])

    assert members(found, rated)[0] == 24
    assert set(found.ring[found.group >= 0]) == {0}
    assert (later.ring >= 0).sum() == (found.ring >= 0).sum()
    assert later.independent_voices[rated.ring_items].tolist() == pytest.approx(
        found.independent_voices[rated.ring_items], abs=1
    )


def test_endorsements_are_what_is_above_the_mean_and_camps_pull():
    voice, item = np.divmod(np.arange(40), 4)
    lean, pull = np.where(np.arange(10) % 2, 1.0, -1.0), np.array([1.0, -1.0, 1.0, -1.0])
    rating = (lean[voice] == pull[item]).astype(float)

    who = endorsements(tabulate(voice, item, rating, (10, 4)), lean, pull)

    assert who.positive.sum() == 20
    assert who.pull == pytest.approx(1.0)


def block_of(members, items, voices, things, seed=0):
    """Sparse chance endorsements, and a block in which everybody endorses everything."""
    rng = np.random.default_rng(seed)
    rated = rng.random((voices, things)) < 0.05
    positive = rated & (rng.random((voices, things)) < 0.4)
    rated[:members, :items] = positive[:members, :items] = True
    grids = (sparse.csr_array(grid.astype(float)) for grid in (positive, rated))
    return Endorsements(*grids, np.zeros(voices), np.zeros(things), 0.0)


def test_a_planted_block_is_a_group_and_chance_is_none():
    found = co_endorsing_groups(block_of(8, 8, 300, 100))

    assert (found[:8] == 0).all()
    assert (found[8:] == -1).sum() >= 290
    assert (co_endorsing_groups(block_of(0, 0, 300, 100)) == -1).all()


def test_a_whole_camp_is_no_ring():
    who = block_of(40, 8, 300, 100)
    lean = np.where(np.arange(300) < 70, 1.0, -1.0)

    camp = Endorsements(who.positive, who.rated, lean, np.zeros(100), 0.0)

    assert (co_endorsing_groups(camp) == -1).all()
    assert (co_endorsing_groups(who)[:40] == 0).all()


def test_a_ring_cannot_be_larger_than_its_world():
    with pytest.raises(InputError):
        RingWorld(raters=10, ring=6)


def test_the_simulated_truth_is_what_was_asked_for():
    rated = simulate_ratings(RingWorld(ring=10, density=0.5, spanning=False, on_ring=7), seed=5)

    said = ~rated.honest
    assert set(rated.camp[rated.ring]) == {0}
    assert (rated.rating[said] == 1.0).all()
    assert set(rated.item[said]) <= set(rated.ring_items.tolist())
    assert 20 < said.sum() < 60
    assert (np.bincount(rated.item[rated.honest], minlength=200)[rated.ring_items] == 7).all()
    assert (rated.quality[rated.ring_items] < np.median(rated.quality)).all()
    alone = simulate_ratings(RingWorld(ring=10, camouflaged=False), seed=5)
    assert not np.isin(alone.rater[alone.honest], alone.ring).any()
    assert (rated.ties() == 0).sum() == np.isin(rated.rater, rated.ring).sum()


def test_items_nobody_turns_up_for_grow_into_nothing():
    assert rings._grown(block_of(0, 0, 300, 100), np.array([3, 50, 97])).size == 0
    assert rings._grown(block_of(8, 8, 300, 100), np.array([3])).size == 0
