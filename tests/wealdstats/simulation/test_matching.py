"""Planted truth: the best plan is found, prices prove it, and every change keeps it best."""

import numpy as np
import pytest

from wealdstats.errors import InputError
from wealdstats.matching import assign
from wealdstats.matching.exchange import NEAR_LEAST
from wealdstats.matching.fair import weighted_rounds
from wealdstats.matching.prices import FAR
from wealdstats.matching.state import edges_of
from wealdstats.simulate import needs_and_offers


@pytest.mark.parametrize("seed", range(4))
def test_planted_plan_is_found_pairing_by_pairing(seed):
    drawn = needs_and_offers(400, 120, 9, seed=seed)

    plan = assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness="total",
    )

    best = set(zip(drawn.need[drawn.best].tolist(), drawn.offer[drawn.best].tolist(), strict=True))
    assert set(zip(plan.pairs.need.tolist(), plan.pairs.offer.tolist(), strict=True)) == best
    assert plan.total == pytest.approx(drawn.affinity[drawn.best].sum(), rel=1e-12)
    assert plan.prices.worth.min() >= 0.0


def arrivals(drawn, count, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        like = int(rng.integers(len(drawn.demand)))
        offers = drawn.offer[drawn.need == like]
        yield offers, drawn.affinity[drawn.need == like] * rng.uniform(0.9, 1.0, len(offers))


@pytest.mark.simulation
@pytest.mark.parametrize("spare", [0.25, 0.0, -0.1])
def test_a_hundred_changes_later_a_plan_is_still_what_solving_again_gives(spare):
    drawn = needs_and_offers(1500, 400, 20, spare=spare, planted=False, seed=9)
    low, high = drawn.affinity.min(), drawn.affinity.max()
    plan = assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness="total",
    )
    assert len(drawn.need) > NEAR_LEAST

    for number, (offers, affinity) in enumerate(arrivals(drawn, 100, 1)):
        plan = plan.add(10_000 + number, offers, np.clip(affinity, low, high), demand=1 + number % 2)
        if number % 12 == 0:
            plan = plan.withdraw(plan.pairs.offer[number])

    again = plan.again(plan)
    assert plan.state is not None
    assert (len(plan.pairs), plan.unmet.places.sum()) == (len(again.pairs), again.unmet.places.sum())
    assert plan.total == pytest.approx(again.total, rel=1e-8)


def certify(plan):
    """Prove a plan from its prices, in whole numbers over all edges: no exchange, no free place, no empty
    place would be better."""
    state = plan.state
    n, held, ceiling = len(state.lacking), state.held, plan.question.ceiling.copy()
    ceiling[list(plan.gone)] = 0
    place, need, offer, value = edges_of(state, np.arange(n))
    in_plan = np.isin(place, held.place)
    far = state.price[offer] - value
    nearest, farthest = np.full(n, FAR), np.full(n, -FAR)
    np.minimum.at(nearest, need[~in_plan], far[~in_plan])
    np.maximum.at(farthest, need[in_plan], far[in_plan])
    lacks, free = state.lacking > 0, state.room > 0
    lowest = (held.value - state.price[held.offer]).min() + state.empty

    assert (state.room >= 0).all()
    assert (np.bincount(held.offer, minlength=len(free)) + state.room == ceiling).all()
    assert (farthest <= nearest).all()
    assert (state.price >= 0).all()
    assert not state.price[free].any()
    assert lowest >= 0
    assert (nearest[lacks] + lowest >= state.empty).all()
    assert not free.any() or (nearest[lacks] >= state.empty).all()


@pytest.mark.parametrize("spare", [0.25, 0.0, -0.1])
def test_prices_prove_the_plan_best_after_every_change_however_few_exchanges_are_kept(spare, monkeypatch):
    monkeypatch.setattr("wealdstats.matching.exchange.NEAR_LEAST", 0)
    monkeypatch.setattr("wealdstats.matching.exchange.NEAR_EACH", 0.15)
    monkeypatch.setattr("wealdstats.matching.exchange.FEW_ROWS", 12)
    monkeypatch.setattr("wealdstats.matching.change.RENEWED", 5)
    drawn = needs_and_offers(300, 80, 15, spare=spare, planted=False, seed=6)
    low, high = drawn.affinity.min(), drawn.affinity.max()
    plan = assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness="total",
    )
    certify(plan)

    for number, (offers, affinity) in enumerate(arrivals(drawn, 50, 1)):
        plan = plan.add(10_000 + number, offers, np.clip(affinity, low, high), demand=1 + number % 2)
        certify(plan)
        if number % 5 == 0:
            plan = plan.withdraw(plan.pairs.offer[number])
            certify(plan)

    again = plan.again(plan)
    assert (len(plan.pairs), round(plan.total / plan.question.grid.step)) == (
        len(again.pairs),
        round(again.total / plan.question.grid.step),
    )


@pytest.mark.parametrize("places", ["one", "several"])
@pytest.mark.parametrize("spare", [0.25, 0.0, -0.1])
def test_prices_prove_a_fair_plan_best_at_its_floor_and_weights_after_every_change(
    spare, places, monkeypatch
):
    monkeypatch.setattr("wealdstats.matching.exchange.NEAR_LEAST", 0)
    monkeypatch.setattr("wealdstats.matching.exchange.NEAR_EACH", 0.5)
    monkeypatch.setattr("wealdstats.matching.change.RENEWED", 5)
    drawn = needs_and_offers(300, 80, 15, spare=spare, planted=False, seed=6)
    low, high = drawn.affinity.min(), drawn.affinity.max()
    one = np.minimum(drawn.demand, 1)
    share = np.random.default_rng(6).multinomial(int(one.sum() * (1 + spare)), np.full(80, 1 / 80))
    demand, capacity = (one, share) if places == "one" else (drawn.demand, drawn.capacity)
    plan = assign(drawn.need, drawn.offer, drawn.affinity, demand=demand, capacity=capacity)
    certify(plan)

    for number, (offers, affinity) in enumerate(arrivals(drawn, 25, 1)):
        plan = plan.add(10_000 + number, offers, np.clip(affinity, low, high))
        certify(plan)
        if number % 5 == 0:
            plan = plan.withdraw(plan.pairs.offer[number])
            certify(plan)
        if number % 8 == 0:
            plan = plan.raised()
            certify(plan)

    again = plan.again(plan)
    assert plan.late
    assert len(plan.pairs) == len(again.pairs)
    # Exact with one place each; with several, and places short, who goes without depends on the way there.
    near = {"one": 0.0, "several": 0.05 if spare >= 0.0 else 0.1}[places]
    assert plan.raised().worst_off == pytest.approx(again.worst_off, rel=near)


def test_raising_the_worst_served_costs_little():
    drawn = needs_and_offers(300, 100, 8, planted=False, seed=1)
    asked = {"demand": drawn.demand, "capacity": drawn.capacity}

    rich = assign(drawn.need, drawn.offer, drawn.affinity, fairness="total", **asked)
    fair = assign(drawn.need, drawn.offer, drawn.affinity, **asked)

    assert fair.method == "rounds"
    assert rich.worst_off < fair.worst_off <= fair.worst_bound
    assert fair.total <= fair.bound <= fair.best_total
    assert rich.total <= fair.best_total + 1e-9
    assert 0.0 < fair.gap < 0.02


def test_parties_of_a_large_question_are_repaired_within_the_bound():
    drawn = needs_and_offers(100, 100, 8, spare=0.5, planted=False, seed=2)
    asked = {"demand": drawn.demand, "capacity": drawn.capacity}

    plan = assign(drawn.need, drawn.offer, drawn.affinity, reciprocal="forbid", fairness="total", **asked)
    free = assign(drawn.need, drawn.offer, drawn.affinity, fairness="total", **asked)

    given = set(zip(plan.pairs.offer.tolist(), plan.pairs.need.tolist(), strict=True))
    assert plan.method == "repair"
    edges, dropped = plan.question.edges, np.flatnonzero(plan.question.allowed & ~plan.usable)
    assert {plan.why.refusal(edges.need[e], edges.offer[e]).kind for e in dropped} == {"ring"}
    assert not any((taker, giver) in given for giver, taker in given)
    assert plan.gap < 0.05
    assert plan.bound <= free.bound + 1e-6


def test_rounds_keep_the_plan_where_none_as_full_is_found(monkeypatch):
    drawn = needs_and_offers(30, 12, 5, planted=False, seed=5)
    plan = assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness="total",
    )
    nothing = np.zeros_like(plan.chosen)
    monkeypatch.setattr(
        "wealdstats.matching.fair.without_cycles", lambda *_: (nothing, np.zeros(0, np.int64))
    )

    fair = weighted_rounds(plan.question, plan.usable, plan.chosen)

    assert np.array_equal(fair.chosen, plan.chosen)


def test_same_seed_same_draw_and_too_few_candidates_are_refused():
    first, second = (needs_and_offers(20, 9, 4, seed=7) for _ in range(2))

    assert np.array_equal(first.affinity, second.affinity)
    assert set(first.area.tolist()) <= {0, 1, 2, 3}
    with pytest.raises(InputError, match="candidates"):
        needs_and_offers(5, 3, 4, seed=1)


def test_worst_served_are_raised_where_places_are_too_few_as_well():
    drawn = needs_and_offers(120, 40, 6, spare=-0.1, planted=False, seed=6)
    asked = {"demand": drawn.demand, "capacity": drawn.capacity}

    rich = assign(drawn.need, drawn.offer, drawn.affinity, fairness="total", **asked)
    fair = assign(drawn.need, drawn.offer, drawn.affinity, **asked)

    assert len(fair.pairs) == len(rich.pairs) < drawn.demand.sum()
    assert rich.worst_off <= fair.worst_off <= fair.worst_bound <= drawn.affinity.max()
