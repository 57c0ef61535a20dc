"""What must not matter to a map of opinions does not."""

import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from wealdstats.opinion import group_informed_consensus, opinion_map, support_by_stratum
from wealdstats.simulate import OpinionWorld, simulate_opinions

WORLD = OpinionWorld(people=120, statements=24, camps=(3, 2), share_seen=0.7)


@pytest.fixture(scope="module")
def columns():
    drawn = simulate_opinions(WORLD, seed=5)
    return drawn.person, drawn.statement, drawn.vote


@pytest.fixture(scope="module")
def mapped(columns):
    return opinion_map(*columns)


def assert_same(first, second, people=slice(None), statements=slice(None), turn=False):
    """The same map, whoever comes in whichever order and wherever axes point."""
    sign = np.sign((first.points * second.points[people]).sum(axis=0)) if turn else 1.0
    assert first.k == second.k
    assert second.points[people] * sign == pytest.approx(first.points, abs=1e-7)
    assert np.array_equal(second.groups[people], first.groups)
    assert second.consensus[statements] == pytest.approx(first.consensus, rel=1e-12)
    assert second.divisive[statements] == pytest.approx(first.divisive, rel=1e-12)


def test_the_order_of_rows_does_not_matter(mapped, columns):
    order = np.random.default_rng(1).permutation(len(columns[0]))

    second = opinion_map(*(column[order] for column in columns))

    assert_same(mapped, second)
    assert second.stability == mapped.stability


def test_rows_that_come_twice_do_not_matter(mapped, columns):
    second = opinion_map(*(np.concatenate([column, column]) for column in columns))

    assert_same(mapped, second)
    assert second.stability == mapped.stability


def test_votes_that_were_changed_later_do_not_matter(mapped, columns):
    person, statement, vote = columns

    second = opinion_map(np.tile(person, 2), np.tile(statement, 2), np.concatenate([-vote, vote]))

    assert_same(mapped, second)


def test_names_do_not_matter(mapped, columns):
    rng = np.random.default_rng(2)
    people, statements = rng.permutation(120), rng.permutation(24)
    named = np.array([f"person {number:03}" for number in range(120)])

    second = opinion_map(named[people[columns[0]]], statements[columns[1]] * 10_000_000, columns[2])

    assert_same(mapped, second, people, statements, turn=True)
    # Subsamples are drawn by place, hence others: the figure moves by their chance alone.
    assert second.stability == pytest.approx(mapped.stability, abs=0.1)


def test_turning_every_statement_into_its_opposite_turns_the_map(mapped, columns):
    second = opinion_map(columns[0], columns[1], -columns[2])

    sign = np.sign((mapped.points * second.points).sum(axis=0))
    assert second.points * sign == pytest.approx(mapped.points, abs=1e-7)
    assert np.array_equal(second.groups, mapped.groups)
    assert second.against == pytest.approx(mapped.consensus, rel=1e-12)


def test_everybody_twice_stands_where_they_stood(mapped, columns):
    person, statement, vote = columns

    second = opinion_map(np.concatenate([person, person + 1000]), np.tile(statement, 2), np.tile(vote, 2))

    assert second.points[:120] == pytest.approx(mapped.points, abs=1e-7)
    assert np.array_equal(second.points[:120], second.points[120:])
    assert np.array_equal(second.groups[:120], second.groups[120:])


def test_another_seed_moves_stability_and_not_the_points(mapped, columns):
    second = opinion_map(*columns, seed=9)

    assert_same(mapped, second)
    assert second.settings.seed == 9


def test_same_seed_same_answer_and_inputs_untouched(mapped, columns):
    copies = [column.copy() for column in columns]
    for column in copies:
        column.flags.writeable = False

    second = opinion_map(*copies)

    assert np.array_equal(second.points, mapped.points)
    assert second.stability == mapped.stability
    assert all(np.array_equal(copy, column) for copy, column in zip(copies, columns, strict=True))


def test_a_map_is_frozen_finite_and_can_be_stored(mapped):
    again = pickle.loads(pickle.dumps(mapped))  # noqa: S301 -- our own bytes

    with pytest.raises((FrozenInstanceError, AttributeError)):
        mapped.k = 3
    arrays = [getattr(mapped, field.name) for field in fields(mapped)]
    numbers = [array for array in arrays if isinstance(array, np.ndarray)]
    assert not any(array.flags.writeable for array in numbers)
    assert all(np.isfinite(array).all() for array in numbers)
    assert np.array_equal(again.points, mapped.points)


def test_names_of_groups_and_order_of_rows_do_not_matter_to_consensus(columns):
    group = np.where(columns[0] % 3 == 0, "oak", "ash")
    order = np.random.default_rng(1).permutation(len(group))

    first = group_informed_consensus(*columns, group)
    second = group_informed_consensus(
        *(column[order] for column in columns), np.where(group == "oak", 1, 7)[order]
    )

    assert second.consensus == pytest.approx(first.consensus, rel=1e-12)


def test_order_of_rows_does_not_matter_to_support(columns):
    stratum = columns[0] % 4
    order = np.random.default_rng(1).permutation(len(stratum))

    first = support_by_stratum(*columns, stratum)
    second = support_by_stratum(*(column[order] for column in columns), stratum[order])

    assert np.array_equal(first.lower, second.lower)
    assert np.array_equal(first.standing, second.standing)
