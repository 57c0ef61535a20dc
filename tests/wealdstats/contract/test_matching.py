"""What must not matter does not; what is promised of every plan holds on cases nobody chose."""

import itertools
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wealdstats.matching import AtLeast, PerReceiver, assign
from wealdstats.matching.cycles import without_cycles
from wealdstats.matching.exact import solve_exactly
from wealdstats.matching.fair import filled_places, weighted_rounds
from wealdstats.matching.flow import best_flow
from wealdstats.matching.question import ask
from wealdstats.matching.service import worst_service
from wealdstats.simulate import needs_and_offers

WORTH = 1000.0  # more than any chain of exchanges in these small cases
CASES = settings(max_examples=30, deadline=None)


@st.composite
def cases(draw, most_needs=7, most_offers=6, most_edges=20, whole=True):
    n, k = draw(st.integers(1, most_needs)), draw(st.integers(1, most_offers))
    cells = draw(st.lists(st.integers(0, n * k - 1), unique=True, min_size=1, max_size=most_edges))
    need, offer = np.divmod(np.array(cells), k)
    worth = st.integers(-5, 9) if whole else st.floats(-1.0, 1.0)
    affinity = np.array(draw(st.lists(worth, min_size=len(cells), max_size=len(cells))), float)
    places = st.integers(0, 3)
    demand = np.array(draw(st.lists(places, min_size=n, max_size=n)))
    capacity = np.array(draw(st.lists(places, min_size=k, max_size=k)))
    return need, offer, affinity, demand, capacity


def programme(need, offer, affinity, demand, capacity):
    """Places filled and worth by linear programming: an optimum of the flow is whole."""
    rows = np.zeros((len(demand) + len(capacity), len(need)))
    rows[need, np.arange(len(need))] = rows[len(demand) + offer, np.arange(len(need))] = 1.0
    most = np.concatenate([demand, capacity])
    chosen = np.rint(linprog(-(affinity + WORTH), A_ub=rows, b_ub=most, bounds=(0, 1)).x)
    return int(chosen.sum()), float(affinity @ chosen)


@CASES
@given(st.one_of(cases(), cases(whole=False)), st.integers(0, 3))
def test_pure_flow_is_the_optimum_of_the_linear_programme(case, seed):
    need, offer, affinity, demand, capacity = case

    plan = assign(need, offer, affinity, demand=demand, capacity=capacity, fairness="total", seed=seed)

    filled, worth = programme(*case)
    assert len(plan.pairs) == filled
    assert plan.total == pytest.approx(worth, abs=1e-5)
    assert plan.bound >= worth - 1e-9


@CASES
@given(cases(), st.data())
def test_a_changed_plan_is_the_optimum_of_what_it_was_changed_to(case, data):
    need, offer, affinity, demand, capacity = case
    n, k = len(demand), len(capacity)
    plan = assign(need, offer, affinity, demand=demand, capacity=capacity, fairness="total")

    for step in range(2):
        own = np.array(data.draw(st.lists(st.integers(0, k - 1), unique=True)), int)
        worth = np.array(data.draw(st.lists(st.integers(-5, 9), min_size=len(own), max_size=len(own))), float)
        places = data.draw(st.integers(0, 2))
        need, offer = np.append(need, np.full(len(own), n + step)), np.append(offer, own)
        affinity, demand = np.append(affinity, worth), np.append(demand, places)
        plan = plan.add(n + step, own, worth, demand=places)
        assert (len(plan.pairs), plan.total) == programme(need, offer, affinity, demand, capacity)
    for gone in np.flatnonzero(capacity)[:2]:
        capacity = np.where(np.arange(k) == gone, 0, capacity)
        plan = plan.withdraw(gone)
        assert (len(plan.pairs), plan.total) == programme(need, offer, affinity, demand, capacity)


@CASES
@given(cases())
def test_a_price_is_what_one_more_place_adds(case):
    need, offer, affinity, demand, capacity = case
    prices = assign(need, offer, affinity, demand=demand, capacity=capacity, fairness="total").prices
    filled, worth = programme(*case)

    for place in range(len(capacity)):
        more = programme(need, offer, affinity, demand, capacity + (np.arange(len(capacity)) == place))
        assert (prices.fills[place], prices.worth[place]) == (more[0] - filled, more[1] - worth)


def has_ring(pairs):
    gives = {(offer, need) for need, offer in pairs}
    ends = {end for pair in gives for end in pair}
    return any(a == b or (b, a) in gives for a, b in gives) or any(
        (b, c) in gives and (c, a) in gives for (a, b), c in itertools.product(gives, ends)
    )


def enumerate_best(case, floor, rules, at_most, reciprocal, fairness):
    """Try every set of edges: floors and places, then the worst served, then the total."""
    need, offer, affinity, demand, capacity = case
    best = (-1, 0.0, 0.0)
    for bits in itertools.product((False, True), repeat=len(need)):
        x = np.array(bits)
        got, load = (
            np.bincount(need[x], minlength=len(demand)),
            np.bincount(offer[x], minlength=len(capacity)),
        )
        if (got > demand).any() or (load > capacity).any() or (at_most is not None and (got > at_most).any()):
            continue
        others = [
            np.bincount(need[x & ~np.isin(offer, list(rule.offers))], minlength=len(demand)) for rule in rules
        ]
        if any((own > np.maximum(demand - r.count, 0)).any() for own, r in zip(others, rules, strict=True)):
            continue
        if reciprocal == "forbid" and has_ring(zip(need[x].tolist(), offer[x].tolist(), strict=True)):
            continue
        mean = np.bincount(need[x], affinity[x], minlength=len(demand))[got > 0] / got[got > 0]
        worst = float(mean.min()) if mean.size and fairness == "worst-off" else 0.0
        best = max(
            best, (int(x.sum() + np.minimum(load, floor).sum()), round(worst, 6), float(affinity[x].sum()))
        )
    return best


@settings(max_examples=40, deadline=None)
@given(cases(most_needs=4, most_offers=4, most_edges=7), st.data())
def test_every_rule_together_gives_the_best_of_all_plans_and_explains_every_refusal(case, data):
    need, offer, affinity, demand, capacity = case
    floor = np.minimum(data.draw(st.sampled_from([0, 0, 1])), capacity)
    labelled = st.lists(st.integers(0, len(capacity) - 1), unique=True)
    rules = [AtLeast(1, data.draw(labelled)) for _ in range(data.draw(st.integers(0, 2)))]
    at_most = data.draw(st.one_of(st.none(), st.integers(0, 2)))
    asked = {
        "reciprocal": data.draw(st.sampled_from(["allow", "forbid"])),
        "fairness": data.draw(st.sampled_from(["worst-off", "total"])),
    }
    cap = None if at_most is None else PerReceiver(at_most, {})

    plan = assign(need, offer, affinity, demand=demand, capacity=np.stack([floor, capacity], axis=1),
                  at_least=rules, per_receiver=cap, **asked)  # fmt: skip

    best = enumerate_best(case, floor, rules, at_most, **asked)
    load = np.bincount(plan.pairs.offer, minlength=len(capacity))
    worst = plan.worst_off if len(plan.pairs) and asked["fairness"] == "worst-off" else 0.0
    assert len(plan.pairs) + np.minimum(load, floor).sum() == best[0]
    assert (worst, plan.total) == pytest.approx(best[1:], abs=1e-5)
    found = set(zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True))
    for pair in zip(need.tolist(), offer.tolist(), strict=True):
        reasons = plan.why.pairing(*pair) if pair in found else (plan.why.refusal(*pair),)
        assert all(reason.text.endswith(".") for reason in reasons)
    assert all(plan.why.unserved(one).text for one in plan.unmet.need)


@CASES
@given(cases(), st.data())
def test_no_forbidden_pair_ever_and_no_ring_where_forbidden(case, data):
    need, offer, affinity, demand, capacity = case
    everything = list(zip(need.tolist(), offer.tolist(), strict=True))
    forbid = data.draw(st.lists(st.sampled_from(everything)))
    plan = assign(need, offer, affinity, demand=demand, capacity=capacity, forbid=forbid, reciprocal="forbid")
    plan = plan.add(90, [0], [1.0])

    found = set(zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True))

    assert not found & set(forbid)
    assert not has_ring(found)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_not_exact_says_how_far_from_the_integer_program_it_is(seed):
    drawn = needs_and_offers(14, 14, 5, spare=0.3, planted=False, seed=seed)
    given_ = {"demand": drawn.demand, "capacity": drawn.capacity}
    question = ask(drawn.need, drawn.offer, drawn.affinity, reciprocal="forbid", **given_, fairness="total")
    open_edges, edges = question.allowed, question.edges
    exact = solve_exactly(question, open_edges)
    relaxed = best_flow(question, open_edges, edges.value)

    repaired, dropped = without_cycles(question, open_edges, edges.value)

    assert not repaired[dropped].any()
    assert int(relaxed.sum()) >= int(exact.sum()) >= int(repaired.sum())
    if relaxed.sum() == exact.sum():
        assert edges.affinity[relaxed].sum() >= edges.affinity[exact].sum() - 1e-5
    if repaired.sum() == exact.sum():
        assert edges.affinity[exact].sum() >= edges.affinity[repaired].sum() - 1e-5


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_rounds_stay_between_the_plan_they_start_from_and_their_bound(seed):
    drawn = needs_and_offers(16, 12, 5, spare=0.3, planted=False, seed=seed)
    question = ask(drawn.need, drawn.offer, drawn.affinity, demand=drawn.demand, capacity=drawn.capacity)
    first = best_flow(question, question.allowed, question.edges.value)
    exact = solve_exactly(question, question.allowed)

    fair = weighted_rounds(question, question.allowed, first)

    assert filled_places(question, fair.chosen) == int(first.sum())
    ours, best = worst_service(question.edges, fair.chosen), worst_service(question.edges, exact)
    assert worst_service(question.edges, first) <= ours <= best + 1e-6
    assert best <= fair.worst_bound + 1e-6


@pytest.fixture
def drawn():
    return needs_and_offers(40, 15, 6, planted=False, seed=3)


def solved(drawn, order=None, **given_):
    order = np.arange(len(drawn.need)) if order is None else order
    asked = {"demand": drawn.demand, "capacity": drawn.capacity, "fairness": "total"} | given_
    return assign(drawn.need[order], drawn.offer[order], np.round(drawn.affinity[order], 1), **asked)


def test_the_order_of_rows_does_not_matter_even_among_ties(drawn):
    first = solved(drawn, seed=4)
    second = solved(drawn, np.random.default_rng(1).permutation(len(drawn.need)), seed=4)

    assert np.array_equal(first.pairs.need, second.pairs.need)
    assert np.array_equal(first.pairs.offer, second.pairs.offer)


def test_labels_that_keep_their_order_change_nothing_but_names(drawn):
    names = np.array([f"school {number:03}" for number in range(40)])
    first = solved(drawn)
    second = assign(names[drawn.need], drawn.offer, np.round(drawn.affinity, 1), fairness="total",
                    demand=dict(zip(names, drawn.demand, strict=True)), capacity=drawn.capacity)  # fmt: skip

    assert np.array_equal(names[first.pairs.need], second.pairs.need)
    assert first.total == second.total


def test_another_seed_breaks_ties_otherwise_at_the_same_total(drawn):
    plans = [solved(drawn, seed=seed) for seed in (1, 1, 2, 3, 4)]

    assert len({plan.pairs.offer.tobytes() for plan in plans}) > 1
    assert plans[0].pairs.offer.tobytes() == plans[1].pairs.offer.tobytes()
    assert {round(plan.total, 6) for plan in plans} == {round(plans[0].total, 6)}
    assert [plan.seed for plan in plans] == [1, 1, 2, 3, 4]


@pytest.mark.parametrize(("shift", "scale"), [(100.0, 1.0), (0.0, 1e6), (-3.0, 1e-4)])
def test_shift_and_scale_of_affinity_change_the_total_alone(drawn, shift, scale):
    first = assign(drawn.need, drawn.offer, drawn.affinity, demand=drawn.demand, capacity=drawn.capacity)
    second = assign(
        drawn.need, drawn.offer, shift + scale * drawn.affinity, demand=drawn.demand, capacity=drawn.capacity
    )

    assert second.total == pytest.approx(shift * len(first.pairs) + scale * first.total, rel=1e-6)


def test_what_is_given_is_left_as_it_was_and_a_plan_is_frozen_and_can_be_stored(drawn):
    before = [array.copy() for array in (drawn.need, drawn.offer, drawn.affinity, drawn.demand)]

    plan = assign(drawn.need, drawn.offer, drawn.affinity, demand=drawn.demand, capacity=drawn.capacity)
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301 -- our own bytes

    assert all(map(np.array_equal, before, (drawn.need, drawn.offer, drawn.affinity, drawn.demand)))
    assert not plan.pairs.affinity.flags.writeable
    assert again.withdraw(int(plan.pairs.offer[0])).total == plan.withdraw(int(plan.pairs.offer[0])).total
    with pytest.raises((FrozenInstanceError, AttributeError)):
        plan.total = 0.0
