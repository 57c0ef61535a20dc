"""Planted rings and honest worlds: how often the bridge is lifted, cries wolf, or misses."""

import numpy as np
import pytest

from wealdstats.opinion import bridge
from wealdstats.simulate import RingWorld, simulate_ratings

pytestmark = pytest.mark.simulation

SHAPES = {
    "clique": RingWorld(ring=20),
    "large": RingWorld(ring=60),
    "one camp": RingWorld(ring=20, spanning=False),
    "diffuse": RingWorld(ring=40, density=0.5),
    "few honest": RingWorld(ring=20, on_ring=5),
    "subjects": RingWorld(ring=20, subjects=5),
}


def places(values, lifted):
    others = np.delete(values, lifted)
    return (others < values[lifted, None]).mean(axis=1)


@pytest.mark.parametrize("world", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("seed", [40, 41])
def test_a_declared_ring_moves_nothing(world, seed):
    rated = simulate_ratings(world, seed=seed)
    ties, honest = rated.ties(), rated.honest

    ringed = bridge(rated.rater, rated.item, rated.rating, ties=ties)
    fair = bridge(rated.rater[honest], rated.item[honest], rated.rating[honest], ties=ties[honest])

    now, was = places(ringed.intercept, rated.ring_items), places(fair.intercept, rated.ring_items)
    assert (now < 0.9).all()
    assert abs(np.median(now) - np.median(was)) <= 0.06


def test_an_undeclared_clique_is_taken_off_nearly_always():
    off = []
    for seed in range(12):
        rated = simulate_ratings(RingWorld(ring=20), seed=60 + seed)
        found = bridge(rated.rater, rated.item, rated.rating)
        off.append((found.ring[np.isin(found.rater, rated.ring)] >= 0).mean() > 0.8)

    # Where 97 in 100 are found, fewer than 10 of 12 are with a chance of 0.5 %.
    assert sum(off) >= 10


def test_honest_subjects_are_no_rings_even_where_everybody_has_many_neighbours():
    taken = 0
    for seed in range(3):
        rated = simulate_ratings(
            RingWorld(subjects=12, raters=400, items=160, per_item=40, camps=0.2), seed=80 + seed
        )
        taken += int((bridge(rated.rater, rated.item, rated.rating).ring >= 0).sum())

    assert taken == 0


def test_intervals_cover_what_other_voices_would_have_said():
    world = RingWorld(raters=400, items=50, per_item=60, ring_items=5)
    base = simulate_ratings(world, seed=1)
    rng = np.random.default_rng(2)
    side, lenient = (2 * base.camp - 1) * rng.uniform(0.5, 1.5, 400), rng.normal(0, 0.1, 400)
    pull = rng.normal(0, 0.25, 50)
    drawn = []
    for _ in range(40):
        rater = np.concatenate([rng.choice(400, 60, replace=False) for _ in range(50)])
        item = np.repeat(np.arange(50), 60)
        felt = 0.5 + base.quality[item] + lenient[rater] + side[rater] * pull[item]
        drawn.append(bridge(rater, item, felt + rng.normal(0, 0.3, 3000), detect=False))

    usual = np.mean([found.intercept for found in drawn], axis=0)
    covered = np.mean([(found.interval[:, 0] <= usual) & (usual <= found.interval[:, 1]) for found in drawn])

    # 2,000 intervals in 40 draws: four standard errors of a share near .95 are .02.
    assert 0.92 <= covered <= 0.98
