"""What must not matter to a network does not."""

import numpy as np
import pytest

from wealdstats.networks import conductivity, connectivity, isolates, reciprocity_tallies
from wealdstats.simulate import DiffusionWorld, diffuse

SEEN = diffuse(DiffusionWorld(people=150, contexts=5, late=0.4, made=0.3), seed=4)
NAMES = np.array([f"teacher {row:03}" for row in SEEN.person])
TRUSTS = np.array([f"trust {row}" for row in SEEN.context])


def connected(a=SEEN.a, b=SEEN.b, names=NAMES, rows=slice(None)):
    order = np.arange(len(NAMES))[rows]
    return connectivity(
        names[a],
        names[b],
        on=np.arange(len(a)) * 0.0,
        half_life=2.0,
        member=names[order],
        trust=TRUSTS[order],
    )


def travelled(order=None, ties=None, names=NAMES, swap=False, twice=False, seed=0):
    order = np.arange(len(NAMES)) if order is None else order
    ties = np.arange(len(SEEN.a)) if ties is None else ties
    ties = np.concatenate([ties, ties]) if twice else ties
    a, b = (SEEN.b, SEEN.a) if swap else (SEEN.a, SEEN.b)
    return conductivity(
        names[order],
        SEEN.adopted[order],
        TRUSTS[order],
        names[a[ties]],
        names[b[ties]],
        formed=SEEN.formed[ties],
        by_adopting=SEEN.by_adopting[ties],
        draws=39,
        seed=seed,
    )


def same_network(first, second):
    assert first.names.tolist() == second.names.tolist()
    assert np.array_equal(first.degree, second.degree)
    assert first.betweenness == pytest.approx(second.betweenness, abs=1e-12)
    assert np.array_equal(first.component, second.component)
    assert (first.cross_share, first.cross_expected) == (second.cross_share, second.cross_expected)


def test_the_order_of_ties_and_members_does_not_matter():
    rng = np.random.default_rng(5)
    ties, members = rng.permutation(len(SEEN.a)), rng.permutation(len(NAMES))

    same_network(connected(), connected(SEEN.a[ties], SEEN.b[ties], rows=members))
    first, second = travelled(), travelled(members, ties)
    assert (first.ratio, first.within.z, first.n_ties) == (second.ratio, second.within.z, second.n_ties)
    assert np.array_equal(first.within.null, second.within.null)


def test_the_direction_of_a_tie_does_not_matter():
    same_network(connected(), connected(SEEN.b, SEEN.a))
    assert np.array_equal(travelled().within.null, travelled(swap=True).within.null)


def test_a_tie_told_twice_is_one_tie_that_is_stronger():
    once, twice = connected(), connected(np.tile(SEEN.a, 2), np.tile(SEEN.b, 2))

    same_network(once, twice)
    assert twice.strength == pytest.approx(2.0 * once.strength)
    assert travelled(twice=True).within.z == travelled().within.z


def test_other_names_change_nothing_but_the_names():
    renamed = np.array([f"person {row * 7919 % 1000:03}" for row in range(len(NAMES))])

    first, second = connected(), connected(names=renamed)

    assert sorted(first.degree.tolist()) == sorted(second.degree.tolist())
    assert np.sort(first.betweenness) == pytest.approx(np.sort(second.betweenness), abs=1e-12)
    assert first.cross_share == second.cross_share
    assert travelled(names=renamed).ratio == pytest.approx(travelled().ratio)


def test_later_times_by_the_same_number_change_nothing():
    early = conductivity(
        NAMES, SEEN.adopted, TRUSTS, NAMES[SEEN.a], NAMES[SEEN.b], formed=SEEN.formed, draws=19
    )
    late = conductivity(
        NAMES, SEEN.adopted + 40, TRUSTS, NAMES[SEEN.a], NAMES[SEEN.b], formed=SEEN.formed + 40, draws=19
    )

    assert (early.ratio, early.half_life) == (late.ratio, late.half_life)
    assert np.array_equal(early.crude.null, late.crude.null)


def test_the_seed_moves_the_permutations_and_not_the_ratio():
    first, second = travelled(seed=1), travelled(seed=2)

    assert first.ratio == second.ratio
    assert not np.array_equal(first.within.null, second.within.null)
    assert np.array_equal(first.within.null, travelled(seed=1).within.null)


def test_what_is_given_is_left_as_it_was_and_what_is_found_is_read_only():
    kept = [array.copy() for array in (SEEN.adopted, SEEN.a, SEEN.b, SEEN.formed)]

    found = travelled()
    network = connected()

    for before, after in zip(kept, (SEEN.adopted, SEEN.a, SEEN.b, SEEN.formed), strict=True):
        assert np.array_equal(before, after, equal_nan=True)
    assert not found.within.null.flags.writeable
    assert not network.degree.flags.writeable


def test_progress_is_told_to_the_end():
    told = []

    conductivity(
        NAMES,
        SEEN.adopted,
        TRUSTS,
        NAMES[SEEN.a],
        NAMES[SEEN.b],
        draws=19,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(done, 38) for done in range(1, 39)]


def test_whoever_gives_is_received_from():
    there = reciprocity_tallies(NAMES[SEEN.a], NAMES[SEEN.b], member=NAMES)
    back = reciprocity_tallies(NAMES[SEEN.b], NAMES[SEEN.a], member=NAMES)

    assert np.array_equal(there.given, back.received)
    assert np.array_equal(there.received_from, back.given_to)
    assert there.given.sum() == there.received.sum() == len(SEEN.a)


def test_a_world_is_held_as_the_method_holds_it():
    spreading = SEEN.spread()
    waited = (spreading.exposed_from() <= spreading.when.clip(max=11)).sum()

    assert waited >= travelled().n_exposed
    assert spreading.n == len(NAMES)


def test_isolates_are_those_of_the_network():
    found = isolates(NAMES, NAMES[SEEN.a], NAMES[SEEN.b], group=TRUSTS)

    assert found.names.tolist() == connected().isolates.tolist()
    assert found.group_n.sum() == found.n
    assert found.group_members.sum() == len(NAMES)
