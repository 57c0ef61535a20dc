"""By hand: how a plan that puts the worst-served first takes newcomers and losses."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from wealdstats.errors import NotSolvedError
from wealdstats.matching import assign, flow
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


SEVERAL = (["Oak", "Oak", "Elm", "Elm", "Elm"], ["a", "b", "d", "e", "f"], [9.9, 9.55, 8.5, 7.5, 7.0])
PLACES = {"demand": {"Oak": 1, "Elm": 2}, "capacity": dict.fromkeys("abcdef", 1)}


def test_newcomer_counts_as_much_as_it_takes_to_be_served_no_worse_than_anybody(monkeypatch):
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
    fair, rich = (assign(*SEVERAL, **PLACES, fairness=way) for way in ("worst-off", "total"))

    fair, rich = (plan.add("Yew", ["a", "c"], [8.0, 7.9]) for plan in (fair, rich))

    assert (rich.total, rich.worst_off) == (pytest.approx(33.8), 7.9)
    assert (fair.total, fair.worst_off) == (pytest.approx(33.55), 8.0)
    assert {("Yew", "a"), ("Oak", "b")} < pairs(fair)
    assert fair.state.weight.tolist() == [1, 1, 4]
    assert fair.total <= fair.bound < fair.total + 0.01


def test_newcomer_that_would_have_to_count_too_much_or_cannot_be_helped_counts_once(monkeypatch):
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
    plan = assign(*SEVERAL, **PLACES)
    state, offer = plan.state, np.array([0, 2])
    values = plan.question.grid.scale * np.array([100, 90])

    def weight(first, second, state=state):
        return first_weight(state, offer, values, np.array([first, second]))

    assert weight(True, False) == 4
    assert weight(True, False, replace(state, purse=4)) == 4
    assert weight(True, False, replace(state, purse=3)) == 1
    assert weight(True, False, replace(state, price=800 * state.price)) == 1
    assert weight(True, True) == weight(False, False) == weight(False, True) == 1


def test_prices_are_those_of_the_plan_with_needs_as_they_count(monkeypatch):
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
    plan = assign(*SEVERAL, **PLACES)
    grown = plan.add("Yew", ["a", "c"], [8.0, 7.9])

    before, after = plan.prices, grown.prices

    # One more place at a: nobody wants it before; then Oak goes back from 9.55 to 9.9.
    assert before.offer.tolist() == after.offer.tolist() == list("abcdef")
    assert before.worth.tolist() == [0.0] * 6
    assert after.worth.tolist() == pytest.approx([0.35, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert grown.why.refusal("Yew", "c").kind == "demand"


def test_plan_that_has_lost_every_offer_has_a_bound_and_reasons_still(monkeypatch):
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
    plan = assign(*SEVERAL, **PLACES).add("Yew", ["a", "c"], [8.0, 7.9])

    for name in "abcdef":
        plan = plan.withdraw(name)

    assert (plan.total, plan.bound, len(plan.pairs)) == (0.0, 0.0, 0)
    assert np.isnan(plan.worst_off)
    assert plan.why.unserved("Yew").kind == "capacity"


def test_load_floors_do_not_pass_for_places_filled():
    edges = ([0, 0, 1, 2], ["y", "x", "y", "x"], [10.0, 4.0, 5.0, 1.0])

    plan = assign(*edges, demand=1, capacity={"x": (1, 1), "y": 1})

    assert (plan.worst_off, plan.worst_bound, plan.total) == (4.0, 4.0, 9.0)


def test_places_still_come_first_when_more_have_come_than_were_there():
    plan = assign(
        [0, 0], [0, 1], [1.0, 0.0], demand=1, capacity=dict.fromkeys(range(90), 1), fairness="total"
    )

    for number in range(1, 72):
        plan = plan.add(number, [number, number + 1], [1.0, 0.0])
    last = plan.add(99, [0], [0.0])

    assert len(last.pairs) == len(last.again(last).pairs) == 73


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
