"""By hand: how a plan that puts the worst-served first takes newcomers and losses."""

import sys

import numpy as np
import pytest

from wealdstats.errors import NotSolvedError
from wealdstats.matching import assign, flow
from wealdstats.matching.change import join
from wealdstats.matching.fair import best_alone
from wealdstats.matching.question import ask
from wealdstats.matching.weights import first_weight
from wealdstats.simulate import needs_and_offers


def pairs(plan):
    return set(zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True))


def test_newcomer_below_the_floor_lowers_it_just_so_far_and_others_use_what_opens():
    edges = ([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [5.0, 8.0, 6.0, 3.0, 7.0])
    plan = assign(*edges, demand=1, capacity={0: 1, 1: 1, 2: 1, 3: 1})
    assert (plan.worst_off, plan.total) == (6.0, 21.0)

    lower = plan.add(9, [2, 3], [3.0, 4.0])

    assert pairs(lower) == {(0, 1), (1, 0), (2, 2), (9, 3)}
    assert (lower.worst_off, lower.worst_bound) == (4.0, 4.0)


def test_place_that_no_floor_could_fill_stays_empty_and_the_floor_stays():
    plan = assign([0, 1], [0, 1], [5.0, 6.0], demand=1, capacity={0: 1, 1: 1, 2: 1})

    crowded = plan.add(9, [0], [4.0])

    assert crowded.unmet.need.tolist() == [9]
    assert crowded.worst_off == 5.0


def test_raised_leaves_somebody_else_without_where_that_serves_the_worst_better():
    plan = assign([0, 1], [0, 1], [5.0, 8.0], demand=1, capacity=1)

    crowded = plan.add(9, [0], [5.5])
    again = crowded.add(8, [0], [7.0]).raised()

    assert crowded.worst_off == 5.5
    assert pairs(again) == {(8, 0), (1, 1)}
    assert again.worst_off == again.worst_bound == 7.0


def test_floor_that_would_move_too_many_is_solved_again(monkeypatch):
    plan = assign([0, 0, 1], [0, 1, 1], [5.0, 1.0, 6.0], demand=1, capacity={0: 2, 1: 1})
    crowded = plan.add(8, [1], [6.0])
    monkeypatch.setattr("wealdstats.matching.floor.FEW", 0)

    lower, raised = plan.add(9, [0], [1.0]), crowded.raised()

    assert (lower.worst_off, len(lower.pairs), lower.late) == (1.0, 3, ())
    assert (raised.total, raised.late) == (11.0, ())


def test_newcomer_with_several_places_among_needs_of_one_is_solved_again():
    plan = assign([0, 1], [0, 1], [5.0, 6.0], demand=1, capacity=2)

    more = plan.add(9, [0, 1], [4.0, 2.0], demand=2)

    assert (len(more.pairs), more.worst_off, more.late) == (4, 3.0, ())


def test_raised_changes_nothing_where_the_total_comes_first_or_all_was_solved_again():
    rich = assign([0, 1], [0, 1], [5.0, 6.0], demand=1, capacity=1, fairness="total")
    ruled = assign([0, 1], [0, 1], [5.0, 6.0], demand=1, capacity={0: (1, 1), 1: 1})

    assert rich.raised() is rich
    assert ruled.raised() is ruled


def test_newcomer_counts_as_much_as_it_takes_to_be_served_no_worse_than_anybody(monkeypatch):
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
    need, offer = [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 3]
    plan = assign(need, offer, [8.0, 7.0, 8.0, 7.5, 8.0, 7.0], demand=[1, 1, 2], capacity=1)
    state, grid = plan.state, plan.question.grid
    assert state is not None

    worth = np.array([6.9, 8.0])
    values = grid.values(worth, np.zeros(2, np.int64))
    weight = first_weight(state, np.array([0, 1]), values, worth >= 7.0)
    joined = join(state, np.array([0, 1]), values, worth, weight)

    assert weight >= 1
    assert joined.weight[-1] == weight
    assert first_weight(state, np.array([0, 1]), values, np.array([True, True])) == 1
    assert first_weight(state, np.array([0, 1]), values, np.array([False, False])) == 1


def test_worst_alone_is_told_over_all_places_and_without_candidates():
    question = ask([0, 0, 0, 1], [0, 1, 2, 0], [1.0, 4.0, 4.0, 3.0], demand=[2, 1], capacity=1)
    nobody = ask([], [], [], demand={0: 1}, capacity={0: 1})

    assert best_alone(question, question.allowed) == 3.0
    assert best_alone(nobody, nobody.allowed) == np.inf


def test_maximum_flow_that_stops_short_is_not_believed(monkeypatch):
    class Stopped:
        OPTIMAL = 0

        def add_arcs_with_capacity(self, *_):
            pass

        def solve(self, *_):
            return 1

    monkeypatch.setattr(flow, "_solvers", lambda: (Stopped(), None))
    question = ask([0], [0], [1.0], demand=1, capacity=1)

    with pytest.raises(NotSolvedError, match="maximum flow"):
        flow.most_places(question, question.allowed)


def test_raising_ends_where_it_has_gone_on_long_enough(monkeypatch):
    drawn = needs_and_offers(300, 80, 15, spare=0.0, planted=False, seed=11)
    asked = {"demand": drawn.demand, "capacity": drawn.capacity}
    fair = assign(drawn.need, drawn.offer, drawn.affinity, **asked)
    monkeypatch.setattr("wealdstats.matching.weights.MANY", 1)

    once = assign(drawn.need, drawn.offer, drawn.affinity, **asked)

    assert once.worst_off < fair.worst_off
    assert once.raised().worst_off >= once.worst_off


@pytest.mark.parametrize("spare", [0.2, -0.1])
def test_rules_and_several_places_in_a_large_question_go_by_rounds_of_whole_flows(spare):
    drawn = needs_and_offers(80, 30, 6, spare=spare, planted=False, seed=2)
    asked = {"demand": drawn.demand, "capacity": drawn.capacity, "per_receiver": 2}

    fair = assign(drawn.need, drawn.offer, drawn.affinity, **asked)
    rich = assign(drawn.need, drawn.offer, drawn.affinity, fairness="total", **asked)

    assert (fair.method, fair.state) == ("rounds", None)
    assert len(fair.pairs) == len(rich.pairs)
    assert rich.worst_off <= fair.worst_off <= fair.worst_bound
    assert fair.bound >= fair.total
