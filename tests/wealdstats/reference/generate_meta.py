"""Write what two named packages say of random-effects pooling, for the tests beside this file.

Run it after changing a peer's version: ``python tests/wealdstats/reference/generate_meta.py``. With equal
standard errors REML is the estimate by moments, which ``statsmodels`` has, with Knapp and Hartung's error;
``pymare`` has REML and the Q profile.
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator
from statsmodels.stats.meta_analysis import combine_effects

STORED = Path(__file__).parent / "stored" / "meta.json"


def equal(rng, n):
    effect, se = rng.normal(1.0, 3.0, n), np.full(n, 0.8)
    found = combine_effects(effect, se**2, method_re="chi2", use_t=True)
    table = found.summary_frame()
    row = table.loc["random effect wls"]
    return {
        "effect": effect.tolist(),
        "se": se.tolist(),
        "tau2": float(found.tau2),
        "mean": float(found.mean_effect_re),
        "error": float(found.sd_eff_w_re_hksj),
        "lower": float(row["ci_low"]),
        "upper": float(row["ci_upp"]),
        "q": float(found.q),
    }


def unequal(rng, n):
    se = rng.uniform(0.3, 2.0, n)
    effect = rng.normal(1.0, 2.0, n) + rng.normal(0.0, se)
    data = Dataset(y=effect[:, None], v=se[:, None] ** 2)
    found = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(data).summary()
    spread = found.get_re_stats()
    return {
        "effect": effect.tolist(),
        "se": se.tolist(),
        "tau2": float(found.tau2[0, 0]),
        "mean": float(found.get_fe_stats()["est"][0, 0]),
        "tau2_lower": float(spread["ci_l"][0]),
        "tau2_upper": float(spread["ci_u"][0]),
    }


def main():
    rng = np.random.default_rng(2024)
    by = {name: importlib.metadata.version(name) for name in ("statsmodels", "pymare")}
    found = {
        "by": by,
        "equal": [equal(rng, n) for n in (5, 8, 30)],
        "unequal": [unequal(rng, n) for n in (4, 8, 30)],
    }
    STORED.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
