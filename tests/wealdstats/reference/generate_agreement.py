"""Write what other implementations say of agreement, for the tests beside this file.

Run it in an environment with the dependency group `bench`, after changing a peer's version:
``PYTHONPATH=src:. python tests/wealdstats/reference/generate_agreement.py``. None of these packages is needed
to use ours; pingouin (GPL) is only asked here and never shipped.
"""

import importlib.metadata
import json
from pathlib import Path

import choix
import krippendorff
import numpy as np
import pandas as pd
import pingouin
from statsmodels.regression.mixed_linear_model import MixedLM

STORED = Path(__file__).parent / "stored"


def ratings():
    """Five raters by forty units on five values, a fifth of them missing."""
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 6, 40)
    given = np.clip(truth + rng.integers(-1, 2, (5, 40)), 1, 5).astype(float)
    given[rng.random(given.shape) < 0.2] = np.nan
    return given


def scores():
    """Thirty targets by four judges, with severity."""
    rng = np.random.default_rng(2)
    return rng.normal(size=(30, 1)) + 0.5 * rng.normal(size=4) + 0.7 * rng.normal(size=(30, 4))


def crossed():
    """Schools by reviewers by criteria with holes: scores and labels."""
    rng = np.random.default_rng(3)
    school, reviewer, criterion = np.indices((12, 5, 4)).reshape(3, -1)
    keep = rng.random(len(school)) < 0.75
    school, reviewer, criterion = school[keep], reviewer[keep], criterion[keep]
    effects = 0.8 * rng.normal(size=12), 0.5 * rng.normal(size=5), 0.4 * rng.normal(size=(12, 5))
    score = effects[0][school] + effects[1][reviewer] + effects[2][school, reviewer]
    return score + 0.6 * rng.normal(size=len(school)), school, reviewer, criterion


def comparisons():
    """Twelve items, 300 comparisons."""
    rng = np.random.default_rng(4)
    strength = rng.normal(size=12)
    pairs = np.array([rng.choice(12, 2, replace=False) for _ in range(300)])
    wins = rng.random(300) < 1.0 / (1.0 + np.exp(strength[pairs[:, 1]] - strength[pairs[:, 0]]))
    return np.where(wins[:, None], pairs, pairs[:, ::-1])


def found_alpha():
    metrics = ("nominal", "ordinal", "interval", "ratio")
    return {metric: float(krippendorff.alpha(ratings(), level_of_measurement=metric)) for metric in metrics}


def found_icc():
    target, judge = np.indices((30, 4)).reshape(2, -1)
    table = pd.DataFrame({"target": target, "judge": judge, "score": scores().reshape(-1)})
    asked = pingouin.intraclass_corr(table, "target", "judge", "score")
    return {
        "icc": asked["ICC"].tolist(),
        "interval": [[float(end) for end in ends] for ends in asked["CI95"]],
    }


def found_components():
    score, school, reviewer, _ = crossed()
    table = pd.DataFrame({"score": score, "school": school, "reviewer": reviewer})
    table["review"] = table.school * 10 + table.reviewer
    parts = {name: f"0 + C({name})" for name in ("school", "reviewer", "review")}
    model = MixedLM.from_formula("score ~ 1", table, groups=np.ones(len(score)), vc_formula=parts)
    fit = model.fit(reml=True, method=["bfgs", "lbfgs"], gtol=1e-10)
    order = [model.exog_vc.names.index(name) for name in parts]
    return {
        "variance": [*(float(fit.vcomp[k]) for k in order), float(fit.scale)],
        "mean": float(fit.fe_params.iloc[0]),
        "mean_se": float(fit.bse_fe.iloc[0]),
        "deviance": float(-2.0 * fit.llf),
    }


def found_strengths():
    strength = choix.opt_pairwise(12, comparisons().tolist(), alpha=0.0, tol=1e-12)
    return (strength - strength.mean()).tolist()


if __name__ == "__main__":
    packages = ("krippendorff", "pingouin", "statsmodels", "choix", "numpy", "scipy")
    content = {
        "versions": {package: importlib.metadata.version(package) for package in packages},
        "found": {
            "alpha": found_alpha(),
            "icc": found_icc(),
            "components": found_components(),
            "strength": found_strengths(),
            "inputs": {
                "ratings": [[None if np.isnan(v) else v for v in row] for row in ratings().tolist()],
                "scores": scores().tolist(),
                "crossed": [column.tolist() for column in crossed()],
                "comparisons": comparisons().tolist(),
            },
        },
    }
    (STORED / "agreement.json").write_text(json.dumps(content) + "\n")
