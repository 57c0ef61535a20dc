"""Planted severities, levels, drift and favours: found where planted, not elsewhere."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.agreement import rasch_facets
from wealdstats.simulate import simulate_reviews

pytestmark = pytest.mark.simulation

WORLDS = 30


def band(share, trials):
    """Range a share of trials keeps to in 999 of 1,000 test runs."""
    low, high = stats.binom.ppf([0.0005, 0.9995], trials, share)
    return low / trials, high / trials


def fitted(world, **more):
    return rasch_facets(world.target, world.criterion, world.reviewer, world.score, **more)


def covers(measures, truth):
    low, high = measures.conf_int.T
    return (low <= truth) & (truth <= high)


@pytest.fixture(scope="module")
def recovered():
    worlds = [simulate_reviews(targets=150, reviewers=30, criteria=6, seed=100 + k) for k in range(WORLDS)]
    return [(world, fitted(world)) for world in worlds]


def test_intervals_cover_severities_as_often_as_they_say(recovered):
    found = np.concatenate([covers(fit.severity, world.severity) for world, fit in recovered])

    low, high = band(0.95, len(found))
    assert low <= found.mean() <= high


def test_intervals_cover_thresholds_as_often_as_they_say(recovered):
    found = np.concatenate([covers(fit.thresholds, world.thresholds[0]) for world, fit in recovered])

    low, high = band(0.95, len(found))
    assert low <= found.mean() <= high


def test_intervals_cover_levels_as_often_as_they_say(recovered):
    found = np.concatenate([covers(fit.level, world.level) for world, fit in recovered])

    # Levels of one world share the errors of its severities: the band is that of a third as many.
    low, high = band(0.95, len(found) // 3)
    assert low <= found.mean() <= high


def test_errors_of_levels_include_those_of_severities_seldom_seen():
    worlds = [simulate_reviews(targets=40, reviewers=40, criteria=12, seed=300 + k) for k in range(20)]
    fits = [(world, fitted(world)) for world in worlds]

    miss = np.concatenate([fit.level.estimate - world.level for world, fit in fits])
    told = np.concatenate([fit.level.se for _, fit in fits])

    assert np.sqrt(np.mean(miss**2)) == pytest.approx(np.sqrt(np.mean(told**2)), rel=0.12)


def test_variance_of_levels_is_recovered_without_bias(recovered):
    z = np.array([(fit.variance - world.level.var()) / fit.variance_se for world, fit in recovered])

    assert abs(z.mean()) <= 3.3 / np.sqrt(WORLDS)


def test_mean_squares_are_one_where_the_model_holds(recovered):
    infit = np.concatenate([fit.infit.severity for _, fit in recovered])
    outfit = np.concatenate([fit.outfit.severity for _, fit in recovered])

    assert infit.mean() == pytest.approx(1.0, abs=0.01)
    assert outfit.mean() == pytest.approx(1.0, abs=0.02)


def test_levels_freed_from_severity_are_nearer_the_truth_than_raw_means():
    world = simulate_reviews(targets=2_000, reviewers=400, level_sd=1.2, severity_sd=0.7, seed=1)

    fit = fitted(world)
    raw = np.bincount(world.target, world.score) / np.bincount(world.target)

    assert np.corrcoef(raw, world.level)[0, 1] == pytest.approx(0.934, abs=0.01)
    assert np.corrcoef(fit.level, world.level)[0, 1] == pytest.approx(0.983, abs=0.003)
    assert np.corrcoef(fit.fair_average.level, world.level)[0, 1] > 0.975


def test_drift_is_flagged_where_planted_and_hardly_elsewhere():
    worlds = [
        simulate_reviews(targets=300, reviewers=30, criteria=6, drifting=3, drift=2.0, seed=200 + k)
        for k in range(8)
    ]

    drifts = [fitted(world, occasion=world.occasion).drift for world in worlds]

    still = np.concatenate([drift.p_value[:27] for drift in drifts])
    low, high = band(0.05, len(still))
    assert low <= (still <= 0.05).mean() <= high
    planted = np.concatenate([drift.flagged[27:] for drift in drifts])
    assert planted.mean() > 0.9
    assert np.concatenate([drift.slope[27:] for drift in drifts]).mean() == pytest.approx(2.0, abs=0.3)
    false = sum(int(drift.flagged[:27].sum()) for drift in drifts)
    assert false / (false + planted.sum()) < 0.2


def test_reviewer_with_one_occasion_cannot_drift():
    world = simulate_reviews(targets=40, reviewers=8, criteria=4, seed=9)
    occasion = np.where(world.reviewer == 3, 0.5, world.occasion)

    drift = fitted(world, occasion=occasion).drift

    assert drift.z[3] == 0.0
    assert drift.p_value[3] == 1.0
    assert not drift.flagged[3]


@pytest.fixture(scope="module")
def rings():
    """Give worlds where a ring fills all seats but one at a tenth of the targets, and favours them."""
    return [
        simulate_reviews(targets=240, reviewers=40, criteria=6, ring=6, favoured=24, favour=1.5, seed=400 + k)
        for k in range(20)
    ]


def standing(world, fit):
    """Compare severities of those who stood alone against the ring with those of other honest reviewers."""
    honest = ~world.ring
    off = fit.severity.estimate - world.severity
    seats = np.unique(np.stack((world.reviewer, world.target)), axis=1)
    alone = honest & (np.bincount(seats[0], world.favoured[seats[1]], len(honest)) > 0)
    return off - off[honest & ~alone].mean(), alone


def test_lone_correct_challenger_is_hardly_thought_severe_and_never_erratic(rings):
    found = [(world, fit, *standing(world, fit)) for world, fit in ((w, fitted(w)) for w in rings)]

    off = np.concatenate([off[alone] for _, _, off, alone in found])
    infit = np.concatenate([fit.infit.severity[alone] for _, fit, _, alone in found])
    ring = np.concatenate([off[world.ring] for world, _, off, _ in found])

    assert 0.0 < off.mean() < 0.1
    assert infit.mean() == pytest.approx(1.0, abs=0.03)
    assert ring.mean() < -0.2


def test_with_declared_ties_left_out_the_challenger_is_not_punished_at_all(rings):
    offs, covered = [], []
    for world in rings:
        independent = ~(world.ring[world.reviewer] & world.favoured[world.target])
        columns = (getattr(world, name)[independent] for name in ("target", "criterion", "reviewer", "score"))
        fit = rasch_facets(*columns)
        off, alone = standing(world, fit)
        offs.append(off[alone])
        covered.append(covers(fit.severity, world.severity)[alone])

    offs, covered = np.concatenate(offs), np.concatenate(covered)
    assert abs(offs.mean()) <= 3.3 * offs.std() / np.sqrt(len(rings))
    low, high = band(0.95, len(covered))
    assert low <= covered.mean() <= high
