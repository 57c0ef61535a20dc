import numpy as np
import pytest

from wealdstats.dividend import batch
from wealdstats.dividend.batch import fit_batch, noise_level
from wealdstats.errors import InputError, NoVariationError, TooFewError

METHODS = ("sdid", "sc", "did")


@pytest.fixture
def paths():
    rng = np.random.default_rng(1)
    level = rng.normal(size=(40, 1, 1)) + rng.normal(size=(1, 1, 8)).cumsum(axis=2)
    return level + rng.normal(size=(40, 11, 1)) + rng.normal(size=(40, 11, 8)) * 0.4


def fit(paths, **options):
    return fit_batch(paths[:, 0], paths[:, 1:], **({"n_pre": 5, "sigma": 0.5} | options))


def test_differences_by_hand():
    # Donors' mean: 1, 2, 3, 5. Gap: 3, 3, 3, 7, less the 3 before treatment.
    donors = np.array([[0.0, 2.0, 3.0, 4.0], [2.0, 2.0, 3.0, 6.0]])

    found = fit_batch(np.array([[4.0, 5.0, 6.0, 12.0]]), donors, n_pre=3, method="did")

    assert found.gap.tolist() == [[0.0, 0.0, 0.0, 4.0]]
    assert found.att.tolist() == [4.0]
    assert found.unit_weights.tolist() == [[0.5, 0.5]]
    assert found.time_weights == pytest.approx(np.full((1, 3), 1 / 3))


def test_a_synthetic_control_keeps_the_level_it_misses():
    # The nearest mixture of 0 and 2 to 4 is all of 2: the gap of 2 before treatment stays.
    donors = np.array([[0.0, 0.0, 0.0], [2.0, 2.0, 3.0]])

    found = fit_batch(np.array([[4.0, 4.0, 6.0]]), donors, n_pre=2, method="sc")

    assert found.gap == pytest.approx(np.array([[2.0, 2.0, 3.0]]), abs=1e-12)
    assert found.time_weights.tolist() == [[0.0, 0.0]]


def test_synthetic_differences_weigh_the_period_that_looks_like_after():
    # After treatment every donor is where it was in the second period: all time weight goes there.
    donors = np.array([[0.0, 3.0, 3.0], [5.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    effect = np.array([0.0, 0.0, 2.0])

    found = fit_batch(donors[:1] + effect, donors, n_pre=2, method="sdid", sigma=1e-6)

    assert found.time_weights == pytest.approx(np.array([[0.0, 1.0]]), abs=1e-9)
    assert found.att == pytest.approx([2.0], abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_the_effect_is_the_mean_gap_after_treatment(paths, method):
    found = fit(paths, method=method)

    assert found.att == pytest.approx(found.gap[:, 5:].mean(axis=1))
    assert found.kkt.max() <= 1e-9
    assert found.effective_donors == pytest.approx(1.0 / (found.unit_weights**2).sum(axis=1))


@pytest.mark.parametrize("method", ["sdid", "did"])
def test_the_weighted_gap_before_treatment_is_zero(paths, method):
    found = fit(paths, method=method)

    assert (found.gap[:, :5] * found.time_weights).sum(axis=1) == pytest.approx(np.zeros(40), abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_rows_do_not_know_of_each_other(paths, method, monkeypatch):
    together = fit(paths, method=method)
    monkeypatch.setattr(batch, "CHUNK_NUMBERS", 7 * 10 * 8)

    chunked, alone = fit(paths, method=method), fit(paths[3:4], method=method)

    assert chunked.gap == pytest.approx(together.gap, abs=1e-9)
    assert alone.gap[0] == pytest.approx(together.gap[3], abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_donors_that_are_not_valid_may_hold_anything(paths, method):
    valid = np.random.default_rng(2).random((40, 10)) < 0.7
    valid[:, 0] = True
    spoilt = paths.copy()
    spoilt[:, 1:][~valid] = np.nan

    found, spoiled = fit(paths, method=method, valid=valid), fit(spoilt, method=method, valid=valid)

    assert spoiled.gap == pytest.approx(found.gap, abs=1e-12)
    assert (found.unit_weights[~valid] == 0.0).all()


@pytest.mark.parametrize("method", METHODS)
def test_donors_shared_by_all_rows_need_not_be_copied(paths, method):
    shared = paths[0, 1:]
    valid = np.random.default_rng(2).random((40, 10)) < 0.7
    valid[:, 0] = True

    once = fit_batch(paths[:, 0], shared, n_pre=5, method=method, sigma=0.5, valid=valid)
    copied = fit_batch(
        paths[:, 0], np.broadcast_to(shared, (40, 10, 8)), n_pre=5, method=method, sigma=0.5, valid=valid
    )

    assert once.gap == pytest.approx(copied.gap, abs=1e-9)


def test_more_treated_units_mean_a_larger_ridge_and_more_donors(paths):
    one, many = fit(paths), fit(paths, n_treated=16)

    same = fit(paths, sigma=0.5 * 2.0)  # the fourth root of 16 is 2
    assert (many.effective_donors > one.effective_donors).all()
    assert many.unit_weights == pytest.approx(same.unit_weights, abs=1e-10)


def test_no_targets_are_no_problem():
    found = fit_batch(np.zeros((0, 6)), np.zeros((0, 4, 6)), n_pre=3, sigma=1.0)

    assert found.gap.shape == (0, 6)
    assert found.unit_weights.shape == (0, 4)


def test_one_period_before_treatment_leaves_equal_donors(paths):
    found = fit_batch(paths[:, 0], paths[:, 1:], n_pre=1, sigma=0.5)

    assert found.unit_weights == pytest.approx(np.full((40, 10), 0.1), abs=1e-12)
    assert found.att == pytest.approx(fit(paths, n_pre=1, method="did").att, abs=1e-12)


def test_one_donor_takes_all_weight(paths):
    found = fit_batch(paths[:, 0], paths[:, 1:2], n_pre=5, sigma=0.5)

    assert (found.unit_weights == 1.0).all()
    assert found.time_weights == pytest.approx(np.full((40, 5), 0.2), abs=1e-9)


def test_noise_is_the_spread_of_changes():
    # Changes 1, -1, 3, 1: mean 1, squares 0, 4, 4, 0 over 3.
    outcomes = np.array([[0.0, 1.0, 0.0], [0.0, 3.0, 4.0]])

    assert noise_level(outcomes) == pytest.approx(np.sqrt(8 / 3))


@pytest.mark.parametrize("outcomes", [np.zeros((4, 1)), np.zeros((1, 2)), np.zeros((0, 5))])
def test_noise_needs_two_changes(outcomes):
    with pytest.raises(TooFewError, match="two changes"):
        noise_level(outcomes)


def test_noise_is_not_guessed_from_holes():
    with pytest.raises(InputError, match="complete"):
        noise_level(np.array([[0.0, 1.0, np.nan]]))


@pytest.mark.parametrize(
    ("target", "donors", "options", "kind", "words"),
    [
        ((8,), (3, 8), {}, InputError, "target"),
        ((2, 8), (3, 7), {}, InputError, "donors"),
        ((2, 8), (3, 4, 8), {}, InputError, "donors"),
        ((2, 8), (1, 2, 3, 8), {}, InputError, "donors"),
        ((2, 8), (3, 8), {"valid": np.ones((2, 4), bool)}, InputError, "valid"),
        ((2, 8), (3, 8), {"valid": np.zeros((2, 3), bool)}, TooFewError, "valid donor"),
        ((2, 8), (0, 8), {}, TooFewError, "valid donor"),
        ((2, 8), (3, 8), {"n_pre": 0}, TooFewError, "both sides"),
        ((2, 8), (3, 8), {"n_pre": 8}, TooFewError, "both sides"),
        ((2, 8), (3, 8), {"method": "lasso"}, InputError, "methods"),
        ((2, 8), (3, 8), {"sigma": None}, InputError, "noise level"),
        ((2, 8), (3, 8), {"sigma": 0.0}, NoVariationError, "noise level"),
        ((2, 8), (3, 8), {"sigma": np.array([1.0, np.inf])}, NoVariationError, "noise level"),
    ],
)
def test_what_cannot_be_fitted_is_refused(target, donors, options, kind, words):
    with pytest.raises(kind, match=words):
        fit_batch(np.zeros(target), np.zeros(donors), **({"n_pre": 5, "sigma": 1.0} | options))


@pytest.mark.parametrize("place", ["target", "donors"])
def test_incomplete_paths_are_refused(paths, place):
    spoilt = paths.copy()
    spoilt[2, 0 if place == "target" else 3, 6] = np.nan

    with pytest.raises(InputError, match="complete"):
        fit(spoilt)


def test_masks_that_leave_fewer_donors_than_periods_have_one_answer_still():
    rng = np.random.default_rng(3)
    shared, valid = rng.normal(size=(12, 9)), np.zeros((30, 12), dtype=bool)
    np.put_along_axis(valid, rng.random((30, 12)).argsort(axis=1)[:, :3], True, axis=1)

    once = fit_batch(shared[:1].repeat(30, axis=0), shared, n_pre=7, sigma=0.5, valid=valid)
    copied = fit_batch(
        shared[:1].repeat(30, axis=0), np.broadcast_to(shared, (30, 12, 9)), n_pre=7, sigma=0.5, valid=valid
    )

    # Three donors centred leave two dimensions for seven periods: many weights fit, one is smallest.
    assert once.time_weights == pytest.approx(copied.time_weights, abs=1e-8)


def test_one_shared_donor_takes_all_weight(paths):
    found = fit_batch(paths[:, 0], paths[0, 1:2], n_pre=5, sigma=0.5)

    assert (found.unit_weights == 1.0).all()
    assert found.time_weights == pytest.approx(np.full((40, 5), 0.2), abs=1e-9)


def test_donors_that_are_all_alike_share_evenly():
    donors = np.tile(np.array([1.0, 2.0, 4.0, 7.0, 11.0]), (4, 1))

    found = fit_batch(donors[:1] + 3.0, donors, n_pre=3, sigma=1.0)

    assert found.unit_weights == pytest.approx(np.full((1, 4), 0.25), abs=1e-12)
    assert found.att == pytest.approx([0.0], abs=1e-12)
