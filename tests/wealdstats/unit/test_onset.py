import numpy as np
import pytest

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.onset import Since, find_excursion, find_onset, since_joining
from wealdstats.dividend.rule import Rule
from wealdstats.inference import Spread

SPREAD = Spread(0.0, 0.5, 0.5, np.inf)
NOISE = np.random.default_rng(1).normal(size=(2000, 5))


def since(*gap):
    n = len(gap)
    band = np.full(n, 1.28)
    return Since(np.arange(n), np.array(gap, dtype=float), NOISE[:, :n], -band, band)


def test_onset_is_the_first_year_from_which_the_gap_stays_outside():
    onset = find_onset(since(3, 0, 3, 4, 3), SPREAD, Rule())

    assert (onset.event_time, onset.years_observed, onset.sign) == (2, 3, 1)
    assert onset.mean_since == pytest.approx(10 / 3)
    assert onset.conf_int.lower == pytest.approx(
        10 / 3 - NOISE[:, 2:].mean() - 1.96 * NOISE[:, 2:].mean(1).std(), abs=0.01
    )
    assert onset.earliest <= 2 <= onset.latest
    assert onset.p < 0.01


def test_a_gap_that_ends_inside_the_band_has_no_onset():
    assert find_onset(since(5, 5, 5, 5, 0), SPREAD, Rule()) is None


def test_a_gap_below_the_band_sets_in_downwards():
    onset = find_onset(since(0, -3, -3, -4, -3), SPREAD, Rule())

    assert (onset.event_time, onset.sign) == (1, -1)
    assert onset.conf_int.upper < 0.0


def test_the_search_is_paid_for():
    # Beyond the narrower band in the last year only: found in every fifth placebo trust too.
    onset = find_onset(since(0, 0, 0, 0, 1.5), SPREAD, Rule())

    assert onset.years_observed == 1
    assert onset.p > 0.1


def test_a_stretch_that_came_back_has_returned():
    stretch = find_excursion(since(6, 5, 6, 0, 0.1), SPREAD, Rule())

    assert (stretch.first, stretch.last, stretch.returned) == (0, 2, True)
    assert stretch.mean == pytest.approx(17 / 3)
    assert stretch.p < 0.01


def test_a_stretch_to_the_last_year_has_not_returned():
    stretch = find_excursion(since(0, 0, 6, 5, 6), SPREAD, Rule())

    assert (stretch.first, stretch.last, stretch.returned) == (2, 4, False)


def test_a_fall_that_chance_produces_is_no_return():
    stretch = find_excursion(since(2.2, 2.2, 2.2, 2.2, 1.1), SPREAD, Rule())

    assert not stretch.returned


def test_one_year_is_searched_as_it_is():
    stretch = find_excursion(since(4), SPREAD, Rule())

    assert (stretch.first, stretch.last, stretch.returned) == (0, 0, False)


def test_event_times_few_schools_stand_behind_are_taken_together():
    counts = np.array([6, 1, 2, 4, 6, 1])
    paths = Paths(np.arange(-1, 5), np.arange(6.0), np.ones((3, 6)), counts)

    steps = since_joining(paths, 6, SPREAD, Rule())

    assert steps.times.tolist() == [0, 2, 3]
    assert steps.gap == pytest.approx([(1 + 2 * 2) / 3, 3.0, (4 * 6 + 5) / 7])


def test_too_few_schools_altogether_still_give_one_step():
    paths = Paths(np.arange(2), np.array([1.0, 3.0]), np.ones((3, 2)), np.array([1, 1]))

    steps = since_joining(paths, 10, SPREAD, Rule())

    assert steps.times.tolist() == [0]
    assert steps.gap == pytest.approx([2.0])


def test_without_any_spread_nothing_is_inflated():
    paths = Paths(np.arange(2), np.zeros(2), np.zeros((3, 2)), np.array([2, 2]))

    steps = since_joining(paths, 2, Spread(0.0, 0.0, 0.0, np.inf), Rule())

    assert steps.upper.tolist() == [0.0, 0.0]
