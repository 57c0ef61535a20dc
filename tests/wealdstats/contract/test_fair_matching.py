"""The worst-served first: exact where needs ask for one place, within stated bounds where for several."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wealdstats.matching import assign
from wealdstats.matching.assign import solve
from wealdstats.matching.exact import solve_exactly
from wealdstats.matching.fair import most_service
from wealdstats.matching.merged import merged
from wealdstats.matching.service import worst_service
from wealdstats.simulate import needs_and_offers


@st.composite
def changes(draw, offers, worths):
    """A newcomer with the offers it could have, or the number of an offer that goes."""
    if draw(st.booleans()):
        return draw(st.dictionaries(st.integers(0, offers - 1), worths))
    return draw(st.integers(0, offers - 1))


def changed(plan, number, change):
    if isinstance(change, dict):
        return plan.add(100 + number, list(change), list(change.values()))
    gone = change in plan.gone or not plan.question.ceiling[change]
    return plan if gone else plan.withdraw(change)


def outcome(plan):
    worst = plan.worst_off if len(plan.pairs) else 0.0
    return len(plan.pairs), pytest.approx(worst, abs=1e-9), pytest.approx(plan.total, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_with_one_place_each_every_change_keeps_the_floor_and_raised_is_what_solving_again_gives(data):
    worths = data.draw(st.sampled_from([st.integers(0, 9).map(float), st.floats(0.0, 1.0)]))
    n, k = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 6))
    cells = data.draw(st.dictionaries(st.integers(0, n * k - 1), worths, min_size=1, max_size=40))
    need, offer = np.divmod(np.array(list(cells)), k)
    capacity = np.array(data.draw(st.lists(st.integers(0, 3), min_size=k, max_size=k)))
    plan = assign(need, offer, list(cells.values()), demand=np.ones(n, int), capacity=capacity)

    for number in range(data.draw(st.integers(1, 6))):
        before, plan = plan, changed(plan, number, data.draw(changes(k, worths)))
        again = plan.again(plan)
        assert len(plan.pairs) == len(again.pairs)
        assert not again.worst_off > plan.worst_bound + 1e-9
        if not len(plan.unmet):
            assert outcome(plan) == outcome(again)
        elif len(plan.pairs) and len(plan.pairs) == len(before.pairs) and before.state is not None:
            assert plan.worst_off >= min(before.worst_off, again.worst_off)
        assert outcome(plan.raised()) == outcome(again)
        for pair in zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True):
            assert plan.why.pairing(*pair)
        assert all(plan.why.unserved(one).text for one in plan.unmet.need)
        assert np.isfinite(plan.prices.worth).all()


def small_world(seed, spare):
    drawn = needs_and_offers(16, 12, 5, spare=spare, planted=False, seed=seed)
    return drawn, {"demand": drawn.demand, "capacity": drawn.capacity}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.3, 0.0, -0.1]), st.data())
def test_with_several_places_each_the_integer_program_stays_within_the_bounds(seed, spare, data):
    drawn, asked = small_world(seed, spare)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)
        plan = assign(drawn.need, drawn.offer, drawn.affinity, **asked)
        for number in range(4):
            question = merged(plan.question, plan.late, plan.gone)
            exact = solve_exactly(question, question.allowed)
            edges = question.edges
            best, total = worst_service(edges, exact), float(edges.affinity[exact].sum())
            assert plan.method == "rounds"
            assert len(plan.pairs) == exact.sum()
            assert plan.worst_off <= best + 1e-6
            assert best <= plan.worst_bound + 1e-6
            assert total <= plan.best_total + 1e-9
            if best >= plan.worst_off - 1e-6:
                assert total <= plan.bound + 1e-9
            assert plan.raised().worst_off >= plan.worst_off - 1e-9
            like = drawn.need == data.draw(st.integers(0, 15))
            if data.draw(st.booleans()):
                plan = plan.add(100 + number, drawn.offer[like], drawn.affinity[like], demand=1 + number % 2)
            else:
                plan = plan.withdraw(plan.pairs.offer[number])


@pytest.mark.parametrize("seed", range(8))
def test_with_several_places_each_the_worst_served_fare_nearly_as_well_as_they_can(seed, monkeypatch):
    drawn, asked = small_world(seed, 0.1)
    monkeypatch.setattr(sys.modules["wealdstats.matching.assign"], "SMALL", 0)

    plan = assign(drawn.need, drawn.offer, drawn.affinity, **asked)
    rich = assign(drawn.need, drawn.offer, drawn.affinity, fairness="total", **asked)

    exact = solve_exactly(plan.question, plan.question.allowed)
    best = worst_service(plan.question.edges, exact)
    assert rich.worst_off <= plan.worst_off <= best + 1e-6
    assert best - plan.worst_off <= 0.5 * (best - rich.worst_off) + 1e-6
    assert best <= most_service(plan.question, plan.usable, plan.chosen)


def test_a_solver_that_lets_a_floor_pass_by_its_tolerance_does_not_cost_the_fair_plan():
    drawn, asked = small_world(37, 0.1)
    question = assign(drawn.need, drawn.offer, drawn.affinity, fairness="worst-off", **asked).question

    exact = solve_exactly(question, question.allowed)

    assert worst_service(question.edges, exact) == pytest.approx(0.19006696, abs=1e-6)
    assert solve(question).worst_off == pytest.approx(0.19006696, abs=1e-6)
