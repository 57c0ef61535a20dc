"""Planted truth: what was put in is found, and nothing is found where nothing was put."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.dividend import att_gt, difference_in_differences, synthetic_control, synthetic_did
from wealdstats.dividend.batch import fit_batch
from wealdstats.panel import Panel

pytestmark = pytest.mark.simulation

WORLDS = 400
N_PRE, PERIODS, UNITS = 8, 12, 40


def band(share, trials):
    """Range a share of trials keeps to in 999 of 1,000 test runs."""
    low, high = stats.binom.ppf([0.0005, 0.9995], trials, share)
    return low / trials, high / trials


def factor_world(rng, units=UNITS):
    """Two common paths that units follow in different measure, their own levels, noise."""
    loadings, paths = rng.normal(size=(units, 2)), rng.normal(size=(2, PERIODS)).cumsum(axis=1)
    return rng.normal(size=(units, 1)) + loadings @ paths + 0.5 * rng.normal(size=(units, PERIODS))


@pytest.mark.parametrize("estimator", [synthetic_did, synthetic_control, difference_in_differences])
def test_nothing_is_found_where_nothing_was_planted(estimator):
    rng = np.random.default_rng(30)

    p_values = np.array(
        [estimator(factor_world(rng), treated=[0], n_pre=N_PRE).p_value for _ in range(WORLDS)]
    )

    # Among 40 alike the rank of one is uniform: p ≤ 2/40 in one world of twenty.
    low, high = band(0.05, WORLDS)
    assert low <= (p_values <= 0.05).mean() <= high


@pytest.mark.parametrize("method", ["sdid", "did"])
def test_a_planted_effect_is_recovered_without_bias(method):
    rng = np.random.default_rng(31)
    worlds = np.stack([factor_world(rng) for _ in range(WORLDS)])
    worlds[:, 0, N_PRE:] += 3.0

    atts = fit_batch(worlds[:, 0], worlds[:, 1:], n_pre=N_PRE, method=method, sigma=0.7).att

    assert abs(atts.mean() - 3.0) <= 3.3 * atts.std() / np.sqrt(WORLDS)


def test_weights_help_where_units_follow_different_paths():
    rng = np.random.default_rng(32)
    worlds = np.stack([factor_world(rng) for _ in range(WORLDS)])

    spread = {
        method: fit_batch(worlds[:, 0], worlds[:, 1:], n_pre=N_PRE, method=method, sigma=0.7).att.std()
        for method in ("sdid", "did")
    }

    assert spread["sdid"] < 0.6 * spread["did"]


def test_a_planted_effect_is_detected_by_its_placebos():
    rng = np.random.default_rng(33)
    found = []
    for _ in range(60):
        y = factor_world(rng)
        y[0, N_PRE:] += 4.0
        found.append(synthetic_did(y, treated=[0], n_pre=N_PRE).p_value <= 0.05)

    assert np.mean(found) >= 0.9


@pytest.mark.parametrize("control", ["never", "not_yet"])
def test_group_time_intervals_cover_a_planted_effect(control):
    rng = np.random.default_rng(34)
    cohort = np.repeat([2013.0, 2015.0, np.inf], 60)
    names, years = [f"{row:04}" for row in range(180)], np.arange(2010, 2018)
    treated = years >= cohort[:, None]
    covered, means = [], []
    for _ in range(WORLDS):
        y = rng.normal(size=(180, 1)) + rng.normal(size=(1, 8)) + rng.normal(size=(180, 8)) + 0.8 * treated
        panel = Panel.from_long(np.repeat(names, 8), list(years) * 180, y.ravel())
        simple = att_gt(panel, cohort, control=control).simple
        covered.append(simple.conf_int[0] <= 0.8 <= simple.conf_int[1])
        means.append(simple.att)

    low, high = band(0.95, WORLDS)
    assert low <= np.mean(covered) <= high
    assert abs(np.mean(means) - 0.8) <= 3.3 * np.std(means) / np.sqrt(WORLDS)
