import numpy as np
import pytest

from wealdstats.dividend.bank import bank_of, noise_of, place_variance
from wealdstats.dividend.batch import fit_batch
from wealdstats.dividend.donors import Pool, Window, pool_of
from wealdstats.dividend.rule import Rule


def test_place_variance_is_zero_without_places_to_compare():
    values = np.array([1.0, 5.0, 2.0])

    assert place_variance(values, np.zeros(3, int)) == 0.0
    assert place_variance(values, np.arange(3)) == 0.0


def test_place_variance_finds_the_variance_planted():
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(400), rng.integers(5, 30, 400))

    found = place_variance(rng.normal(0.0, 2.0, 400)[place] + rng.normal(0.0, 5.0, len(place)), place)

    assert found == pytest.approx(4.0, rel=0.2)


def test_a_pool_that_never_changes_still_has_a_noise_level():
    pool = Pool(np.arange(2), np.ones((2, 3)), np.zeros((2, 1)), ())

    assert noise_of(pool, 2) > 0.0


def test_every_control_is_fitted_against_donors_other_than_itself(fitted):
    store = fitted.settings.store
    window = fitted.schools[0].laid
    bank = store.bank(fitted.schools[0].stratum, window)

    assert not (bank.donors == bank.rows[:, None]).any()
    assert bank.unit_weights.sum(axis=1) == pytest.approx(np.ones(len(bank.rows)))
    assert sorted(bank.layout[bank.layout >= 0].tolist()) == list(range(len(bank.rows)))


def test_stored_gaps_are_those_of_the_exact_fit(fitted):
    school = fitted.schools[0]
    store = fitted.settings.store
    bank = store.bank(school.stratum, school.laid)
    columns = list(bank.window.columns)
    paths, donors = (
        store.frame.values[bank.rows[:3]][:, columns],
        store.frame.values[bank.donors[:3]][..., columns],
    )

    fit = fit_batch(paths, donors, n_pre=bank.window.n_pre, sigma=bank.sigma)

    assert np.allclose(bank.gap[:3], fit.gap, atol=1e-12)


def test_gaps_on_fewer_years_start_from_zero_over_the_years_that_remain(fitted):
    bank = fitted.settings.store.bank(0, fitted.schools[0].laid)
    window = Window(bank.window.columns[1:-1], bank.window.n_pre - 1)

    cut = bank.gap_on(window)
    weights = bank.time_weights[:, 1:] + 1e-9
    weights /= weights.sum(axis=1, keepdims=True)

    assert cut.shape == (len(bank.rows), len(window.columns))
    assert np.allclose((cut[:, : window.n_pre] * weights).sum(axis=1), 0.0)
    assert np.allclose(np.diff(cut), np.diff(bank.gap[:, 1:-1]))
    assert bank.gap_on(window) is cut
    assert bank.gap_on(bank.window) is bank.gap


def test_no_bank_where_donors_are_too_few(fitted):
    store = fitted.settings.store

    assert bank_of(store.frame, 0, fitted.schools[0].laid, Rule(donors=900, min_donors=900)) is None


def test_pools_count_every_filter_downwards(fitted):
    store = fitted.settings.store
    counts = pool_of(store.frame, 0, fitted.schools[0].laid, store.rule).counts

    assert list(counts) == sorted(counts, reverse=True)
