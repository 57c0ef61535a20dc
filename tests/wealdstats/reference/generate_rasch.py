"""Write what two packages say of the same judgements, for the test beside this file.

Run it after changing a peer's version, where ``mirt`` and ``raschpy`` are installed:
``PYTHONPATH=src python tests/wealdstats/reference/generate_rasch.py``. The judgements are stored too.
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
import pandas as pd
import raschpy
from mirt.estimation import fit_mfrm
from mirt.models import Facet, PolytomousMFRM

from wealdstats.simulate import simulate_reviews

STORED = Path(__file__).parent / "stored" / "rasch.json"
SIZES = {"targets": 120, "reviewers": 12, "criteria": 5, "categories": 4}
WORLDS = {"rating_scale": 0.0, "partial_credit": 0.4}


def by_target(world, column, targets):
    return np.asarray(column).reshape(targets, -1)


def mirt(world, model):
    targets = SIZES["targets"]
    asked = PolytomousMFRM(
        SIZES["criteria"],
        SIZES["categories"],
        [Facet("reviewer", SIZES["reviewers"])],
        category_structure=model,
    )
    found = fit_mfrm(
        asked,
        by_target(world, world.score, targets) - 1,
        {"reviewer": by_target(world, world.reviewer, targets)},
        item_indices=by_target(world, world.criterion, targets)[0],
        n_quadpts=201,
        tol=1e-9,
    )
    return {
        "deviance": -2.0 * found.log_likelihood,
        "variance": found.sigma**2,
        "variance_se": 2.0 * found.sigma * found.sigma_se,
        "severity": found.facet_parameters["reviewer"].tolist(),
        "severity_se": found.facet_se["reviewer"].tolist(),
        "difficulty": found.item_difficulty.tolist(),
        "difficulty_se": found.item_se.tolist(),
        "thresholds": found.thresholds.tolist(),
        "thresholds_se": found.threshold_se.tolist(),
        "level": found.theta.tolist(),
        "posterior_sd": found.theta_se.tolist(),
        "infit_severity": found.infit["reviewer"].tolist(),
        "outfit_severity": found.outfit["reviewer"].tolist(),
        "infit_difficulty": found.item_infit.tolist(),
        "outfit_difficulty": found.item_outfit.tolist(),
    }


def raschpy_says(world):
    rows = pd.DataFrame(
        {"Rater": world.reviewer, "Person": world.target, "item": world.criterion, "score": world.score - 1}
    )
    table = rows.pivot_table(index=["Rater", "Person"], columns="item", values="score")
    asked = raschpy.MFRM(table, max_score=SIZES["categories"] - 1)
    asked.calibrate()
    severity = np.asarray(asked.facet_effects_global, dtype=float)
    return {"severity": severity.tolist(), "difficulty": np.asarray(asked.items_global, dtype=float).tolist()}


def main():
    found = {}
    for model, bend in WORLDS.items():
        world = simulate_reviews(**SIZES, bend=bend, seed=11)
        found[model] = {
            "judgements": {
                name: getattr(world, name).tolist() for name in ("target", "criterion", "reviewer", "score")
            },
            "mirt": mirt(world, model),
        }
        if model == "rating_scale":
            found[model]["raschpy"] = raschpy_says(world)
    by = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in ("mirt", "raschpy"))
    STORED.write_text(json.dumps({"by": by, "found": found}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
