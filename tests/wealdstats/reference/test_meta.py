"""Pooling against metafor's published output, statsmodels and PyMARE; shrinkage against plain quadrature."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from wealdstats.meta import random_effects
from wealdstats.shrinkage import shrink

STORED = json.loads((Path(__file__).parent / "stored" / "meta.json").read_text())

# Thirteen trials of the BCG vaccine (Colditz et al. 1994): ill and well, vaccinated and not.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
).T
# Eight schools (Rubin 1981): what coaching added to test scores.
EIGHT = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
EIGHT_SE = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])


def log_relative_risks():
    ill, well, ill_without, well_without = BCG
    effect = np.log(ill / (ill + well)) - np.log(ill_without / (ill_without + well_without))
    variance = 1 / ill - 1 / (ill + well) + 1 / ill_without - 1 / (ill_without + well_without)
    return effect, np.sqrt(variance)


def test_bcg_trials_give_what_metafor_prints():
    # README of metafor 4: rma(yi, vi, data=dat, test="knha"), predict(res, transf=exp), confint(res).
    found = random_effects(*log_relative_risks())

    assert round(found.tau2, 4) == 0.3132
    assert round(100 * found.i2, 2) == 92.22
    assert round(found.q, 4) == 152.2330
    assert (round(found.estimate, 4), round(found.se, 4), round(found.p, 4)) == (-0.7145, 0.1808, 0.0019)
    assert (round(found.conf_int.lower, 4), round(found.conf_int.upper, 4)) == (-1.1084, -0.3206)
    assert (round(np.exp(found.prediction.lower), 2), round(np.exp(found.prediction.upper), 2)) == (
        0.14,
        1.76,
    )
    assert (round(found.tau2_interval.lower, 4), round(found.tau2_interval.upper, 4)) == (0.1197, 1.1115)


@pytest.mark.parametrize("case", STORED["equal"], ids=lambda case: len(case["effect"]))
def test_equal_errors_give_what_statsmodels_says(case):
    found = random_effects(np.array(case["effect"]), np.array(case["se"]))

    # With equal errors both have a closed form: nothing but rounding may differ.
    assert found.tau2 == pytest.approx(case["tau2"], rel=1e-9)
    assert found.estimate == pytest.approx(case["mean"], rel=1e-11)
    assert found.se == pytest.approx(case["error"], rel=1e-9)
    assert found.conf_int.lower == pytest.approx(case["lower"], rel=1e-8)
    assert found.conf_int.upper == pytest.approx(case["upper"], rel=1e-8)
    assert found.q == pytest.approx(case["q"], rel=1e-11)


@pytest.mark.parametrize("case", STORED["unequal"], ids=lambda case: len(case["effect"]))
def test_unequal_errors_give_what_pymare_says(case):
    effect, se = np.array(case["effect"]), np.array(case["se"])
    found = random_effects(effect, se)

    # Its general-purpose optimiser stops where the likelihood is flat: about the fourth digit.
    assert found.tau2 == pytest.approx(case["tau2"], rel=1e-3)
    assert found.estimate == pytest.approx(case["mean"], rel=1e-3)
    assert found.tau2_interval.lower == pytest.approx(case["tau2_lower"], rel=1e-3, abs=1e-3)
    assert found.tau2_interval.upper == pytest.approx(case["tau2_upper"], rel=1e-3)


def test_shrunken_eight_schools_equal_plain_quadrature():
    found = shrink(EIGHT, EIGHT_SE)

    def likelihood(tau):
        total = EIGHT_SE**2 + tau**2
        mean = (EIGHT / total).sum() / (1 / total).sum()
        return np.prod(stats.norm.pdf(EIGHT, mean, np.sqrt(total))) / np.sqrt((1 / total).sum())

    def given(tau, j):
        total = EIGHT_SE**2 + tau**2
        mean = (EIGHT / total).sum() / (1 / total).sum()
        kept = tau**2 / total[j]
        spread = np.sqrt(kept * EIGHT_SE[j] ** 2 + (1 - kept) ** 2 / (1 / total).sum())
        return stats.norm(kept * EIGHT[j] + (1 - kept) * mean, spread)

    widest = 10 * max(EIGHT.std(ddof=1), np.sqrt((EIGHT_SE**2).mean()))

    def averaged(what, j):
        return integrate.quad(lambda tau: likelihood(tau) * what(given(tau, j)), 0, widest)[0] / whole

    whole = integrate.quad(likelihood, 0, widest)[0]

    # A hundred nodes: right to a ten-thousandth of the smallest standard error, and of a chance.
    for j in (0, 2, 7):
        assert found.effect[j] == pytest.approx(averaged(lambda g: g.mean(), j), abs=1e-3)
        assert averaged(lambda g, j=j: g.cdf(found.lower[j]), j) == pytest.approx(0.025, abs=1e-4)
        assert averaged(lambda g, j=j: g.cdf(found.upper[j]), j) == pytest.approx(0.975, abs=1e-4)
        assert averaged(lambda g: g.cdf(0.0), j) == pytest.approx(found.wrong_sign[j], abs=1e-4)
