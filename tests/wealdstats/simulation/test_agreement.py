"""What is planted in simulated judgements is found, at the false-alarm rate that was promised."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.agreement import bradley_terry, cosiness, d_study, g_study, halo, icc, krippendorff_alpha
from wealdstats.simulate import ProgrammeWorld, simulate_programme

pytestmark = pytest.mark.simulation


def at_most(rate, trials):
    """How many of so many trials a rate exceeds once in a thousand."""
    return stats.binom.ppf(0.999, trials, rate)


def asked(r, seed):
    columns = {"criterion": r.criterion, "even_better_if": r.even_better_if}
    return cosiness(r.reviewer, r.target, r.score, draws=60, seed=seed, **columns)


def programmes(count, **world):
    for seed in range(count):
        r = simulate_programme(ProgrammeWorld(**world), seed=100 + seed)
        yield r, asked(r, seed)


def test_honest_programmes_are_called_cosy_no_more_often_than_stated():
    found = [answer for _, answer in programmes(60)]

    assert sum(bool(answer.named) for answer in found) <= at_most(0.05, 60)
    assert sum(answer.p_value <= 0.05 for answer in found) <= at_most(0.05, 60)
    assert sum(answer.even_better_if.p_value <= 0.05 for answer in found) <= at_most(0.05, 60)


def test_cosy_pairs_are_found_and_honest_ones_are_not():
    planted = named = alarms = 0
    for r, answer in programmes(25, cosy_pairs=3):
        pairs = {(pair.first, pair.second) for pair in answer.named}
        planted, named = planted + len(r.cosy), named + len(pairs & {*r.cosy})
        alarms += bool(pairs - {*r.cosy})

    assert named / planted > 0.75
    assert alarms <= at_most(0.05, 25)


def test_ring_is_found_and_the_lone_challenger_is_not_punished():
    planted = named = 0
    errors, swayed = [], []
    for r, answer in programmes(25, ring=4, challenger=True):
        pairs = {(pair.first, pair.second) for pair in answer.named}
        planted, named = planted + len(r.cosy), named + len(pairs & {*r.cosy})
        assert not any(r.challenger in pair for pair in pairs)
        ring = sorted({*np.ravel(r.cosy)})
        truth = r.level[np.searchsorted(r.schools, ring)] - r.level.mean()
        shown = answer.level[np.searchsorted(answer.targets, ring)] - answer.level.mean()
        raw = [r.score[r.target == school].mean() - r.score.mean() for school in ring]
        errors.append(np.mean(shown - truth))
        swayed.append(np.mean(raw - truth))

    assert named / planted > 0.7
    # Raw means lift the ring by about half its leniency; levels by independent reviews do not.
    assert np.mean(swayed) > 0.25
    assert abs(np.mean(errors)) < 0.15


def test_halo_is_found_and_precision_and_carelessness_are_not_called_halo():
    flagged = planted = alarms = 0
    for seed in range(25):
        r = simulate_programme(ProgrammeWorld(halo_share=0.1, halo=0.9), seed=seed)
        found = halo(r.reviewer, r.target, r.criterion, r.score, draws=60, seed=seed)
        true = r.halo[np.searchsorted(r.schools, found.reviewers)] > 0.0
        flagged, planted = flagged + (found.flagged & true).sum(), planted + true.sum()
        alarms += (found.flagged & ~true).any()

    assert flagged / planted > 0.4
    assert alarms <= at_most(0.05, 25)


def test_components_and_dependability_are_recovered_from_unbalanced_reviews():
    truth = {"target": 0.36, "reviewer": 0.16, "reviewer:target": 0.04, "residual": 0.25}
    drawn = []
    for seed in range(12):
        r = simulate_programme(ProgrammeWorld(schools=80, difficulty_sd=0.0, profile_sd=0.0), seed=seed)
        keep = np.random.default_rng(seed).random(len(r.score)) < 0.8
        facets = {"reviewer": r.reviewer[keep], "target": r.target[keep]}
        drawn.append(g_study(r.score[keep], facets, target="target"))

    for name, value in truth.items():
        place = drawn[0].terms.index(name)
        z = [(study.variance[place] - value) / study.se[place] for study in drawn]
        assert abs(np.mean(z)) < 3.3 / np.sqrt(len(z))
    found = d_study(drawn[0], "reviewer", numbers=[6], own=["reviewer"])
    assert found.lower[0] < 0.36 / (0.36 + (0.16 + 0.04 + 0.25) / 6) < found.upper[0]


def test_intervals_cover_what_they_promise():
    rng = np.random.default_rng(6)
    covered = dict.fromkeys(("icc1", "icc2", "icc3", "alpha"), 0)
    trials = 200
    for _ in range(trials):
        # icc1: judges of their own; icc2 and icc3: severity of judges counts, or not.
        targets, noise = rng.normal(size=(40, 1)), rng.normal(size=(40, 4))
        alone = icc(targets + noise).intervals.icc1
        severe = icc(targets + rng.normal(size=4) * 0.5 + noise).intervals
        covered["icc1"] += alone.lower < 0.5 < alone.upper
        covered["icc2"] += severe.icc2.lower < 1.0 / 2.25 < severe.icc2.upper
        covered["icc3"] += severe.icc3.lower < 0.5 < severe.icc3.upper
        alpha = krippendorff_alpha((targets + noise).T, "interval").interval
        covered["alpha"] += alpha.lower < 0.5 < alpha.upper

    assert min(covered.values()) >= stats.binom.ppf(0.001, trials, 0.95)


def test_strengths_are_recovered_and_the_judge_who_sees_otherwise_is_found():
    rng = np.random.default_rng(8)
    inside = total = found_rogue = 0
    for _ in range(20):
        strength = rng.normal(size=15) * 1.2
        strength -= strength.mean()
        judge = rng.integers(0, 8, 1200)
        pairs = np.array([rng.choice(15, 2, replace=False) for _ in range(1200)])
        gap = strength[pairs[:, 0]] - strength[pairs[:, 1]]
        first = rng.random(1200) < 1.0 / (1.0 + np.exp(-np.where(judge == 7, -gap, gap)))
        winner, loser = np.where(first, *pairs.T), np.where(first, *pairs.T[::-1])
        whole = bradley_terry(judge, winner, loser, splits=0)
        honest = bradley_terry(judge[judge < 7], winner[judge < 7], loser[judge < 7], splits=3)
        found_rogue += whole.judge_z.argmax() == 7 and whole.judge_z[7] > 4.0
        inside += (np.abs(honest.strength - strength) < 1.96 * honest.se).sum()
        total += 15
        assert 0.8 < honest.reliability < 1.0
        assert honest.split_half > 0.7

    assert found_rogue == 20
    assert stats.binom.ppf(0.001, total, 0.95) <= inside <= stats.binom.ppf(0.999, total, 0.95)
