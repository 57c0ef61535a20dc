"""What other implementations say of agreement; generate_agreement.py beside this file asked them."""

import numpy as np
import pytest

from wealdstats.agreement import bradley_terry, g_study, icc, krippendorff_alpha

METRICS = ("nominal", "ordinal", "interval", "ratio")


@pytest.fixture
def agreement(stored):
    return stored("agreement")


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_is_the_package_krippendorffs(agreement, metric):
    ratings = np.array(agreement["inputs"]["ratings"], float)

    # Both are closed forms: only rounding differs.
    assert krippendorff_alpha(ratings, metric).alpha == pytest.approx(agreement["alpha"][metric], rel=1e-12)


def test_icc_is_pingouins(agreement):
    found = icc(np.array(agreement["inputs"]["scores"]))

    names = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")
    assert [getattr(found, name) for name in names] == pytest.approx(agreement["icc"]["icc"], rel=1e-12)
    intervals = [getattr(found.intervals, name) for name in names]
    # It prints two decimals.
    assert [[round(i.lower, 2), round(i.upper, 2)] for i in intervals] == agreement["icc"]["interval"]


def test_components_are_those_of_a_mixed_model(agreement):
    score, school, reviewer, _ = (np.array(column) for column in agreement["inputs"]["crossed"])

    found = g_study(score, {"school": school, "reviewer": reviewer}, target="school")

    theirs = agreement["components"]
    # At a minimum the deviance is flat: an error of 1e-6 in it moves a component by some 1e-4 of itself.
    assert found.deviance == pytest.approx(theirs["deviance"], abs=1e-6)
    assert found.deviance <= theirs["deviance"] + 1e-9
    assert found.variance == pytest.approx(theirs["variance"], rel=1e-4)
    assert found.mean == pytest.approx(theirs["mean"], abs=1e-6)
    assert found.mean_se == pytest.approx(theirs["mean_se"], rel=1e-4)


def test_strengths_are_those_of_choix(agreement):
    winner, loser = np.array(agreement["inputs"]["comparisons"]).T

    found = bradley_terry(np.zeros(len(winner)), winner, loser)

    # Its optimiser stops at a gradient of 1e-5 of the likelihood.
    assert found.strength == pytest.approx(agreement["strength"], abs=1e-6)
