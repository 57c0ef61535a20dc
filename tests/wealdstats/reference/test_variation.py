"""Mixed models of pupils, and neighbours, as statsmodels and scikit-learn find them.

Tolerances: the peer climbs to its maximum until its slope is small, which leaves its τ² eight digits; what
follows from τ² in both has nine. Distances are sums of a few doubles.
"""

import numpy as np
import pytest

from wealdstats.variation import between_school_variance, comparators, shrunken_residuals


@pytest.mark.parametrize("number", [0, 1])
def test_a_mixed_model_of_pupils_gives_the_same_variance_and_residuals(stored, number):
    found = stored("star98")
    pupils = np.array(found["above"]) + found["below"]
    share, fitted = np.array(found["above"]) / pupils, found["fits"][number]
    covariate = np.array(found["low_income"]) if number else None

    ours = shrunken_residuals(share, fitted["sigma2"] / pupils, covariate)
    between = between_school_variance(share, fitted["sigma2"] / pupils, covariates=covariate)

    assert ours.tau2 == pytest.approx(fitted["tau2"], rel=1e-8)
    assert between.tau2[0] == ours.tau2
    assert ours.coefficients == pytest.approx(fitted["coefficients"], abs=1e-9)
    assert ours.residual == pytest.approx(fitted["effects"], abs=1e-9)


def test_neighbours_in_plain_euclid_are_those_of_the_reference(stored):
    found = stored("neighbours")

    ours = comparators(np.array(found["whole"]), k=5)

    assert ours.neighbours.tolist() == found["euclid"]["place"]
    # The reference adds squares over four features, we average them.
    assert 2.0 * ours.distance == pytest.approx(np.array(found["euclid"]["distance"]), abs=1e-12)


def test_distances_over_shared_features_are_those_of_the_reference(stored):
    found = stored("neighbours")
    holed = np.array(found["holed"], dtype=float)

    ours = comparators(holed, k=5, min_shared=0.25)

    theirs = np.array(found["nan_euclid"])
    np.fill_diagonal(theirs, np.inf)
    assert 2.0 * ours.distance == pytest.approx(np.sort(theirs, axis=1)[:, :5], abs=1e-9)


def test_mixed_kinds_are_a_city_block_of_ranges_and_halved_indicators(stored):
    found = stored("neighbours")
    mixed = np.column_stack([np.array(found["whole"])[:, :3], np.arange(60) % 3])

    ours = comparators(mixed, k=5, kinds=("number",) * 3 + ("label",))

    assert ours.neighbours.tolist() == found["gower"]["place"]
    assert 4.0 * ours.distance == pytest.approx(np.array(found["gower"]["distance"]), abs=1e-12)
