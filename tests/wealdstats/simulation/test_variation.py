"""Planted truth: how far schools differ, who deviates, who is whose twin, what shifts, what stays hidden."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.disclosure import pulse_results
from wealdstats.simulate import simulate_intake, simulate_pulse, simulate_schools, simulate_series
from wealdstats.variation import (
    between_school_variance,
    comparators,
    funnel_limits,
    positive_deviants,
    shrunken_residuals,
    variance_by_group,
    xmr_chart,
)

pytestmark = pytest.mark.simulation


def band(share, trials):
    """Range a share of trials keeps to in 999 of 1,000 test runs."""
    return stats.binom.ppf([0.0005, 0.9995], trials, share) / trials


@pytest.mark.parametrize("size", [5, 40])
def test_the_interval_of_the_variance_covers_it_however_few_the_schools(size):
    trials = 2000
    world = simulate_schools(size * trials, n_covariates=0, seed=size)

    found = variance_by_group(world.value, world.variance, [f"{i // size:05}" for i in range(size * trials)])

    covered = ((found.lower <= 16.0) & (found.upper >= 16.0)).mean()
    low, high = band(0.95, trials)
    assert low <= covered <= high
    if size == 40:
        assert found.tau2.mean() == pytest.approx(16.0, abs=3.3 * found.tau2.std() / np.sqrt(trials))


def test_a_trend_is_covered_though_the_same_schools_come_again():
    rng, covered, trials = np.random.default_rng(1), 0, 300
    sd = 5.0 + 0.3 * np.arange(6)
    for _ in range(trials):
        own = rng.standard_normal((150, 1))
        value = sd * (0.8 * own + 0.6 * rng.standard_normal((150, 6))) + 2.0 * rng.standard_normal((150, 6))
        found = between_school_variance(value, np.full((150, 6), 4.0))
        covered += abs(found.trend - 0.3) <= 1.96 * found.trend_se

    low, high = band(0.95, trials)
    assert low <= covered / trials <= high


def test_residuals_are_as_far_off_as_their_errors_say():
    world = simulate_schools(5000, seed=2)

    found = shrunken_residuals(*(world.value, world.variance, world.covariates))

    inside = (np.abs(found.residual - world.effect) <= 1.959964 * found.se).mean()
    low, high = band(0.95, 5000)
    assert low <= inside <= high
    assert ((found.residual - world.effect) ** 2).mean() < ((found.raw - world.effect) ** 2).mean()


def test_mistakes_among_deviants_are_no_more_than_q():
    shares, found_share = [], []
    for seed in range(150):
        world = simulate_schools(300, tau=1e-9, deviants=15, seed=seed)
        found = positive_deviants(world.value, world.variance, world.covariates, q=0.1)
        shares.append((~world.is_deviant[found.rows]).mean() if len(found.rows) else 0.0)
        found_share.append(found.is_deviant[world.is_deviant].mean())

    assert np.mean(shares) <= 0.1 + 3.3 * np.std(shares) / np.sqrt(150)
    assert np.mean(found_share) > 0.9


def test_a_funnel_holds_what_it_says_and_a_chart_is_quiet_where_nothing_happens():
    rng = np.random.default_rng(3)
    size = rng.integers(5, 200, 20_000)
    value = rng.binomial(size, 0.62) / size

    outside = funnel_limits(size, value, target=0.62).outside.mean(axis=1)
    quiet = xmr_chart(simulate_series(2000, 15, seed=4), baseline=10).signals.mean(axis=(1, 2))
    moved = xmr_chart(simulate_series(2000, 15, shift=4.0, at=10, seed=4), baseline=10).signals

    assert (outside <= [band(0.05, 20_000)[1], band(0.002, 20_000)[1]]).all()
    assert outside[0] > 0.025
    assert (quiet < 0.03).all()
    assert moved.any(axis=0)[:, 10:].any(axis=1).mean() > 0.95


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_twins_find_each_other(missing):
    intake = simulate_intake(1000, 8, missing=missing, seed=5)

    found = comparators(intake, k=1)

    twin = np.arange(1000) ^ 1
    asked = found.neighbours[:, 0] >= 0
    assert (found.neighbours[asked, 0] == twin[asked]).mean() > (0.999 if missing == 0.0 else 0.9)


def test_no_single_answer_can_be_solved_from_what_pulses_show():
    """With all groups' sums as equations, no kind of fewer than five people lies in their row space."""
    shown = 0
    for seed in range(12):
        pulse = simulate_pulse(45, seed=seed)
        groups = {"role": np.array(pulse.role), "team": np.array(pulse.team)}
        found = pulse_results(pulse.answer, pulse.wave, groups)
        kinds, kind, size = np.unique(
            np.char.add(groups["role"], groups["team"]), return_inverse=True, return_counts=True
        )
        rows = [
            np.bincount(kind[groups[d] == level] if d != "all" else kind, minlength=len(kinds)) > 0
            for d, level, is_shown in zip(found.dimension, found.level, found.is_shown, strict=True)
            if is_shown
        ]
        equations = np.array(rows, float).reshape(-1, len(kinds))
        rank = np.linalg.matrix_rank(equations) if len(rows) else 0
        for few in np.flatnonzero(size < 5):
            target = np.eye(len(kinds))[few]
            assert np.linalg.matrix_rank(np.vstack([equations, target])) == rank + 1
        shown += len(rows)

    assert shown >= 24
