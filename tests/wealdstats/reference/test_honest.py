"""Bounds by diff-diff where the extra is installed: what must hold of them whatever the data."""

import numpy as np
import pytest

from wealdstats.dividend import estimate_dividend, honest_bounds
from wealdstats.dividend.honest import event_study
from wealdstats.inference import t_quantile
from wealdstats.simulate import Plant, World, simulate

pytest.importorskip("diff_diff", reason="needs the extra: pip install 'weald[honest]'")


@pytest.fixture(scope="module")
def dividend():
    sector = simulate(World(n_pre=4, plants=(Plant.DIVIDEND,)), seed=1)
    return estimate_dividend(sector.panel, sector.joins, "T00", draws=400, seed=1)


def test_without_any_departure_the_bounds_are_the_estimate_and_its_interval(dividend):
    study = event_study(dividend)
    after = slice(len(study.before), None)
    effect = study.weights @ study.effect[after]
    error = np.sqrt(study.weights @ study.covariance[after, after] @ study.weights)

    found = honest_bounds(dividend, limit=0.0)

    # Both are the same few sums; its linear programme is exact to about 1e-7.
    assert (found.lower, found.upper) == (pytest.approx(effect, abs=1e-6), pytest.approx(effect, abs=1e-6))
    half = t_quantile(0.975, study.df) * error
    assert found.conf_int.upper - found.conf_int.lower == pytest.approx(2.0 * half, rel=1e-4)


def test_bounds_widen_by_the_largest_earlier_change(dividend):
    study = event_study(dividend)
    path = np.append(study.effect[: len(study.before)], 0.0)
    largest = np.abs(np.diff(path)).max()

    half, whole = (honest_bounds(dividend, limit=limit) for limit in (0.5, 1.0))

    # In the year t after the last one before joining the departure is at most t times the limit.
    reach = study.weights @ (study.after + 1) * largest
    assert whole.upper - whole.lower == pytest.approx(2.0 * reach, rel=1e-5)
    assert half.upper - half.lower == pytest.approx(reach, rel=1e-5)
    assert whole.conf_int.lower < half.conf_int.lower


def test_a_planted_dividend_survives_a_small_departure_and_no_large_one(dividend):
    assert honest_bounds(dividend, limit=0.0).conf_int.excludes(0.0)
    assert not honest_bounds(dividend, limit=5.0).conf_int.excludes(0.0)


def test_a_smooth_departure_leaves_an_interval_where_earlier_years_are_not_smooth(dividend):
    straight, bent = (honest_bounds(dividend, limit=limit, restriction="smoothness") for limit in (0.0, 0.5))

    assert straight.lower is None
    assert bent.conf_int.lower < straight.conf_int.lower < straight.conf_int.upper < bent.conf_int.upper
