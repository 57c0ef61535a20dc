"""The bridge by hand: the fit, who is linked, who counts, what may be said."""

import numpy as np
import pytest

from wealdstats.errors import InputError, NotSolvedError, NoVariationError
from wealdstats.opinion import bridge, bridging_fit, update_bridge
from wealdstats.opinion.bridging_fit import Penalty, block, fit_bridge, ridges, tabulate
from wealdstats.opinion.bridging_status import Rule, Sides, statuses
from wealdstats.opinion.ties import linked_groups
from wealdstats.opinion.voices import Voices, capped, coded, last_said, levelled, sorted_by
from wealdstats.simulate import RingWorld, simulate_ratings

PENALTY = Penalty(0.15, 0.03)


def loss_as_written(table, fit, penalty):
    said = fit.mu + fit.voice_intercept[table.voice] + fit.item_intercept[table.item]
    said = said + fit.voice_factor[table.voice] * fit.item_factor[table.item]
    intercepts = np.mean(fit.voice_intercept**2) + np.mean(fit.item_intercept**2) + fit.mu**2
    factors = np.mean(fit.voice_factor**2) + np.mean(fit.item_factor**2)
    return np.mean((table.rating - said) ** 2) + penalty.intercept * intercepts + penalty.factor * factors


def two_camps(voices=30, items=8, seed=0):
    """Everybody rates everything: item 0 is valued by all, 1 by none, the others by one camp each."""
    voice, item = np.divmod(np.arange(voices * items), items)
    rating = np.where(item == 0, 1.0, np.where(item == 1, 0.0, (voice + item) % 2))
    noise = np.random.default_rng(seed).random(len(voice)) < 0.02
    return voice, item, np.where(noise, 1.0 - rating, rating)


def test_one_voice_on_one_item_is_solved_as_by_hand():
    table = tabulate(np.array([0]), np.array([0]), np.array([1.0]), (1, 1))

    fit = fit_bridge(table, Penalty(1.0, 1000.0))

    # (1 − μ − i − j)² + μ² + i² + j² is least at μ = i = j = 1/4; factors are not worth their price.
    assert [fit.mu, fit.voice_intercept[0], fit.item_intercept[0]] == pytest.approx([0.25] * 3, abs=1e-6)
    assert abs(fit.item_factor[0]) < 1e-4
    assert fit.loss == pytest.approx(0.25, abs=1e-9)


def test_a_block_holds_the_normal_equations():
    table = tabulate(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.5]), (1, 2))

    problem = block(table.said, table.rated, 0.5, (np.array([0.1, 0.2]), np.array([1.0, -2.0])), (3.0, 4.0))

    assert [problem.g00[0], problem.g01[0], problem.g11[0]] == [2 + 3, -1, 5 + 4]
    assert [problem.b0[0], problem.b1[0]] == pytest.approx([0.4 - 0.2, 0.4 * 1 - 0.2 * -2])


def test_penalties_on_means_become_ridges():
    table = tabulate(*two_camps(), (30, 8))

    assert ridges(table, PENALTY) == ((0.15 * 8, 0.03 * 8), (0.15 * 30, 0.03 * 30))


def test_the_loss_is_the_one_written_down_and_no_step_lowers_it():
    table = tabulate(*two_camps(), (30, 8))

    fit = fit_bridge(table, PENALTY)

    assert fit.loss == pytest.approx(loss_as_written(table, fit, PENALTY), abs=1e-12)
    rng = np.random.default_rng(1)
    names = ("voice_intercept", "voice_factor", "item_intercept", "item_factor")
    for _ in range(20):
        moved = {name: getattr(fit, name) + rng.normal(0, 1e-3, getattr(fit, name).shape) for name in names}
        assert loss_as_written(table, bridging_fit.replace(fit, **moved), PENALTY) > fit.loss


def test_more_voices_are_on_the_positive_side():
    voice, item, rating = two_camps()
    fewer = voice % 3 != 0  # leaves twice as many even as odd voices out of step

    for rows in (fewer, ~fewer):
        _, code = coded(voice[rows])
        fit = fit_bridge(tabulate(code, item[rows], rating[rows], (code.max() + 1, 8)), PENALTY)
        assert np.sign(fit.voice_factor).sum() >= 0


def test_a_fit_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr(bridging_fit, "SWEEPS_AT_MOST", 1)

    with pytest.raises(NotSolvedError):
        fit_bridge(tabulate(*two_camps(), (30, 8)), PENALTY)


def test_labels_are_numbered_in_order_whatever_they_are():
    for labels in (
        [30, 10, 20, 10],
        [-5, -9, -7, -9],
        ["o", "a", "e", "a"],
        np.array(["o", "a", "e", "a"], object),
    ):
        names, code = coded(labels)
        assert code.tolist() == [2, 0, 1, 0]
        assert names[code].tolist() == list(labels)


@pytest.mark.parametrize("labels", [[1.5, 2.0], [[1], [2]], [None, 1]])
def test_what_cannot_be_a_label_is_refused(labels):
    with pytest.raises(InputError):
        coded(labels)


def test_large_numbers_are_sorted_stably():
    code = np.random.default_rng(0).integers(0, 2**40, 500) % 70_001 * 90_000

    assert sorted_by(code).tolist() == np.argsort(code, kind="stable").tolist()


def test_the_last_word_counts():
    rows = last_said(np.array([0, 1, 0, 0]), np.array([2, 0, 2, 1]))

    assert rows.tolist() == [3, 2, 1]


TIES = {
    "mapping": {"a": "north", "c": "north", "d": None},
    "pairs": [("a", "c")],
    "lists": [["a", "c"], ["d"]],
    "sets": [{"a", "c"}],
    "array of pairs": np.array([["a", "z"], ["z", "c"]]),
    "labels by rater": ["north", "", "north", "south"],
    "numbers by rater": [4, -1, 4, 5],
    "floats by rater": [4.0, np.nan, 4.0, -1.0],
    "objects by rater": np.array(["north", None, "north", None], object),
}


@pytest.mark.parametrize("ties", TIES.values(), ids=TIES.keys())
def test_ties_are_read_in_any_form(ties):
    assert linked_groups(["a", "b", "c", "d"], ties).tolist() == [0, -1, 0, -1]


def test_ties_by_row_must_agree():
    rows = np.array([0, 1, 0, 1, 2])

    assert linked_groups(["a", "b", "c"], [7, 7, 7, 7, 8], rows=rows).tolist() == [0, 0, -1]
    by_row = [1.0, np.nan, 1.0, np.nan, 1.0]
    assert linked_groups(["a", "b", "c"], by_row, rows=rows).tolist() == [0, -1, 0]
    with pytest.raises(InputError, match="one group"):
        linked_groups(["a", "b", "c"], [7, 7, 8, 7, 8], rows=rows)


def test_no_ties_are_no_groups_and_other_shapes_are_refused():
    assert linked_groups([1, 2], []).tolist() == [-1, -1]
    assert linked_groups([1, 2], np.array([[1, 2]])).tolist() == [0, 0]
    with pytest.raises(InputError):
        linked_groups([1, 2], np.zeros((2, 3)))
    with pytest.raises(InputError):
        linked_groups([1, 2], [1, 1, 1])


def test_groups_are_numbered_by_their_first_member():
    assert linked_groups([1, 2, 3, 4], ["z", "a", "z", "a"]).tolist() == [0, 1, 0, 1]


def test_linked_voices_meet_once_and_speak_alone_elsewhere():
    #           item: 0       1       0       1       1
    before = Voices(np.array([0, 0, 1, 2, 3]), np.array([0, 1, 0, 1, 1]), np.array([1, 0, 0.5, 1, 0.0]), 4, 2)

    after = capped(before, np.array([0, 0, 0, -1]))

    # On item 0 voices 0 and 1 are one (mean 0.75), on item 1 voices 0 and 2 (0.5): one joint voice for both.
    assert after.alone.tolist() == [3]
    assert after.joint.tolist() == [0]
    assert after.voices.voice.tolist() == [0, 1, 1]
    assert after.voices.item.tolist() == [1, 0, 1]
    assert after.voices.rating.tolist() == [0.0, 0.75, 0.5]
    assert after.row.tolist() == [1, 2, 1, 2, 0]
    assert after.share.tolist() == [0.5, 0.5, 0.5, 0.5, 1.0]


def test_a_group_that_gathers_speaks_at_the_level_of_others():
    # Four linked voices praise items 0 and 1 and nothing else; six others rate those .25 and .5, and more.
    ring = [(voice, item, 1.0) for voice in range(4) for item in (0, 1)]
    others = [(voice, item, (0.25, 0.5, 1.0, 0.0)[item % 4]) for voice in range(4, 10) for item in range(40)]
    voice, item, rating = (np.array(column) for column in zip(*ring, *others, strict=True))
    before = Voices(voice, item, rating, 10, 40)

    after = capped(before, np.where(np.arange(10) < 4, 0, -1))

    joint = after.voices.voice == 6
    assert after.voices.item[joint].tolist() == [0, 1]
    assert after.voices.rating[joint] == pytest.approx([0.375, 0.375])
    assert np.bincount(after.voices.item).tolist() == [7, 7, *[6] * 38]


def test_voices_stay_sorted_where_a_group_meets_by_chance_and_in_numbers():
    rated = simulate_ratings(RingWorld(ring=30), seed=2)
    found = bridge(rated.rater, rated.item, rated.rating, ties=rated.ties())

    after = capped(found.asked.voices, found.group)

    assert after.joint.tolist() == [0, 0]
    assert (np.diff(after.voices.voice) >= 0).all()
    merged = np.bincount(after.row, after.share * found.asked.voices.rating)
    chance = after.voices.voice < after.voices.n_voices - 1  # the last voice is levelled besides
    assert after.voices.rating[chance] == pytest.approx(merged[chance])
    same = found.asked.voices.item == after.voices.item[after.row]
    assert same.all()


def test_a_level_nobody_else_sets_is_the_usual_one():
    alone = Voices(np.array([0, 1]), np.array([0, 1]), np.array([0.0, 1.0]), 2, 2)

    assert levelled(alone, np.array([1])).rating.tolist() == [0.0, 0.5]
    assert levelled(alone, np.array([], int)).rating.tolist() == [0.0, 1.0]


def test_two_camps_are_bridged_where_they_agree():
    found = bridge(*two_camps(), min_voices=5)

    assert found.status[:2].tolist() == ["endorsed", "not endorsed"]
    assert set(found.status[2:]) <= {"divided", "open"}
    assert found.intercept.argmax() == 0
    assert found.intercept.argmin() == 1
    assert np.sign(found.viewpoint[::2]).tolist() == [np.sign(found.viewpoint[0])] * 15
    assert np.sign(found.viewpoint[1::2]).tolist() == [-np.sign(found.viewpoint[0])] * 15
    assert found.side_voices.tolist() == [[15, 15]] * 8
    assert found.independent_voices.tolist() == found.raters_heard.tolist() == [30] * 8
    assert (found.interval[:, 0] < found.intercept).all()
    assert (found.intercept < found.interval[:, 1]).all()
    assert [check.passed for check in found.checks] == [False, None]


def test_who_counted_adds_up_to_the_voices():
    voice, item, rating = two_camps()
    ties = {0: "trust", 2: "trust", 4: "trust"}

    found = bridge(np.append(voice, 7), np.append(item, 3), np.append(rating, 0.5), ties=ties)

    assert np.bincount(np.append(item, 3), found.counted) == pytest.approx(found.independent_voices)
    assert (
        np.flatnonzero(found.counted == 0.0).tolist() == np.flatnonzero((voice == 7) & (item == 3)).tolist()
    )
    assert found.independent_voices.tolist() == [28] * 8
    assert np.flatnonzero(found.group == 0).tolist() == [0, 2, 4]
    assert np.isnan(found.viewpoint[[0, 2, 4]]).all()
    assert found.checks[1].passed


def test_one_trust_alone_gives_no_status():
    voice, item, rating = two_camps()

    found = bridge(voice, item, rating, ties=np.zeros(30, int), detect=False)

    assert found.independent_voices.tolist() == [1] * 8
    assert set(found.status) == {"open"}
    assert found.raw_mean[0] > 0.9


def test_status_needs_both_sides_voices_and_an_interval_away_from_the_usual():
    many, few = [3, 3], [5, 1]
    heard = Sides(
        np.array([many, few, many, many, many]),
        np.array([[0.9, 0.8], [0.9, 0.8], [0.9, 0.2], [0.1, 0.2], [0.9, 0.8]]),
    )
    interval = np.array([[0.1, 0.3], [0.1, 0.3], [-0.1, 0.1], [-0.3, -0.1], [-0.1, 0.3]])

    said = statuses(heard, np.full(5, 6), interval, usual=0.0, middle=0.5, rule=Rule(5, 2, 0.95))

    assert said.tolist() == ["endorsed", "open", "divided", "not endorsed", "open"]


def test_adding_ratings_ends_where_asking_anew_does():
    voice, item, rating = two_camps()
    ties = {0: "trust", 2: "trust", 4: "trust"}
    new = (np.array([50, 3, 3]), np.array([9, 0, 0]), np.array([1.0, 1.0, 0.0]))
    first = bridge(voice, item, rating, ties=ties)

    after = update_bridge(first, *new)

    every = [np.concatenate(pair) for pair in zip((voice, item, rating), new, strict=True)]
    anew = bridge(*every, ties=ties)
    assert after.item.tolist() == anew.item.tolist()
    assert after.raw_mean.tolist() == anew.raw_mean.tolist()
    assert after.loss == pytest.approx(anew.loss, abs=1e-10)
    assert after.intercept == pytest.approx(anew.intercept, abs=1e-5)
    assert after.counted.tolist() == anew.counted.tolist()
    assert after.group.tolist() == anew.group.tolist()
    assert first.asked.rows == 240
    with pytest.raises(InputError, match="same kind"):
        update_bridge(first, ["new"], [1], [1.0])


GOOD = ([1, 1, 2, 2], [1, 2, 1, 2], [0.0, 1.0, 1.0, 1.0])
BAD = {
    "lengths": ([1, 1, 2], *GOOD[1:]),
    "nothing": ([], [], []),
    "missing": (*GOOD[:2], [0.0, np.nan, 1.0, 1.0]),
}


@pytest.mark.parametrize("rows", BAD.values(), ids=BAD.keys())
def test_rows_that_cannot_be_read_are_refused(rows):
    with pytest.raises(InputError) as refused:
        bridge(*rows)
    assert all((refused.value.need, refused.value.finding, refused.value.remedy))


@pytest.mark.parametrize(
    "setting",
    [
        {"intercept_penalty": 0.0},
        {"factor_penalty": np.inf},
        {"min_voices": 0},
        {"min_side": 0},
        {"level": 1.0},
        {"scale": (0.5, 1.0)},
        {"scale": (0.0, 0.5)},
    ],
)
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(InputError):
        bridge(*GOOD, **setting)


def test_ratings_that_are_all_the_same_are_refused():
    with pytest.raises(NoVariationError):
        bridge([1, 2], [1, 1], [1.0, 1.0])
