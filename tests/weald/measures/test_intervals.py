"""Intervals against figures worked out by hand and printed in the papers they come from."""

import pytest

from weald.measures.domain.intervals import Interval, difference, interval_of, mean_interval, share_interval


def test_wilson_interval_is_the_papers():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81 of 263 and 15 of 148.
    many, few = share_interval(100 * 81 / 263, 263), share_interval(100 * 15 / 148, 148)

    assert (round(many.low / 100, 4), round(many.high / 100, 4)) == (0.2553, 0.3662)
    assert (round(few.low / 100, 4), round(few.high / 100, 4)) == (0.0624, 0.1605)


def test_wilson_interval_stays_within_a_percentage_at_both_ends():
    nobody, everybody = share_interval(0, 20), share_interval(100, 20)

    assert (nobody.low, round(nobody.high, 2)) == (0, 16.11)
    assert (round(everybody.low, 2), everybody.high) == (83.89, 100)


def test_newcombe_difference_is_the_papers():
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 less 48/80.
    one, other = share_interval(80, 70), share_interval(60, 80)

    gap = difference(80, 60, one, other)

    assert gap.value == 20
    assert (round(gap.interval.low / 100, 4), round(gap.interval.high / 100, 4)) == (0.0524, 0.3339)


def test_mean_interval_is_symmetric_and_narrows_with_the_root_of_pupils():
    few, many = mean_interval(2.0, 6.0, 25), mean_interval(2.0, 6.0, 100)

    assert few.high - 2.0 == pytest.approx(2.0 - few.low) == pytest.approx(2.351957, abs=1e-6)
    assert (many.high - many.low) * 2 == pytest.approx(few.high - few.low)


@pytest.mark.parametrize(
    ("value", "pupils", "is_share", "spread"),
    [(50, None, True, None), (50, 0, True, None), (103, 30, True, None), (2.0, 30, False, None)],
)
def test_no_interval_is_given_where_none_can_be_known(value, pupils, is_share, spread):
    assert interval_of(value, pupils, is_share=is_share, spread=spread) is None


def test_an_interval_follows_from_kind_of_figure():
    assert interval_of(50, 30, is_share=True, spread=None) == share_interval(50, 30)
    assert interval_of(2.0, 30, is_share=False, spread=6.0) == mean_interval(2.0, 6.0, 30)


def test_a_difference_without_both_intervals_has_none():
    assert difference(60, 50, None, Interval(40, 60)).interval is None
    assert difference(60, 50, Interval(50, 70), None).interval is None


def test_interval_covers_its_ends():
    interval = Interval(1, 2)

    assert interval.covers(1)
    assert interval.covers(2)
    assert not interval.covers(2.1)
