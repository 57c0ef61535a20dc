"""Write what scipy's L-BFGS-B finds for the bridge's loss.

Run ``python tests/wealdstats/reference/generate_bridging.py``. The loss is written out here once more, as a
function of the ratings alone, so that nothing of ours is in it.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import minimize

STORED = Path(__file__).parent / "stored" / "bridging.json"
VOICES, ITEMS = 60, 25


def ratings():
    rng = np.random.default_rng(12)
    voice, item = np.nonzero(rng.random((VOICES, ITEMS)) < 0.5)
    side = np.where(np.arange(VOICES) % 2, 1.0, -1.0)
    felt = 0.5 + rng.normal(0, 0.2, ITEMS)[item] + 0.4 * side[voice] * rng.normal(0, 1, ITEMS)[item]
    return voice, item, np.clip(np.round(2 * (felt + rng.normal(0, 0.2, len(voice)))), 0, 2) / 2


def loss(flat, voice, item, rating, intercept, factor):
    mu, iu, fu, i_n, fn = flat[0], *np.split(flat[1:], np.cumsum([VOICES, VOICES, ITEMS]))
    off = mu + iu[voice] + i_n[item] + fu[voice] * fn[item] - rating
    value = np.mean(off**2) + intercept * (mu**2 + np.mean(iu**2) + np.mean(i_n**2))
    value += factor * (np.mean(fu**2) + np.mean(fn**2))
    two = 2 / len(off)
    slope = [
        [two * off.sum() + 2 * intercept * mu],
        two * np.bincount(voice, off, VOICES) + 2 * intercept * iu / VOICES,
        two * np.bincount(voice, off * fn[item], VOICES) + 2 * factor * fu / VOICES,
        two * np.bincount(item, off, ITEMS) + 2 * intercept * i_n / ITEMS,
        two * np.bincount(item, off * fu[voice], ITEMS) + 2 * factor * fn / ITEMS,
    ]
    return value, np.concatenate(slope)


def lowest(columns, intercept, factor):
    options = {"maxiter": 20_000, "maxfun": 50_000, "ftol": 1e-16, "gtol": 1e-11}
    found = []
    for seed in range(10):
        start = np.random.default_rng(seed).normal(0, 0.3, 1 + 2 * VOICES + 2 * ITEMS)
        found.append(
            minimize(loss, start, (*columns, intercept, factor), "L-BFGS-B", jac=True, options=options)
        )
    best = min(found, key=lambda one: one.fun)
    _, _, _, i_n, fn = best.x[0], *np.split(best.x[1:], np.cumsum([VOICES, VOICES, ITEMS]))
    return {"loss": best.fun, "intercept": i_n.tolist(), "factor": fn.tolist(), "mu": float(best.x[0])}


def main():
    columns = ratings()
    cases = [
        {"penalties": list(penalties), **lowest(columns, *penalties)}
        for penalties in ((0.15, 0.03), (0.05, 0.05), (0.3, 0.01))
    ]
    voice, item, rating = (column.tolist() for column in columns)
    stored = {"scipy": scipy.__version__, "voice": voice, "item": item, "rating": rating, "cases": cases}
    STORED.write_text(json.dumps(stored) + "\n")


if __name__ == "__main__":
    main()
