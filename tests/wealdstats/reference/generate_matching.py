"""Store an invented matching question and the optimum OR-Tools finds for it, added need and all.

PYTHONPATH=src:. python tests/wealdstats/reference/generate_matching.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from ortools.graph.python import min_cost_flow

NEEDS, OFFERS, CANDIDATES, SEED = 60, 18, 6, 20
HUNDREDTHS = 100


def question(spare):
    rng = np.random.default_rng(SEED)
    offer = rng.random((NEEDS, OFFERS)).argsort(axis=1)[:, :CANDIDATES]
    demand = rng.integers(1, 3, NEEDS)
    capacity = rng.multinomial(int(demand.sum()) + spare, np.full(OFFERS, 1 / OFFERS))
    return {
        "need": np.repeat(np.arange(NEEDS), CANDIDATES).tolist(),
        "offer": offer.reshape(-1).tolist(),
        "hundredths": rng.integers(0, HUNDREDTHS, NEEDS * CANDIDATES).tolist(),
        "demand": demand.tolist(),
        "capacity": capacity.tolist(),
    }


def optimum(need, offer, hundredths, demand, capacity):
    """Whole numbers throughout, so that what is stored is the optimum and not near it."""
    n, k = len(demand), len(capacity)
    solver = min_cost_flow.SimpleMinCostFlow()
    for w, v, worth in zip(need, offer, hundredths, strict=True):
        solver.add_arc_with_capacity_and_unit_cost(w, n + v, 1, -worth)
    for v, places in enumerate(capacity):
        solver.add_arc_with_capacity_and_unit_cost(n + v, n + k, places, 0)
    for w, places in enumerate(demand):
        solver.set_node_supply(w, places)
    solver.set_node_supply(n + k, -sum(demand))
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise RuntimeError("no optimum")
    return {"filled": solver.maximum_flow(), "hundredths": -solver.optimal_cost()}


def changed(asked, gone):
    """The last need's edges and places, and whether an offer still has any."""
    last = NEEDS - 1
    before = {key: [x for x, w in zip(asked[key], asked["need"], strict=True) if w != last]
              for key in ("need", "offer", "hundredths")}  # fmt: skip
    capacity = [0 if v == gone else places for v, places in enumerate(asked["capacity"])]
    return before | {"demand": asked["demand"][:last], "capacity": asked["capacity"]}, asked | {
        "capacity": capacity
    }


def main():
    stored = {}
    for name, spare in (("places to spare", 12), ("none to spare", 0), ("too few places", -9)):
        asked = question(spare)
        gone = int(np.argmax(asked["capacity"]))
        before, after = changed(asked, gone)
        stored[name] = {
            "question": asked,
            "gone": gone,
            "whole": optimum(**asked),
            "without the last need": optimum(**before),
            "without the largest offer": optimum(**after),
        }
    path = Path(__file__).parent / "stored" / "matching.json"
    by = f"ortools {version('ortools')}"
    path.write_text(json.dumps({"by": by, "found": stored}) + "\n")


if __name__ == "__main__":
    main()
