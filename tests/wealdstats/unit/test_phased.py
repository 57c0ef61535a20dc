"""Starting in drawn order: the draw, what it could show, what it showed."""

from hashlib import sha256

import numpy as np
import pytest
from scipy import stats

from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.phased import drawn_order, phased_plan, phased_start


def test_the_order_is_that_of_plain_hashes():
    names = ["Alder Vale", "Fenwick", "Larkrise"]

    drawn = drawn_order(names, 11)

    by_hand = sorted(names, key=lambda name: sha256(f"11:{name}".encode()).hexdigest())
    assert list(drawn) == by_hand
    assert {drawn_order(names, seed)[0] for seed in range(30)} == set(names)


def test_a_name_twice_is_refused():
    with pytest.raises(InputError, match="each name once"):
        drawn_order(["oak", "oak"], 1)


def test_each_place_is_drawn_equally_often():
    names = [f"school {index}" for index in range(4)]

    firsts = [drawn_order(names, seed)[0] for seed in range(2_000)]

    counts = [firsts.count(name) for name in names]
    assert stats.chisquare(counts).pvalue > 0.001


def test_the_smallest_difference_is_the_textbook_s():
    plan = phased_plan(6, 5, 3.0)

    by_hand = (stats.t.ppf(0.975, 9) + stats.t.ppf(0.8, 9)) * 3.0 * (1 / 6 + 1 / 5) ** 0.5
    assert plan.detectable == pytest.approx(by_hand, rel=1e-12)
    assert plan.smallest_p == pytest.approx(1 / 462)


@pytest.mark.parametrize(("first", "later"), [(1, 5), (3, 1), (0, 0)])
def test_a_wave_of_one_is_refused(first, later):
    with pytest.raises(TooFewError, match="2 in each wave"):
        phased_plan(first, later, 1.0)


@pytest.mark.parametrize(
    ("spread", "settings"), [(0.0, {}), (np.nan, {}), (1.0, {"level": 1.0}), (1.0, {"power": 0.2})]
)
def test_a_plan_out_of_range_is_refused(spread, settings):
    with pytest.raises(InputError, match="positive spread"):
        phased_plan(4, 4, spread, **settings)


def test_the_interval_is_student_s():
    change = np.array([5.0, 6.5, 4.0, 0.0, 1.0, -1.5, 2.0])
    first = np.array([True, True, True, False, False, False, False])

    found = phased_start(change, first)

    told = stats.ttest_ind(change[first], change[~first])
    interval = told.confidence_interval(0.95)
    assert found.effect / found.se == pytest.approx(told.statistic, rel=1e-12)
    assert (found.conf_int.lower, found.conf_int.upper) == pytest.approx(
        (interval.low, interval.high), rel=1e-12
    )
    assert found.df == 5


def test_p_counts_every_way_the_draw_could_have_gone():
    found = phased_start([5.0, 6.0, 4.0, 0.0, 1.0, -1.0], [1, 1, 1, 0, 0, 0])

    assert (found.n_ways, found.written_out) == (20, True)
    assert found.p == pytest.approx(2 / 20)
    assert found.p == pytest.approx(phased_plan(3, 3, 1.0).smallest_p)


def test_where_there_are_too_many_ways_some_are_drawn():
    rng = np.random.default_rng(3)
    change = rng.normal(size=24)
    first = np.arange(24) < 12

    one = phased_start(change + 3.0 * first, first, draws=500, seed=5)
    other = phased_start(change + 3.0 * first, first, draws=500, seed=5)

    assert not one.written_out
    assert one.n_ways == 500
    assert one.p == other.p == pytest.approx(1 / 501)


def test_units_in_another_order_give_the_same():
    rng = np.random.default_rng(8)
    change, first = rng.normal(size=8), np.arange(8) % 2 == 0
    order = rng.permutation(8)

    one, other = phased_start(change, first), phased_start(change[order], first[order])

    assert one.effect == pytest.approx(other.effect)
    assert one.p == other.p


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="finite change"):
        phased_start([1.0, np.nan, 2.0, 3.0], [1, 1, 0, 0])
    with pytest.raises(InputError, match="finite change"):
        phased_start([1.0, 2.0, 3.0], [1, 1, 0, 0])
    with pytest.raises(TooFewError, match="1 and 3"):
        phased_start([1.0, 2.0, 3.0, 4.0], [1, 0, 0, 0])
    with pytest.raises(NoVariationError, match="vary within waves"):
        phased_start([1.0, 1.0, 3.0, 3.0], [1, 1, 0, 0])


@pytest.mark.parametrize("n", [8, 12, 20])
def test_intervals_hold_what_was_planted_and_nothing_is_found_where_nothing_is(n):
    rng = np.random.default_rng(n)
    held = false = 0
    runs = 300
    for _ in range(runs):
        first = rng.permutation(n) < n // 2
        noise = rng.normal(0.0, 2.0, n)
        held += not phased_start(noise + 3.0 * first, first, draws=300).conf_int.excludes(3.0)
        false += phased_start(noise, first, draws=300).p <= 0.05

    # Four standard errors of a share of 300.
    assert 0.90 <= held / runs <= 0.995
    assert false / runs <= 0.05 + 4 * (0.05 * 0.95 / runs) ** 0.5
