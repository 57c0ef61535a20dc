"""Plans, and plans changed, beside OR-Tools' optimum of the same whole numbers."""

import numpy as np
import pytest

from wealdstats.matching import assign

WORLDS = ["places to spare", "none to spare", "too few places"]


def solved(question, rows):
    return assign(
        np.array(question["need"])[rows],
        np.array(question["offer"])[rows],
        np.array(question["hundredths"])[rows] / 100,
        demand=dict(enumerate(question["demand"][: 1 + np.array(question["need"])[rows].max()])),
        capacity=dict(enumerate(question["capacity"])),
        fairness="total",
    )


def found(plan):
    # Both sides count in whole hundredths; a sum of decimals is off by less than half of one.
    return {"filled": len(plan.pairs), "hundredths": round(plan.total * 100)}


@pytest.mark.parametrize("world", WORLDS)
def test_the_plan_is_as_full_and_worth_as_much_as_ortools(stored, world):
    told = stored("matching")[world]

    plan = solved(told["question"], np.ones(len(told["question"]["need"]), bool))

    assert found(plan) == told["whole"]


@pytest.mark.parametrize("world", WORLDS)
def test_a_need_added_and_an_offer_withdrawn_leave_ortools_optimum(stored, world):
    told = stored("matching")[world]
    question, last = told["question"], len(told["question"]["demand"]) - 1
    newcomer = np.array(question["need"]) == last
    offer, worth = np.array(question["offer"])[newcomer], np.array(question["hundredths"])[newcomer] / 100

    before = solved(question, ~newcomer)
    plan = before.add(last, offer, worth, demand=question["demand"][last])

    assert before.state is not None
    assert found(before) == told["without the last need"]
    assert found(plan) == told["whole"]
    assert found(plan.withdraw(told["gone"])) == told["without the largest offer"]
