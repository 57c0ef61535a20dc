"""By hand: small plans anybody can check, every rule, every reason, every refusal."""

import sys

import numpy as np
import pytest

from wealdstats.errors import InputError, MissingExtraError, NotSolvedError
from wealdstats.matching import AtLeast, PerReceiver, assign, exact, flow
from wealdstats.matching.cycles import short_cycles, without_cycles
from wealdstats.matching.edges import spans
from wealdstats.matching.question import ask

OAK_AND_ELM = (["Oak", "Oak", "Elm"], ["Ash", "Yew", "Ash"], [9, 5, 6])


def pairs(plan):
    return set(zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True))


def test_places_come_before_worth():
    plan = assign(*OAK_AND_ELM, demand=1, capacity=1, fairness="total")

    assert pairs(plan) == {("Oak", "Yew"), ("Elm", "Ash")}
    assert (plan.total, plan.worst_off, len(plan.unmet), plan.gap) == (11.0, 5.0, 0, 0.0)


def test_worst_served_come_before_the_total():
    edges = ([0, 0, 1, 1], [0, 1, 0, 1], [9, 4, 5, 1])

    fair, rich = (assign(*edges, demand=1, capacity=1, fairness=way) for way in ("worst-off", "total"))

    assert (fair.worst_off, fair.total) == (4.0, 9.0)
    assert (rich.worst_off, rich.total) == (1.0, 10.0)


def test_demand_and_capacity_are_read_by_label_by_number_or_as_one():
    edges = ([0, 0, 1], [0, 1, 0], [1.0, 1.0, 1.0])

    plans = [
        assign(*edges, demand={0: 2, 1: 1, 2: 1}, capacity={0: 2, 1: (0, 1)}),
        assign(*edges, demand=[2, 1, 1], capacity=np.array([[0, 2], [0, 1]])),
    ]

    assert all(len(plan.pairs) == 3 and plan.unmet.need.tolist() == [2] for plan in plans)


def test_price_of_a_place_is_what_one_more_would_add():
    plan = assign([0, 0, 1, 2], [0, 1, 0, 1], [9.0, 5.0, 6.0, 2.0], demand=1, capacity=1, fairness="total")

    assert len(plan.pairs) == 2
    assert plan.prices.fills.tolist() == [True, True]
    assert plan.prices.worth.tolist() == [2.0, 2.0] if plan.total == 15.0 else [3.0, 2.0]


def test_floor_under_an_offers_load_is_met_and_told_where_it_is_not():
    edges = ([0, 0, 1, 1], [0, 1, 0, 1], [9, 1, 9, 1])

    met = assign(*edges, demand=1, capacity={0: 2, 1: (1, 2)})
    unmet = assign(*edges, demand=[1, 1], capacity=np.array([[1, 2], [2, 2]]))

    assert sorted(met.pairs.offer.tolist()) == [0, 1]
    assert met.below_floor.size == 0
    assert unmet.below_floor.tolist() in ([0], [1])


def test_kept_place_stays_empty_rather_than_go_to_somebody_without_the_label():
    rule = AtLeast(1, ["Ash"], label="led a small school")
    plan = assign(
        ["Oak", "Oak"],
        ["Yew", "Fir"],
        [3, 2],
        demand=2,
        capacity={"Ash": 1, "Yew": 1, "Fir": 1},
        at_least=[rule],
    )

    assert pairs(plan) == {("Oak", "Yew")}
    assert plan.unmet.places.tolist() == [1]
    assert plan.why.refusal("Oak", "Fir").kind == "kept place"
    assert plan.why.unserved("Oak").text.startswith("Lift this: Oak keeps 1 for led a small school")


def test_labels_that_nest_go_through_the_flow_and_agree_with_the_integer_program():
    rules = [AtLeast(1, [0]), AtLeast(2, [0, 1]), AtLeast(1, [0, 1, 2], needs=[1])]
    question = ask(
        [0, 0, 0, 0, 1, 1],
        [0, 1, 2, 3, 2, 3],
        [1, 2, 9, 8, 9, 1],
        demand=[3, 1],
        capacity=[1, 1, 1, 1],
        at_least=rules,
        fairness="total",
    )

    chosen = flow.best_flow(question, question.allowed, question.edges.value)

    assert np.array_equal(chosen, exact.solve_exactly(question, question.allowed))


def test_labels_that_cross_are_solved_where_small_and_refused_where_large():
    rules = [AtLeast(1, [0]), AtLeast(1, [1])]
    small = assign([0, 0, 0], [0, 1, 2], [1, 2, 9], demand=[2], capacity=[1, 1, 1], at_least=rules)
    need, offer = np.divmod(np.arange(400), 20)

    assert small.method == "integer program"
    assert len(assign([0, 0, 0], [0, 1, 2], [1, 2, 9], demand=[2], capacity=0, at_least=rules).pairs) == 0
    assert small.pairs.offer.tolist() == [0, 1]
    with pytest.raises(InputError, match="cross"):
        assign(need, offer, np.ones(400), demand=2, capacity=3, at_least=rules)


def test_receiver_with_two_needs_has_no_more_supporters_than_it_can_bear():
    rule = PerReceiver(1, {"reading": "Oak", "number": "Oak"})
    plan = assign(
        ["reading", "number", "art"],
        ["Ash", "Yew", "Fir"],
        [2, 3, 1],
        demand=1,
        capacity=1,
        per_receiver=rule,
    )

    assert pairs(plan) == {("number", "Yew"), ("art", "Fir")}
    assert plan.why.refusal("reading", "Ash").text == "Oak has 1 supporters, the most allowed."
    assert len(assign([0, 0], [0, 1], [1, 2], demand=2, capacity=1, per_receiver=1).pairs) == 1


@pytest.mark.parametrize("ring", [2, 3])
def test_no_party_helps_one_that_helps_it_or_closes_a_ring_of_three(ring):
    need = np.arange(ring)
    offer = (need + 1) % ring

    allowed = assign(need, offer, np.arange(1.0, ring + 1), demand=1, capacity=1)
    forbidden = assign(need, offer, np.arange(1.0, ring + 1), demand=1, capacity=1, reciprocal="forbid")

    assert len(allowed.pairs) == ring
    assert len(forbidden.pairs) == ring - 1
    missing = int(forbidden.unmet.need[0])
    assert forbidden.why.refusal(missing, offer[missing]).kind == "ring"


def test_no_party_helps_itself_where_labels_are_parties():
    plan = assign(["Oak", "Oak"], ["Oak", "Ash"], [9, 1], demand=1, capacity=1, reciprocal="forbid")

    assert pairs(plan) == {("Oak", "Ash")}
    assert plan.why.refusal("Oak", "Oak").kind == "same party"


def test_every_way_of_missing_out_has_its_reason():
    plan = assign(
        ["a", "a", "b", "b", "c", "d", "e"],
        ["x", "y", "x", "z", "x", "w", "x"],
        [9, 8, 7, 1, 3, 5, 2],
        demand={"a": 1, "b": 1, "c": 1, "d": 1, "e": 0, "f": 1},
        capacity={"x": 1, "y": 1, "z": 1, "w": 0},
        forbid=[("b", "z"), ("nobody", "z")],
        fairness="total",
    )
    why = plan.why

    assert pairs(plan) == {("a", "y"), ("b", "x")}
    assert why.refusal("b", "z").kind == "forbidden"
    assert why.refusal("b", "y").kind == "candidates"
    assert (why.refusal("a", "x").kind, why.refusal("a", "x").amount) == (
        "capacity",
        why.refusal("a", "x").amount,
    )
    assert why.refusal("c", "x").amount == pytest.approx(4.0)
    assert why.refusal("d", "w").text == "w has no place to give."
    assert why.refusal("e", "x").kind == "demand"
    assert why.unserved("f").kind == "candidates"
    assert why.unserved("c").text == "One more place at x would fill it and add 3."
    assert why.unserved("d").kind == "capacity"
    assert [reason.kind for reason in why.pairing("a", "y")] == ["affinity", "capacity"]


def test_need_that_has_all_it_asks_for_is_refused_the_rest_by_its_demand():
    plan = assign([0, 0], [0, 1], [3.0, 2.0], demand=1, capacity=1)

    assert plan.why.refusal(0, 1).kind == "floor"
    plain = assign([0, 0], [0, 1], [3.0, 2.0], demand=1, capacity=1, fairness="total").why.refusal(0, 1)
    assert (plain.kind, plain.amount) == ("demand", 1.0)


def test_forbidden_pair_with_a_free_place_is_the_cheapest_to_lift():
    plan = assign([0], [0], [3.0], demand=1, capacity=1, forbid=[(0, 0)])

    assert plan.why.unserved(0).text == "Lift this: 0 and 0 are a forbidden pair. It would add 3."
    assert np.isnan(plan.worst_off)


def test_area_that_lacks_places_is_named():
    plan = assign([0, 1, 2], [0, 0, 1], [4.0, 3.0, 1.0], demand=1, capacity=1, fairness="total")

    areas = plan.why.areas(["north", "south"])

    assert areas.offer.tolist() == ["north", "south"]
    assert areas.fills.tolist() == [True, False]
    assert areas.worth.tolist() == [3.0, 0.0]


def test_new_need_and_withdrawn_offer_make_a_new_plan_and_leave_the_old():
    first = assign(*OAK_AND_ELM, demand=1, capacity=1, fairness="total")

    second = first.add("Fir", ["Yew", "Ash"], [8, 1])
    third = second.withdraw("Ash")
    assert pairs(first.withdraw("Ash")) == {("Oak", "Yew")}

    assert pairs(first) == {("Oak", "Yew"), ("Elm", "Ash")}
    assert pairs(second) == {("Fir", "Yew"), ("Oak", "Ash")}
    assert pairs(third) == {("Fir", "Yew")}
    assert set(third.unmet.need.tolist()) == {"Oak", "Elm"}
    assert third.why.unserved("Elm").kind == "capacity"
    assert third.prices.offer.tolist() == ["Ash", "Yew"]


def test_newcomer_below_the_floor_lowers_it_rather_than_stay_without():
    plan = assign([0, 1], [0, 1], [5.0, 6.0], demand=1, capacity={0: 2, 1: 1})

    lower = plan.add(2, [0], [1.0])
    higher = plan.add(2, [0], [99.0])

    assert (lower.worst_off, len(lower.pairs)) == (1.0, 3)
    assert higher.total == 110.0


def test_change_under_other_rules_is_solved_again_with_them():
    rules = [AtLeast(1, ["Ash"], needs=["Oak"]), AtLeast(1, ["Ash"])]
    plan = assign(
        ["Oak"],
        ["Ash"],
        [1],
        demand=1,
        capacity={"Ash": 2, "Yew": 2},
        at_least=rules[:1],
        reciprocal="forbid",
    )

    other = plan.add("Elm", ["Yew"], [2])
    everybody = assign(["Oak"], ["Ash"], [1], demand=1, capacity={"Ash": 2, "Yew": 2}, at_least=rules[1:])

    assert pairs(other) == {("Oak", "Ash"), ("Elm", "Yew")}
    assert pairs(plan.withdraw("Ash")) == set()
    assert everybody.add("Elm", ["Yew"], [2]).unmet.need.tolist() == ["Elm"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda plan: plan.add("Oak", ["Ash"], [1]), "not there yet"),
        (lambda plan: plan.add("Fir", ["Ash"], [1]).add("Fir", ["Ash"], [1]), "not there yet"),
        (lambda plan: plan.add("Fir", ["Box"], [1]), "known offers"),
        (lambda plan: plan.add("Fir", ["Ash", "Ash"], [1, 2]), "each once"),
        (lambda plan: plan.add("Fir", ["Ash"], [np.nan]), "finite"),
        (lambda plan: plan.add("Fir", ["Ash"], [1], demand=-1), "places"),
        (lambda plan: plan.add(3, ["Ash"], [1]), "same kind"),
        (lambda plan: plan.withdraw("Box"), "offer of this plan"),
        (lambda plan: plan.withdraw("Ash").withdraw("Ash"), "offer of this plan"),
        (lambda plan: plan.why.pairing("Oak", "Ash"), "pairing"),
        (lambda plan: plan.why.refusal("Oak", "Yew"), "not in the plan"),
        (lambda plan: plan.why.refusal("Box", "Yew"), "need and an offer"),
        (lambda plan: plan.why.unserved("Oak"), "empty place"),
        (lambda plan: plan.why.areas(["one"]), "area per offer"),
    ],
)
def test_change_or_question_that_cannot_be_read_is_refused(change, what):
    plan = assign(*OAK_AND_ELM, demand=1, capacity=1)

    with pytest.raises(InputError, match=what):
        change(plan)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"affinity": [1.0, np.nan]}, "finite"),
        ({"affinity": [1.0]}, "one length"),
        ({"need": [0, 0], "offer": [0, 0]}, "each pair once"),
        ({"need": [[0], [1]]}, "one need label a row"),
        ({"demand": {0: 1}}, "an amount for every need"),
        ({"demand": [1]}, "an amount for every need"),
        ({"demand": {0: (1, 2), 1: 1}}, "one number of places per need"),
        ({"capacity": -1}, "floor ≤ ceiling"),
        ({"capacity": 0.5}, "whole number"),
        ({"need": ["a", "b"], "demand": [1, 1]}, "row numbers"),
        ({"forbid": [(0, 0, 0)]}, "pairs of a need and an offer"),
        ({"at_least": [AtLeast(0, [0])]}, "at least one place"),
        ({"per_receiver": -1}, "supporters per receiver"),
        ({"reciprocal": "maybe"}, "allow"),
        ({"fairness": "none"}, "worst-off"),
    ],
)
def test_question_that_cannot_be_read_is_refused(given, what):
    usual = {"need": [0, 1], "offer": [0, 1], "affinity": [1.0, 2.0], "demand": 1, "capacity": 1}

    with pytest.raises(InputError, match=what):
        assign(**(usual | given))


def test_nothing_to_match_is_a_plan_with_nothing_in_it():
    plan = assign([], [], [], demand={"Oak": 2}, capacity={"Ash": 1})

    assert len(plan.pairs) == 0
    assert plan.unmet.places.tolist() == [2]
    assert plan.prices.worth.tolist() == [0.0]
    assert len(assign([], [], [], demand={"Oak": 2}, capacity={"Ash": 1}, forbid=[("Oak", "Ash")]).unmet) == 1
    assert plan.add("Elm", ["Ash"], [1.0]).total == 1.0
    assert plan.add("Elm", [], []).unmet.need.tolist() == ["Elm", "Oak"]


def test_missing_solver_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)

    with pytest.raises(MissingExtraError, match=r"weald\[matching\]"):
        assign([0], [0], [1.0], demand=1, capacity=1)


def test_solver_that_stops_short_is_not_believed():
    arcs = flow._Arcs(
        *(np.array([0]) for _ in range(2)), np.array([1]), np.array([2**62]), np.array([1, -1]), 1
    )

    with pytest.raises(NotSolvedError, match="optimal flow"):
        flow._solve(arcs)


def test_integer_program_that_stops_short_is_not_believed(monkeypatch):
    stopped = type("Stopped", (), {"status": 1, "message": "time"})()
    monkeypatch.setattr(exact, "milp", lambda *_, **__: stopped)
    question = ask([0], [0], [1.0], demand=1, capacity=1)

    with pytest.raises(NotSolvedError, match="time"):
        exact.solve_exactly(question, question.allowed)


def test_rows_of_a_table_are_found_in_any_order_and_empty():
    first = np.array([0, 2, 2, 3])

    assert [part.tolist() for part in spans(first, np.array([2, 1, 0]))] == [[2, 0, 1], [2, 0, 0]]
    assert [part.tolist() for part in spans(first, np.zeros(0, np.int64))] == [[], []]


def test_prices_are_refused_where_rules_hold_back_a_better_exchange():
    plan = assign([0, 0, 1, 1], [0, 1, 0, 1], [1, 9, 5, 5], demand=[1, 1], capacity=[1, 1],
                  at_least=[AtLeast(1, [0], needs=[0])], fairness="total")  # fmt: skip

    assert plan.total == 6.0
    assert plan.why.refusal(1, 0).amount == 0.0
    with pytest.raises(NotSolvedError, match="other rules"):
        plan.prices.worth.sum()


def test_two_rings_that_share_their_weakest_edge_lose_it_once():
    # 0 helps 1; 1 helps 0 back, and 1 helps 2, who helps 0: the first edge is in both rings.
    question = ask([1, 0, 2, 0], [0, 1, 1, 2], [1.0, 5.0, 6.0, 7.0], demand=[2, 1, 1], capacity=[1, 2, 1],
                   reciprocal="forbid", fairness="total")  # fmt: skip
    everything = np.ones(4, np.bool_)
    weakest = int(question.edges.value.argmin())

    kept, dropped = without_cycles(question, everything, question.edges.value)

    assert [weakest in ring for ring in short_cycles(question, everything)] == [True, True]
    assert dropped.tolist() == [weakest]
    assert kept.tolist() == (np.arange(4) != weakest).tolist()


def test_labels_that_together_are_everybody_stand_side_by_side_in_the_flow():
    rules = [AtLeast(1, [0, 2]), AtLeast(1, [1])]
    question = ask([0, 0, 0], [0, 1, 2], [3, 1, 2], demand=2, capacity=1, at_least=rules, fairness="total")

    chosen = flow.best_flow(question, question.allowed, question.edges.value)

    assert np.array_equal(chosen, exact.solve_exactly(question, question.allowed))
    assert chosen.tolist() == [True, True, False]
