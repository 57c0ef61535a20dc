"""What two packages found in the same judgements: one by the same likelihood, one by another."""

import numpy as np
import pytest

from wealdstats.agreement import rasch_facets


@pytest.fixture(scope="module")
def found(stored):
    return stored("rasch")


@pytest.fixture(scope="module", params=["rating_scale", "partial_credit"])
def both(request, found):
    case = found[request.param]
    columns = {name: np.array(column) for name, column in case["judgements"].items()}
    return rasch_facets(**columns, model=request.param), case["mirt"]


def test_deviance_and_variance_are_those_of_mirt(both):
    ours, theirs = both

    # Nodes end at 5 standard deviations here and at 6 there: one millionth of a prior. Both stop where steps
    # gain less than a millionth of deviance: some ten-thousandths of a standard error.
    assert ours.deviance == pytest.approx(theirs["deviance"], abs=1e-3)
    assert ours.variance == pytest.approx(theirs["variance"], abs=1e-4)
    assert ours.variance_se == pytest.approx(theirs["variance_se"], abs=1e-4)


@pytest.mark.parametrize("what", ["severity", "difficulty", "thresholds"])
def test_estimates_and_standard_errors_are_those_of_mirt(both, what):
    ours, theirs = both

    assert getattr(ours, what).estimate == pytest.approx(np.squeeze(theirs[what]), abs=1e-4)
    assert getattr(ours, what).se == pytest.approx(np.squeeze(theirs[f"{what}_se"]), abs=1e-5)


def test_levels_are_those_of_mirt_and_say_more_of_their_uncertainty(both):
    ours, theirs = both

    assert ours.level.estimate == pytest.approx(np.array(theirs["level"]), abs=1e-4)
    # Theirs is the spread of the posterior, as if severities were known.
    widened = ours.level.se / np.array(theirs["posterior_sd"])
    assert (widened > 1.0).all()
    assert (widened < 1.2).all()


@pytest.mark.parametrize("what", ["infit", "outfit"])
@pytest.mark.parametrize("facet", ["severity", "difficulty"])
def test_mean_squares_are_those_of_mirt(both, what, facet):
    ours, theirs = both

    assert getattr(getattr(ours, what), facet) == pytest.approx(np.array(theirs[f"{what}_{facet}"]), abs=1e-4)


def test_severities_and_difficulties_are_near_those_of_another_kind_of_likelihood(found):
    case = found["rating_scale"]
    columns = {name: np.array(column) for name, column in case["judgements"].items()}

    ours = rasch_facets(**columns)

    # raschpy compares pairs of judgements and never integrates: another estimate of the same numbers, which
    # should differ by much less than either is uncertain.
    for what in ("severity", "difficulty"):
        mine, theirs = getattr(ours, what), np.array(case["raschpy"][what])
        apart = (mine.estimate - mine.estimate.mean()) - (theirs - theirs.mean())
        assert np.abs(apart).max() < 0.5 * mine.se.min()
