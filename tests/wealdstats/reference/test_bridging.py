"""The bridge's fit against scipy's L-BFGS-B on the same loss, best of ten starts (generate_bridging.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from wealdstats.opinion import bridge

STORED = json.loads((Path(__file__).parent / "stored" / "bridging.json").read_text())


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda case: "{}, {}".format(*case["penalties"]))
def test_fit_ends_in_the_optimisers_best(case):
    columns = (STORED["voice"], STORED["item"], STORED["rating"])
    intercept, factor = case["penalties"]

    ours = bridge(*columns, intercept_penalty=intercept, factor_penalty=factor, detect=False)

    # It stops at a gradient of 1e-11, we when a sweep takes off less than 1e-12 of the loss.
    assert ours.loss <= case["loss"] + 1e-11
    assert ours.loss == pytest.approx(case["loss"], abs=1e-9)
    assert ours.mu == pytest.approx(case["mu"], abs=1e-5)
    assert ours.intercept == pytest.approx(np.array(case["intercept"]), abs=1e-4)
    turned = np.sign(ours.factor @ np.array(case["factor"]))
    assert turned * ours.factor == pytest.approx(np.array(case["factor"]), abs=1e-4)
