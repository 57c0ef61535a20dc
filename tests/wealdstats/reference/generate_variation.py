"""Write what statsmodels and scikit-learn say, for the tests beside this file.

Run it where both are installed: ``python tests/wealdstats/reference/generate_variation.py``. The data are
statsmodels' own `star98`: 303 Californian school districts, pupils above and below the national median, share
of low-income pupils. Every pupil is 0 or 1; pupils, not districts, go into the mixed model.
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from sklearn.metrics.pairwise import nan_euclidean_distances
from sklearn.neighbors import NearestNeighbors
from statsmodels.datasets import star98

STORED = Path(__file__).parent / "stored"


def mixed():
    data = star98.load_pandas().data
    above, below = (data[name].to_numpy().astype(int) // 5 for name in ("NABOVE", "NBELOW"))
    kept = above + below >= 3
    above, below, low_income = above[kept], below[kept], data["LOWINC"].to_numpy()[kept] / 10.0
    district = np.repeat(np.arange(len(above)), above + below)
    outcome = np.concatenate([np.repeat([1.0, 0.0], pair) for pair in zip(above, below, strict=True)])
    found = []
    for covariate in (None, low_income):
        columns = [np.ones(len(outcome))] + ([] if covariate is None else [covariate[district]])
        model = sm.MixedLM(outcome, np.column_stack(columns), groups=district)
        fitted = model.fit(reml=True, method="bfgs", gtol=1e-9)
        effects = fitted.random_effects
        found.append(
            {
                "sigma2": float(fitted.scale),
                "tau2": float(np.asarray(fitted.cov_re)[0, 0]),
                "coefficients": np.asarray(fitted.fe_params).tolist(),
                "effects": [float(np.asarray(effects[i])[0]) for i in range(len(above))],
            }
        )
    return {
        "above": above.tolist(),
        "below": below.tolist(),
        "low_income": low_income.tolist(),
        "fits": found,
    }


def neighbours():
    rng = np.random.default_rng(98)
    whole = rng.normal(size=(60, 4)).round(3)
    holed = whole.copy()
    holed[rng.random(holed.shape) < 0.1] = np.nan
    z = (whole - whole.mean(axis=0)) / whole.std(axis=0)
    distance, place = NearestNeighbors(n_neighbors=6).fit(z).kneighbors(z)
    zh = (holed - np.nanmean(holed, axis=0)) / np.nanstd(holed, axis=0)
    apart = nan_euclidean_distances(zh)
    ranged = np.column_stack(
        [whole[:, :3] / np.ptp(whole[:, :3], axis=0), np.eye(3)[np.arange(60) % 3] / 2.0]
    )
    near, who = NearestNeighbors(n_neighbors=6, metric="manhattan").fit(ranged).kneighbors(ranged)
    return {
        "whole": whole.tolist(),
        "holed": [[None if np.isnan(x) else x for x in row] for row in holed.tolist()],
        "euclid": {"place": place[:, 1:].tolist(), "distance": distance[:, 1:].tolist()},
        "nan_euclid": apart.tolist(),
        "gower": {"place": who[:, 1:].tolist(), "distance": near[:, 1:].tolist()},
    }


def main():
    for name, package, content in (
        ("star98", "statsmodels", mixed()),
        ("neighbours", "scikit-learn", neighbours()),
    ):
        by = f"{package} {importlib.metadata.version(package)}"
        (STORED / f"{name}.json").write_text(json.dumps({"by": by, "found": content}, indent=None) + "\n")


if __name__ == "__main__":
    main()
