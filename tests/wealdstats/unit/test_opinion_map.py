"""Small conversations worked out by hand."""

import numpy as np
import pytest

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.opinion import group_informed_consensus, opinion_map, support_by_stratum, update_map
from wealdstats.opinion.axes import Centred, fit_axes, follow_axes, multiplied
from wealdstats.opinion.consensus import divisive, representative, z_scores
from wealdstats.opinion.grouping import Limits, find_groups
from wealdstats.opinion.partition import agreement, best_partition, gather, nearest_centre, silhouette
from wealdstats.opinion.strata import wilson
from wealdstats.opinion.votes import index, read_votes, tally
from wealdstats.simulate import OpinionWorld, simulate_opinions

# Three people on three statements; nobody has seen everything.
PERSON, STATEMENT, VOTE = [1, 1, 2, 2, 3, 3, 3], [7, 8, 7, 9, 7, 8, 9], [1, -1, -1, 1, 1, 1, 0]


def camps(sizes=(50, 50), statements=8):
    """Camps that disagree on everything but the first statement."""
    camp = np.repeat(np.arange(len(sizes)), sizes)
    person = np.repeat(np.arange(len(camp)), statements)
    statement = np.tile(np.arange(statements), len(camp))
    vote = np.where((statement == 0) | (statement % len(sizes) == camp[person]), 1, -1)
    return person, statement, vote


def test_last_vote_wins_and_unseen_is_no_pass():
    ballots = read_votes(["b", "a", "b"], [5, 5, 5], [1, 0, -1])

    assert ballots.person.tolist() == ["a", "b"]
    assert ballots.cell.tolist() == [1, 0]
    assert ballots.counts.tolist() == [[1, 1, 0]]


def test_few_votes_spread_over_many_names_are_read_alike():
    rng = np.random.default_rng(1)
    person, statement = rng.integers(0, 300, 400), rng.integers(0, 300, 400)
    vote = rng.integers(-1, 2, 400)
    last = {(p, s): v for p, s, v in zip(person, statement, vote, strict=True)}

    ballots = read_votes(person, statement, vote)

    rows = np.repeat(ballots.person, ballots.n_seen)
    told = zip(rows, ballots.statement[ballots.cell // 3], ballots.cell % 3 - 1, strict=True)
    assert {(p, s): v for p, s, v in told} == last


def test_numbers_far_apart_are_sorted_and_not_looked_up():
    names, place = index(np.array([10**12, 3, 10**12]))

    assert names.tolist() == [3, 10**12]
    assert place.tolist() == [1, 0, 1]


def test_centred_votes_are_nought_where_nobody_voted():
    # means: 7: 1/3, 8: 0, 9: 1/2
    third = 1 / 3
    by_hand = [[1 - third, -1, 0], [-1 - third, 0, 0.5], [1 - third, 1, -0.5]]

    votes = Centred.of(read_votes(PERSON, STATEMENT, VOTE))

    assert votes.dense() == pytest.approx(np.array(by_hand))
    assert votes.forward(np.array([1.0, 2.0, 3.0])) == pytest.approx(np.array(by_hand) @ [1, 2, 3])
    assert votes.backward(np.array([1.0, 2.0, 3.0])) == pytest.approx(np.array(by_hand).T @ [1, 2, 3])
    assert votes.scale() == pytest.approx(np.sqrt([3 / 2, 3 / 2, 1]))


def test_many_small_ones_and_few_large_ones_have_the_same_axes():
    drawn = simulate_opinions(OpinionWorld(people=200, statements=80), seed=2)
    votes = Centred.of(read_votes(drawn.person, drawn.statement, drawn.vote))

    axes = fit_axes(votes)

    _, singular, right = np.linalg.svd(votes.dense())
    assert axes.values == pytest.approx(singular[:2] ** 2, rel=1e-9)
    assert np.abs((axes.loadings * right[:2].T).sum(axis=0)) == pytest.approx(1.0, abs=1e-9)
    assert axes.residual < 1e-8


def test_axes_need_two_people_and_two_statements():
    with pytest.raises(TooFewError, match="two statements"):
        fit_axes(Centred.of(read_votes([1, 2], [7, 7], [1, -1])))


def test_axes_are_followed_from_wrong_ones_to_right_ones():
    drawn = simulate_opinions(OpinionWorld(people=150, statements=30, camps=(2, 1, 1)), seed=4)
    votes = Centred.of(read_votes(drawn.person, drawn.statement, drawn.vote))
    wrong = np.linalg.qr(np.random.default_rng(0).normal(size=(30, 2)))[0]

    axes, position = follow_axes(votes, wrong, *multiplied(votes, wrong))

    right = fit_axes(votes)
    assert axes.values == pytest.approx(right.values, rel=1e-4)
    assert axes.residual <= 1e-4
    assert position == pytest.approx(votes.forward_all(axes.loadings), abs=1e-9)


def test_axes_that_cannot_be_made_better_are_given_with_what_they_miss(monkeypatch):
    monkeypatch.setattr("wealdstats.opinion.axes.MOST_PASSES", 0)
    votes = Centred.of(read_votes(PERSON, STATEMENT, VOTE))
    wrong = np.eye(3)[:, :2]

    axes, _ = follow_axes(votes, wrong, *multiplied(votes, wrong))

    assert axes.residual > 0.01


def test_points_in_two_heaps_make_two_groups_with_the_silhouette_by_hand():
    points = np.array([[0.0, 0.0], [0.0, 2.0], [10.0, 0.0], [10.0, 2.0]])

    found = best_partition(gather(points), range(2, 3), 2, np.random.default_rng(0))

    other = (10 + np.sqrt(104)) / 2
    assert found.silhouette == pytest.approx((other - 2) / other)
    assert sorted(found.centre.tolist()) == [[0.0, 1.0], [10.0, 1.0]]


def test_weights_count_as_so_many_people():
    points = np.random.default_rng(3).normal(size=(6, 2))
    label, weight = np.array([0, 0, 1, 1, 1, 0]), np.array([1, 3, 2, 1, 4, 2])
    many, labels = np.repeat(points, weight, axis=0), np.repeat(label, weight)

    def apart(of):
        return np.linalg.norm(of[:, None] - of[None], axis=2)

    merged = silhouette(apart(points), weight.astype(float), label, 2)

    assert merged == pytest.approx(silhouette(apart(many), np.ones(13), labels, 2))


def test_cells_hold_everybody_once_and_equal_points_stay_together():
    rng = np.random.default_rng(5)
    spread, equal = gather(rng.normal(size=(1000, 2))), gather(np.full((300, 2), 0.3))

    assert len(spread.weight) == 100
    assert spread.weight.sum() == 1000
    assert equal.weight.tolist() == [300.0]


def test_division_with_a_group_too_small_is_not_taken():
    points = np.vstack([np.random.default_rng(1).normal(size=(30, 2)), [[90.0, 90.0]]])

    alone = best_partition(gather(points), range(2, 3), 1, np.random.default_rng(0))
    larger = best_partition(gather(points), range(2, 3), 16, np.random.default_rng(0))

    assert np.bincount(nearest_centre(points, alone.centre)).tolist() == [30, 1]
    assert larger is None


def test_more_groups_than_places_are_not_tried():
    points = np.repeat([[0.0, 0.0], [1.0, 1.0]], 80, axis=0)

    assert best_partition(gather(points), range(2, 6), 2, np.random.default_rng(0)).k == 2


@pytest.mark.parametrize(
    ("first", "second", "by_hand"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 1.0),
        # one pair together in both of 2 and of 2, of 6: (0 - 2/3) / (2 - 2/3)
        ([0, 0, 1, 1], [0, 1, 0, 1], -0.5),
    ],
)
def test_agreement_of_divisions_by_hand(first, second, by_hand):
    assert agreement(np.array(first), np.array(second)) == pytest.approx(by_hand)


def test_consensus_by_hand():
    # group a: 2 of 2 agree; group b: 1 agrees, 1 passes
    found = group_informed_consensus([1, 2, 3, 4], [7] * 4, [1, 1, 1, 0], ["a", "a", "b", "b"])

    assert found.consensus == pytest.approx([3 / 4 * 2 / 4])
    assert found.against == pytest.approx([1 / 4 * 1 / 4])
    assert found.counts.tolist() == [[[0, 0, 2]], [[0, 1, 1]]]


def test_most_agreed_are_named_in_order():
    found = group_informed_consensus([1, 2, 1, 2], [7, 7, 8, 8], [1, -1, 1, 1], ["a", "b"] * 2)

    assert found.most_agreed(2).tolist() == [8, 7]


def test_searches_that_are_cut_short_still_give_a_division(monkeypatch):
    monkeypatch.setattr("wealdstats.opinion.partition.LLOYD_STEPS", 1)
    monkeypatch.setattr("wealdstats.opinion.grouping.SETTLING_STEPS", 0)
    rng = np.random.default_rng(2)
    points = np.vstack([rng.normal(0.0, 1.0, (150, 2)), rng.normal(9.0, 1.0, (50, 2))])

    found = find_groups(read_votes(*camps((150, 50))), points, np.ones(200, bool), Limits(1, 2, 0.05, 0))

    assert np.bincount(nearest_centre(points, found.centres)).tolist() == [150, 50]


def test_tally_leaves_out_who_is_in_no_group():
    ballots = read_votes([1, 2, 3], [5, 5, 5], [1, 1, -1])

    assert tally(ballots, np.array([0, -1, 0]), 1).tolist() == [[[1, 0, 1]]]


def test_z_scores_and_divisions_by_hand():
    counts = np.array([[[1, 1, 6]], [[4, 0, 0]]])

    half, rest = z_scores(counts)

    # 7 of 9 against one half; 7 of 9 against 1 of 5
    pooled = 8 / 14
    assert half[0, 0, 2] == pytest.approx(2 * 3 * (7 / 9 - 0.5))
    assert rest[0, 0, 2] == pytest.approx((7 / 9 - 1 / 5) / np.sqrt(pooled * (1 - pooled) * (1 / 9 + 1 / 5)))
    assert divisive(counts) == pytest.approx([7 / 10 - 1 / 6])


def test_answer_nobody_withheld_tells_no_group_apart():
    assert z_scores(np.array([[[0, 0, 4]], [[0, 0, 4]]]))[1][:, 0, 2].tolist() == [0.0, 0.0]


def test_representative_statements_point_the_way_the_group_voted():
    counts = np.array([[[0, 0, 20], [10, 0, 10], [0, 0, 9]], [[20, 0, 0], [10, 0, 10], [5, 0, 4]]])

    found = representative(counts, np.array([5, 6, 7]))

    assert found.group.tolist() == [0, 0, 1]
    assert found.statement.tolist() == [5, 7, 5]
    assert found.direction.tolist() == [1, 1, -1]
    assert found.share == pytest.approx([21 / 22, 10 / 11, 21 / 22])


def test_camps_are_found_with_what_joins_and_divides_them():
    found = opinion_map(*camps((60, 40)))

    assert (found.k, found.stability) == (2, 1.0)
    assert np.bincount(found.groups).tolist() == [60, 40]
    assert found.most_agreed(1).tolist() == [0]
    assert found.divisive[0] < 0.05 < 0.9 < found.divisive[1]
    assert set(found.representative.of(1)) == set(range(1, 8))
    assert [check.passed for check in found.checks] == [True, True, True]


def test_who_voted_too_little_has_a_point_but_no_group():
    person, statement, vote = camps()
    few = opinion_map(np.append(person, 200), np.append(statement, 1), np.append(vote, 1))

    assert few.groups[-1] == -1
    assert np.isfinite(few.points).all()
    assert few.counts.sum() == 100 * 8


def test_one_cloud_is_not_divided():
    drawn = simulate_opinions(OpinionWorld(people=150, conviction=0.0), seed=1)

    found = opinion_map(drawn.person, drawn.statement, drawn.vote)

    assert found.groups is found.divisive is None
    assert found.k == 1
    assert len(found.representative.group) == len(found.most_divisive()) == 0
    assert found.stability is not None
    assert len(found.most_agreed(3)) == 3


def test_no_division_large_enough_is_no_groups_and_nothing_to_try():
    found = opinion_map(*camps((97, 3)), min_group=0.05, max_groups=2)
    alone = opinion_map(*camps((5, 5)), max_groups=1)

    assert found.groups is alone.groups is None
    assert alone.stability is alone.silhouette is None
    assert [check.passed for check in alone.checks] == [False, False, None]


def test_group_that_everybody_s_own_place_would_make_too_small_stays_as_it_was():
    rng = np.random.default_rng(2)
    points = np.vstack([rng.normal(0.0, 1.0, (150, 2)), rng.normal(9.0, 1.0, (50, 2))])
    person, statement, vote = camps((150, 50))
    ballots = read_votes(person, statement, vote)

    found = find_groups(ballots, points, np.ones(200, bool), Limits(1, 2, 0.25, 0))

    assert np.bincount(nearest_centre(points, found.centres)).min() >= 50


def test_warm_map_keeps_numbers_and_directions():
    person, statement, vote = camps((60, 55))
    before = opinion_map(person, statement, vote)
    # Ten of the larger camp leave, which makes it the smaller.
    stay = person >= 10
    cold = opinion_map(person[stay], statement[stay], vote[stay])
    warm = opinion_map(person[stay], statement[stay], vote[stay], warm=before)
    flipped = opinion_map(
        person[stay], statement[stay], vote[stay], warm=opinion_map(person, statement, -vote)
    )

    assert cold.groups[0] == 1
    assert np.array_equal(warm.groups, before.groups[10:])
    assert np.sign(warm.axes.loadings[1, 0]) == np.sign(before.axes.loadings[1, 0])
    assert flipped.k == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"min_votes": 0}, "min_votes"),
        ({"max_groups": 0}, "max_groups"),
        ({"min_group": 0.5}, "min_group"),
    ],
)
def test_settings_out_of_range_are_refused(change, refusal):
    with pytest.raises(InputError, match=refusal):
        opinion_map(*camps(), **change)


def test_what_cannot_be_mapped_is_refused_with_a_remedy():
    person, statement, vote = camps()

    with pytest.raises(NoVariationError, match="everybody agrees"):
        opinion_map(person, statement, np.ones_like(vote))
    with pytest.raises(TooFewError, match="0 of 100"):
        opinion_map(person, statement, vote, min_votes=9)


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        (([1, 2], [1], [1]), "one length"),
        (([], [], []), "at least one vote"),
        (([1], [1], [2]), "votes of -1, 0 or 1"),
        (([1], [1], [np.nan]), "votes of -1, 0 or 1"),
        (([1], [1], ["yes"]), "votes of -1, 0 or 1"),
        (([np.nan], [1], [1]), "person as numbers or names"),
        (([1], [None], [1]), "statement as numbers or names"),
    ],
)
def test_columns_that_cannot_be_read_are_refused(columns, refusal):
    with pytest.raises((InputError, TooFewError), match=refusal):
        read_votes(*columns)


@pytest.mark.parametrize(
    ("group", "refusal"),
    [(["a"], "for every vote"), ([np.nan, 1.0], "numbers or names"), (["a", "b"], "one group for each")],
)
def test_groups_that_cannot_be_read_are_refused(group, refusal):
    with pytest.raises(InputError, match=refusal):
        group_informed_consensus([1, 1], [7, 8], [1, 1], group)


def test_wilson_interval_by_hand():
    lower, upper = wilson(np.array([8]), np.array([10]), 0.95)

    z2 = 1.959964**2
    middle, half = (0.8 + z2 / 20) / (1 + z2 / 10), np.sqrt(z2 * (0.016 + z2 / 400)) / (1 + z2 / 10)
    assert (lower[0], upper[0]) == pytest.approx((middle - half, middle + half), abs=1e-6)


def test_standing_of_a_statement_follows_from_its_strata():
    # statement: votes of ash, votes of oak
    ballots = {
        0: ([1] * 4, [1] * 9),
        1: ([1] * 9, [1] * 9),
        2: ([1] * 9, [-1] * 9),
        3: ([1] * 9, [1, -1] * 4),
    }
    rows = [
        (f"{stratum}{i}", number, vote, stratum)
        for number, sides in ballots.items()
        for stratum, votes in zip(("ash", "oak"), sides, strict=True)
        for i, vote in enumerate(votes)
    ]
    found = support_by_stratum(*(np.array(column) for column in zip(*rows, strict=True)))

    assert found.standing.tolist() == ["still_open", "supported", "not_supported", "undecided"]
    assert found.still_open.tolist() == [True, False, False, False]
    assert found.seen[:, 0].tolist() == [4, 9]
    assert found.share[:, 3] == pytest.approx([1.0, 0.5])


def test_strata_need_sensible_settings_and_two_of_them():
    with pytest.raises(InputError, match="min_coverage"):
        support_by_stratum([1, 2], [7, 7], [1, 1], ["a", "b"], min_coverage=0)
    with pytest.raises(TooFewError, match="only a"):
        support_by_stratum([1, 2], [7, 7], [1, 1], ["a", "a"])


@pytest.fixture(scope="module")
def conversation():
    drawn = simulate_opinions(OpinionWorld(people=200, statements=30, camps=(2, 1)), seed=6)
    return drawn.person, drawn.statement, drawn.vote


@pytest.fixture(scope="module")
def mapped(conversation):
    return opinion_map(*conversation)


NEW_VOTES = {
    "changed": (5, 3, 1),
    "taken back": (5, 3, 0),
    "first of somebody": (900, 3, -1),
    "first on something": (5, 77, 1),
    "both new": (900, 77, -1),
    "several, one of them twice": ([900, 5, 900, 6, 901], [77, 3, 77, 4, 3], [1, -1, -1, 0, 1]),
}


@pytest.mark.parametrize("new", NEW_VOTES.values(), ids=NEW_VOTES)
def test_added_votes_give_the_map_that_all_votes_together_give(mapped, conversation, new):
    whole = [np.append(old, added) for old, added in zip(conversation, new, strict=True)]

    after = update_map(mapped, *new)

    ballots = read_votes(*whole)
    people, statements = np.argsort(after.person), np.argsort(after.statement)
    votes = Centred.of(ballots)
    exact = fit_axes(votes)
    loadings = after.axes.loadings[statements]
    assert after.person[people].tolist() == ballots.person.tolist()
    assert after.axes.mean[statements] == pytest.approx(votes.mean, abs=1e-12)
    assert after.points[people] == pytest.approx(
        votes.forward_all(loadings) * votes.scale()[:, None], abs=1e-9
    )
    assert after.axes.values == pytest.approx(exact.values, rel=1e-3)
    assert after.axes.residual <= 1e-4
    assert after.since == np.size(new[0])
    counts = tally(ballots, after.groups[people], after.k)
    assert np.array_equal(after.counts[:, statements], counts)


def test_update_leaves_the_map_before_as_it_was_and_can_go_on(mapped):
    counts, points = mapped.counts.copy(), mapped.points.copy()

    after = mapped
    for vote in (1, -1, 0, 1):
        after = update_map(after, 3, 5, vote)

    assert np.array_equal(mapped.counts, counts)
    assert np.array_equal(mapped.points, points)
    assert after.since == 4
    many = update_map(mapped, np.arange(1000, 1300), np.full(300, 5), np.ones(300, int))
    assert len(many.person) == len(mapped.person) + 300


def test_update_of_a_map_without_groups_has_none():
    drawn = simulate_opinions(OpinionWorld(people=90, statements=20, conviction=0.0), seed=1)
    before = opinion_map(drawn.person, drawn.statement, drawn.vote)

    after = update_map(before, 4, 2, 1)

    assert before.groups is after.groups is None
    assert after.counts.shape == before.counts.shape
