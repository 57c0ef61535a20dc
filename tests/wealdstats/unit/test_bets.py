"""Hand arithmetic of bets."""

import numpy as np
import pytest

from wealdstats.bets import FACTORS, Bet, Pert, Quantiles, value_bets
from wealdstats.errors import InputError

RNG = np.random.default_rng(8)


def test_sure_numbers_are_multiplied_and_last():
    found = value_bets([Bet("a", 0.5, 2.0, 100.0, 0.5)], horizon=3, discount=0.2)

    assert found.expected == pytest.approx([100.0])
    assert found.future == pytest.approx([100.0 * (1 + 0.4 + 0.16)])
    assert (found.lower, found.upper) == (found.future, found.future)
    assert (found.drivers, np.isnan(found.shares).all(), found.best.tolist()) == (("",), True, [1.0])


def test_shares_are_those_of_a_product_of_independent_factors():
    chance, reach = Pert(0.1, 0.4, 0.9), Pert(50.0, 100.0, 400.0)

    found = value_bets([Bet("a", chance, 2.0, reach, 0.5)], draws=200_000)

    moments = []
    for asked in (chance, reach):
        width, mean = asked.high - asked.low, (asked.low + 4 * asked.mode + asked.high) / 6
        up, down = 1 + 4 * (asked.mode - asked.low) / width, 1 + 4 * (asked.high - asked.mode) / width
        moments.append((mean, width**2 * up * down / (up + down) ** 2 / (up + down + 1)))
    (m1, v1), (m2, v2) = moments
    total = (m1**2 + v1) * (m2**2 + v2) - (m1 * m2) ** 2
    assert found.expected == pytest.approx([m1 * 2.0 * m2], rel=0.01)
    assert found.shares[0] == pytest.approx([m2**2 * v1 / total, 0.0, m1**2 * v2 / total, 0.0], abs=0.01)
    assert found.interaction == pytest.approx([v1 * v2 / total], abs=0.01)
    assert found.drivers == (FACTORS[int(np.argmax([m2**2 * v1, 0.0, m1**2 * v2]))],)


def test_the_best_bet_is_best_as_often_as_it_is_and_equals_share():
    bets = [Bet("a", 0.5, Pert(0.0, 1.0, 2.0), 1.0, 0.0), Bet("b", 0.5, 1.0, 1.0, 0.0)]
    twins = [Bet("a", 0.5, 1.0, 1.0, 0.0), Bet("b", 0.5, 1.0, 1.0, 0.0)]

    assert value_bets(bets).best == pytest.approx([0.5, 0.5], abs=0.02)
    assert value_bets(twins).best.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("ends", "values"),
    [((None, None), (-1.0, 4.0)), ((0.0, None), (2.0, 8.0)), ((0.0, 1.0), (0.2, 0.7))],
)
def test_two_quantiles_are_met(ends, values):
    asked = Quantiles((0.1, 0.9), values, *ends)

    drawn = asked.draw(RNG, 200_000)

    assert np.quantile(drawn, [0.1, 0.9]) == pytest.approx(values, abs=0.04)
    assert asked.misfit == pytest.approx(0.0, abs=1e-12)
    assert (drawn.min() >= asked.support[0], drawn.max() <= asked.support[1]) == (True, True)


def test_three_quantiles_no_normal_has_are_missed_by_what_is_said():
    asked = Quantiles((0.1, 0.5, 0.9), (0.0, 1.0, 5.0))

    assert asked.misfit == pytest.approx(1.0)  # a line through (−z, 0), (0, 1), (z, 5): mean 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: Pert(1.0, 1.0, 1.0),
        lambda: Pert(2.0, 1.0, 3.0),
        lambda: Pert(-np.inf, 0.0, 1.0),
        lambda: Quantiles((0.5,), (1.0,)),
        lambda: Quantiles((0.9, 0.1), (1.0, 2.0)),
        lambda: Quantiles((0.1, 0.9), (2.0, 1.0)),
        lambda: Quantiles((0.1, 0.9), (0.0, 1.0), low=0.0),
        lambda: Quantiles((0.1, 0.9), (0.0, 1.0), high=2.0),
        lambda: Bet("a", 1.2, 1.0, 1.0, 0.5),
        lambda: Bet("a", 0.5, 1.0, Quantiles((0.1, 0.9), (1.0, 2.0)), 0.5),
        lambda: Bet("a", 0.5, np.nan, 1.0, 0.5),
        lambda: value_bets([]),
        lambda: value_bets([Bet("a", 0.5, 1.0, 1.0, 0.5)] * 2),
        lambda: value_bets([Bet("a", 0.5, 1.0, 1.0, 0.5)], horizon=0),
        lambda: value_bets([Bet("a", 0.5, 1.0, 1.0, 0.5)], discount=1.0),
    ],
)
def test_ranges_that_are_none_are_refused(make):
    with pytest.raises(InputError):
        make()
