"""Bands that hold a whole path."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.dividend.aggregate import Paths
from wealdstats.dividend.onset import bands_of
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.simultaneous import sup_bands
from wealdstats.inference import Spread

NORMAL = Spread(0.0, 1.0, 1.0, np.inf)


def paths(gap, placebo):
    return Paths(np.arange(len(gap)), np.asarray(gap, float), placebo, np.full(len(gap), 5))


def test_band_by_hand():
    # Half of the placebos leave in one year, half in the other, all as far.
    placebo = np.zeros((40, 2))
    placebo[:20, 0] = np.repeat([1.0, -1.0], 10)
    placebo[20:, 1] = np.repeat([2.0, -2.0], 10)
    found = sup_bands(paths([0.0, 0.0], placebo), NORMAL, Rule(level=0.5))

    # Either year's standard deviation is its value over the square root of two, so every path leaves by √2.
    assert found.reach == pytest.approx(np.sqrt(2.0))
    assert found.upper == pytest.approx([1.0, 2.0])
    assert found.lower == pytest.approx([-1.0, -2.0])


def test_one_year_needs_no_wider_band():
    placebo = np.random.default_rng(1).normal(size=(20_000, 1))
    one = paths([0.5], placebo)

    found, pointwise = sup_bands(one, NORMAL, Rule()), bands_of(one, NORMAL, Rule())

    assert found.reach == pytest.approx(1.96, abs=0.05)
    assert found.upper == pytest.approx(pointwise.upper, rel=0.03)


def test_independent_years_need_the_quantile_of_their_maximum():
    placebo = np.random.default_rng(2).normal(size=(40_000, 6))

    found = sup_bands(paths(np.zeros(6), placebo), NORMAL, Rule())

    assert found.reach == pytest.approx(stats.norm.ppf(0.5 + 0.95 ** (1 / 6) / 2), abs=0.03)


def test_band_widens_with_the_standard_error_and_few_degrees_of_freedom():
    placebo = np.random.default_rng(3).normal(size=(2000, 4))
    plain, wide, few = (
        sup_bands(paths(np.zeros(4), placebo), spread, Rule())
        for spread in (NORMAL, Spread(0.0, 1.0, 2.0, np.inf), Spread(0.0, 1.0, 1.0, 5.0))
    )

    assert wide.upper - wide.lower == pytest.approx(2.0 * (plain.upper - plain.lower))
    assert few.reach / plain.reach == pytest.approx(stats.t.ppf(0.975, 5) / stats.norm.ppf(0.975))


def test_a_year_in_which_placebos_never_differ_cannot_be_left():
    placebo = np.zeros((50, 2))
    placebo[:, 1] = np.random.default_rng(4).normal(size=50)

    found = sup_bands(paths([0.0, 0.0], placebo), NORMAL, Rule())

    assert (found.lower[0], found.upper[0]) == (0.0, 0.0)
    assert np.isfinite(found.reach)
    without = sup_bands(paths([0.0, 0.0], np.zeros((50, 2))), Spread(0.0, 0.0, 0.0, np.inf), Rule())
    assert without.p == 1.0


def test_p_counts_placebos_that_leave_as_far_anywhere():
    placebo = np.random.default_rng(5).normal(size=(999, 5))
    furthest = np.abs((placebo - placebo.mean(axis=0)) / placebo.std(axis=0)).max(axis=1)
    gap = placebo.mean(axis=0)
    gap[3] += 2.5 * placebo[:, 3].std()

    assert sup_bands(paths(gap, placebo), NORMAL, Rule()).p == (1 + (furthest >= 2.5).sum()) / 1000


@pytest.mark.parametrize("persistence", [0.0, 0.9])
def test_whole_paths_stay_inside_as_often_as_promised(persistence):
    rng = np.random.default_rng(6)

    def drawn(n):
        noise = rng.normal(size=(n, 8))
        for year in range(1, 8):
            noise[:, year] += persistence * noise[:, year - 1]
        return noise

    inside = pointwise = 0
    for _ in range(600):
        placebo = drawn(400)
        own = paths(drawn(1)[0], placebo)
        whole, single = sup_bands(own, NORMAL, Rule()), bands_of(own, NORMAL, Rule())
        inside += bool(((own.gap >= whole.lower) & (own.gap <= whole.upper)).all())
        pointwise += bool(((own.gap >= single.lower) & (own.gap <= single.upper)).all())

    assert stats.binom.ppf(0.0005, 600, 0.95) <= inside <= stats.binom.ppf(0.9995, 600, 0.955)
    assert pointwise < stats.binom.ppf(0.0005, 600, 0.9)
