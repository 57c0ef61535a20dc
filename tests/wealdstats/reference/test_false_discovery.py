"""Adjusted p values against scipy's own implementation."""

import numpy as np
import pytest
from scipy import stats

from wealdstats.inference import benjamini_hochberg, benjamini_yekutieli, t_quantile, t_upper


@pytest.mark.parametrize("seed", range(5))
def test_adjusted_p_values_equal_scipys(seed):
    p = np.random.default_rng(seed).uniform(size=200) ** 3

    # Both only multiply, divide and take minima: nothing but rounding may differ.
    assert np.allclose(
        benjamini_hochberg(p), stats.false_discovery_control(p, method="bh"), rtol=1e-13, atol=0
    )
    assert np.allclose(
        benjamini_yekutieli(p), stats.false_discovery_control(p, method="by"), rtol=1e-13, atol=0
    )


def test_an_empty_family_has_no_discoveries():
    assert len(benjamini_hochberg(np.zeros(0))) == 0
    assert len(benjamini_yekutieli(np.zeros(0))) == 0


@pytest.mark.parametrize("df", [1.0, 4.5, 300.0])
def test_t_tails_equal_scipys(df):
    assert t_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-10)
    assert t_upper(2.1, df) == pytest.approx(stats.t.sf(2.1, df), rel=1e-10)
