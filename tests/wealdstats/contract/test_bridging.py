"""What must not matter to a bridge does not, and what must be refused is."""

import pickle
from dataclasses import fields

import numpy as np
import pytest

from wealdstats.opinion import bridge, update_bridge
from wealdstats.simulate import RingWorld, simulate_ratings

NUMBERS = ("intercept", "factor", "interval", "raw_mean", "side_mean")
COUNTS = ("independent_voices", "raters_heard", "side_voices", "status", "group", "ring")
# The fit ends where a sweep takes off less than 1e-12 of the loss: parameters are then good to about 1e-5.
CLOSE = {"rel": 0, "abs": 2e-5}


@pytest.fixture(scope="module")
def rated():
    world = RingWorld(raters=150, items=60, per_item=15, ring=12, ring_items=6)
    last: dict[tuple[int, int], float] = {}
    drawn = simulate_ratings(world, seed=7)
    for rater, item, rating in zip(drawn.rater.tolist(), drawn.item.tolist(), drawn.rating, strict=True):
        last[rater, item] = float(rating)
    pairs = np.array(list(last))
    return pairs[:, 0], pairs[:, 1], np.array(list(last.values()))


@pytest.fixture(scope="module")
def ties():
    return {rater: rater // 10 for rater in range(60)}


@pytest.fixture(scope="module")
def found(rated, ties):
    return bridge(*rated, ties=ties)


def assert_same(first, second):
    for name in COUNTS:
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    for name in NUMBERS:
        assert getattr(second, name) == pytest.approx(getattr(first, name), nan_ok=True, **CLOSE), name
    assert second.loss == pytest.approx(first.loss, abs=1e-10)


def test_the_order_of_rows_does_not_matter(rated, ties, found):
    order = np.random.default_rng(0).permutation(len(rated[0]))

    again = bridge(*(column[order] for column in rated), ties=ties)

    assert_same(found, again)
    assert np.array_equal(again.counted, found.counted[order])


def test_names_in_the_same_order_do_not_matter(rated, ties, found):
    rater = np.array([f"person {code:05d}" for code in rated[0]])
    item = np.array([f"practice {code:05d}" for code in rated[1]])

    named = bridge(rater, item, rated[2], ties={f"person {key:05d}": f"t{ties[key]:02d}" for key in ties})

    assert_same(found, named)
    assert named.item[0] == "practice 00000"


def test_names_in_another_order_move_results_along(rated, ties, found):
    new = np.random.default_rng(1).permutation(150)

    moved = bridge(new[rated[0]], 1000 - rated[1], rated[2], ties={int(new[key]): ties[key] for key in ties})

    assert moved.intercept[::-1] == pytest.approx(found.intercept, **CLOSE)
    assert np.array_equal(moved.status[::-1], found.status)
    assert np.array_equal(moved.independent_voices[::-1], found.independent_voices)


def test_saying_the_same_again_does_not_matter(rated, ties, found):
    twice = bridge(*(np.concatenate([column, column]) for column in rated), ties=ties)

    assert_same(found, twice)
    half = len(rated[0])
    assert (twice.counted[:half] == 0.0).all()
    assert np.array_equal(twice.counted[half:], found.counted)


def test_the_form_of_ties_does_not_matter(rated, ties, found):
    pairs = [(10 * trust + place, 10 * trust + place + 1) for trust in range(6) for place in range(9)]
    forms = (
        pairs,
        np.array(pairs),
        [ties.get(rater, -1) for rater in found.rater.tolist()],
        [ties.get(rater, -1) for rater in rated[0].tolist()],
    )

    for form in forms:
        assert_same(found, bridge(*rated, ties=form))


def test_a_copied_person_tied_to_the_first_counts_no_more(rated):
    mine = rated[0] == rated[0][0]
    copies = [np.concatenate([column, *[column[mine]] * 3]) for column in rated]
    copies[0][len(rated[0]) :] = np.repeat([900, 901, 902], mine.sum())

    alone = bridge(*rated, detect=False)
    copied = bridge(*copies, ties=[(rated[0][0], 900), (900, 901), (901, 902)], detect=False)

    assert np.array_equal(copied.independent_voices, alone.independent_voices)
    untied = bridge(*copies, detect=False)
    assert untied.independent_voices.sum() == alone.independent_voices.sum() + 3 * mine.sum()


def test_more_people_of_one_group_never_make_a_status(rated):
    item = np.full(40, 3)
    crowd = (np.arange(1000, 1040), item, np.ones(40))
    every = [np.concatenate(pair) for pair in zip(rated, crowd, strict=True)]

    found = bridge(*every, ties=dict.fromkeys(range(1000, 1040), "one trust"), detect=False)
    before = bridge(*rated, detect=False)

    assert found.raters_heard[3] == before.raters_heard[3] + 40
    assert found.independent_voices[3] == before.independent_voices[3] + 1
    assert found.raw_mean[3] > before.raw_mean[3] + 0.1
    assert found.intercept[3] == pytest.approx(before.intercept[3], abs=0.03)


def test_what_is_given_is_left_as_it_was(rated, ties):
    copies = [column.copy() for column in rated]
    for column in rated:
        column.flags.writeable = False

    update_bridge(bridge(*rated, ties=ties), [1], [2], [0.0])

    assert all(np.array_equal(*pair) for pair in zip(rated, copies, strict=True))


def test_the_same_question_has_the_same_answer_to_the_last_digit(rated, ties, found):
    again = bridge(*rated, ties=ties)

    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray):
            assert np.array_equal(value, getattr(again, field.name), equal_nan=value.dtype.kind == "f")
            assert not value.flags.writeable


def test_another_seed_starts_elsewhere_and_ends_in_the_same_place(rated, ties, found):
    assert_same(found, bridge(*rated, ties=ties, seed=5))


def test_a_bridge_can_be_stored(found):
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 -- our own bytes

    assert np.array_equal(again.intercept, found.intercept)
    assert update_bridge(again, [1], [2], [0.0]).asked.rows == found.asked.rows + 1


def test_an_update_in_parts_is_an_update_at_once(rated, ties):
    half = len(rated[0]) // 2
    first = bridge(*(column[:half] for column in rated), ties=ties, detect=False)
    late = [column[half:] for column in rated]
    known = np.isin(late[0], first.rater)
    late = [column[known] for column in late]

    once = update_bridge(first, *late)
    twice = first
    for part in np.array_split(np.arange(len(late[0])), 3):
        twice = update_bridge(twice, *(column[part] for column in late))

    assert twice.intercept == pytest.approx(once.intercept, **CLOSE)
    assert np.array_equal(twice.independent_voices, once.independent_voices)
