import math

import numpy as np
import pytest

from wealdstats.dividend import synthetic
from wealdstats.dividend.synthetic import difference_in_differences, synthetic_control, synthetic_did
from wealdstats.errors import InputError, NoVariationError, TooFewError

ESTIMATORS = (synthetic_did, synthetic_control, difference_in_differences)


@pytest.fixture
def y():
    rng = np.random.default_rng(2)
    return rng.normal(size=(9, 1)) + rng.normal(size=(1, 7)).cumsum() + rng.normal(size=(9, 7)) * 0.3


def test_differences_and_their_placebos_by_hand():
    y = np.array([[1.0, 6.0], [0.0, 0.0], [0.0, 1.0], [0.0, 5.0]])

    fit = difference_in_differences(y, treated=[0], n_pre=1)

    # Changes 5 against 0, 1, 5. Placebos: 0 − 3, 1 − 2.5, 5 − 0.5.
    assert fit.att == 3.0
    assert fit.placebo_atts.tolist() == [-3.0, -1.5, 4.5]
    assert fit.se == pytest.approx(np.std([-3.0, -1.5, 4.5]))
    assert fit.p_value == 3 / 4  # itself, −3 (as far) and 4.5
    assert fit.conf_int == pytest.approx([3.0 - 1.959963985 * fit.se, 3.0 + 1.959963985 * fit.se])
    assert (fit.sigma, fit.seed, fit.n_treated) == (None, None, 1)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_mask_and_row_numbers_mean_the_same(y, estimator):
    mask = np.zeros(9, dtype=bool)
    mask[[2, 5]] = True

    by_mask, by_rows = (
        estimator(y, treated=mask, n_pre=5),
        estimator(y, treated=np.array([5, 2], np.uint8), n_pre=5),
    )

    assert by_mask.att == by_rows.att
    assert by_mask.controls.tolist() == [0, 1, 3, 4, 6, 7, 8]
    assert by_mask.n_treated == 2


def test_several_treated_are_their_mean_path_with_a_larger_ridge(y):
    together = synthetic_did(y, treated=[0, 1, 2], n_pre=5)

    mean = np.concatenate([y[:3].mean(axis=0, keepdims=True), y[3:]])
    as_one = synthetic_did(mean, treated=[0], n_pre=5)
    assert together.sigma == as_one.sigma
    assert together.effective_donors > as_one.effective_donors
    assert len(together.placebo_atts) == math.comb(6, 3)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_every_placebo_is_the_estimate_of_its_own_control(y, estimator, monkeypatch):
    monkeypatch.setattr(synthetic, "BLOCK_NUMBERS", 24)  # blocks of three
    fit = estimator(y, treated=[0], n_pre=5)

    fourth = estimator(y[1:], treated=[3], n_pre=5)

    if estimator is not synthetic_did:  # its placebos keep the noise level of all controls
        assert fit.placebo_atts[3] == pytest.approx(fourth.att, abs=1e-10)
    assert len(fit.placebo_atts) == 8
    assert fit.placebo_atts == pytest.approx(fit.placebo_gaps[:, 5:].mean(axis=1))


def test_as_many_placebos_are_drawn_as_asked_and_the_seed_is_kept(y):
    fit = synthetic_did(y, treated=[0, 1], n_pre=5, placebo=12, seed=7)

    assert fit.placebo_gaps.shape == (12, 7)
    assert fit.seed == 7
    assert fit.se == pytest.approx(fit.placebo_atts.std())


def test_draws_are_sets_of_different_controls_each_as_likely(y):
    fit = difference_in_differences(y, treated=[0], n_pre=5, placebo=4000, seed=3)
    enumerated = difference_in_differences(y, treated=[0], n_pre=5)

    found, counts = np.unique(fit.placebo_atts.round(9), return_counts=True)
    assert found == pytest.approx(np.sort(enumerated.placebo_atts), abs=1e-8)
    assert counts.min() > 400  # of 500 expected; five standard deviations are 105


def test_no_effect_at_all_is_no_evidence():
    y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    fit = difference_in_differences(y, treated=[1], n_pre=1)

    assert (fit.att, fit.se, fit.p_value) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("treated", [[9], [-1], [1, 1], [0.5], [[0]], [True, False], "ab"])
def test_treated_units_that_cannot_be_read_are_refused(y, treated):
    with pytest.raises(InputError, match="a mask of 9 units or row numbers"):
        synthetic_did(y, treated=treated, n_pre=5)


@pytest.mark.parametrize("treated", [[], [0, 1, 2, 3, 4], list(range(9))])
def test_there_must_be_treated_and_more_controls(y, treated):
    with pytest.raises(TooFewError, match="more controls than treated"):
        synthetic_did(y, treated=np.array(treated, dtype=int), n_pre=5)


@pytest.mark.parametrize(
    ("estimator", "n_pre"), [(synthetic_did, 1), (synthetic_control, 0), (synthetic_did, 7)]
)
def test_there_must_be_periods_on_both_sides(y, estimator, n_pre):
    with pytest.raises(TooFewError, match="periods before treatment and one after"):
        estimator(y, treated=[0], n_pre=n_pre)


@pytest.mark.parametrize("placebo", [1, 0, -5, True, 2.5, "all"])
def test_placebos_that_cannot_be_read_are_refused(y, placebo):
    with pytest.raises(InputError, match="at least 2 draws"):
        synthetic_did(y, treated=[0], n_pre=5, placebo=placebo)


def test_more_placebos_than_can_be_enumerated_are_refused():
    y = np.random.default_rng(0).normal(size=(60, 4))

    with pytest.raises(InputError, match=r"at most 100,000 placebos.*3,478,761"):
        difference_in_differences(y, treated=[0, 1, 2, 3, 4], n_pre=2)


def test_controls_that_never_change_have_no_noise_level():
    y = np.ones((5, 4))

    with pytest.raises(NoVariationError, match="positive noise level"):
        synthetic_did(y, treated=[0], n_pre=3)


@pytest.mark.parametrize("spoilt", [np.ones(4), np.full((3, 3), np.nan)])
def test_outcomes_must_be_a_complete_matrix(spoilt):
    with pytest.raises(InputError, match="complete matrix"):
        synthetic_did(spoilt, treated=[0], n_pre=2)
