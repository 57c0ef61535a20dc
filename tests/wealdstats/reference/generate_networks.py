"""Store what igraph and statsmodels find in an invented network and an invented spread along it.

Run in an environment with the dependency group `bench`:

    PYTHONPATH=src:. python tests/wealdstats/reference/generate_networks.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import igraph
import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import StratifiedTable

from wealdstats.networks.travel_time import waiting
from wealdstats.simulate import DiffusionWorld, diffuse

WORLD = DiffusionWorld(people=300, contexts=6, ratio=2.5, shock=0.5)
SEED = 7


def network(seen):
    graph = igraph.Graph(len(seen.person), list(zip(seen.a.tolist(), seen.b.tolist(), strict=True)))
    parts = sorted(graph.connected_components().sizes(), reverse=True)
    return {"betweenness": graph.betweenness(), "degree": graph.degree(), "components": parts}


def tables(seen):
    """One two-by-two table for each context, period and class of ties, person by person."""
    n, world = len(seen.person), seen.world
    when = np.where(np.isnan(seen.adopted), world.periods, seen.adopted)
    near = [[] for _ in range(n)]
    for a, b, formed in zip(seen.a, seen.b, seen.formed, strict=True):
        near[a].append((b, formed))
        near[b].append((a, formed))
    found = {}
    for i in range(n):
        for t in range(min(int(when[i]) + 1, world.periods)):
            ties = int(sum(formed < t for _, formed in near[i]))
            exposed = any(when[j] < t and formed < when[j] and formed < when[i] for j, formed in near[i])
            key = (seen.context[i], t, ties.bit_length())
            found.setdefault(key, np.zeros((2, 2)))[1 - exposed, int(when[i] != t)] += 1
    return [table for table in found.values() if table.sum(axis=0).all() and table.sum(axis=1).all()]


def main():
    seen = diffuse(WORLD, seed=SEED)
    stratified = StratifiedTable(tables(seen))
    waited, adopted = waiting(seen.spread())
    survival = SurvfuncRight(waited, adopted.astype(float))
    lower, upper = survival.quantile_ci(0.5, method="cloglog")
    found = {
        "network": network(seen),
        "riskratio_pooled": stratified.riskratio_pooled,
        "mantel_haenszel": stratified.test_null_odds(correction=False).statistic,
        "half_life": [float(survival.quantile(0.5)), float(lower), float(upper)],
    }
    by = ", ".join(f"{package} {version(package)}" for package in ("igraph", "statsmodels"))
    path = Path(__file__).parent / "stored" / "networks.json"
    path.write_text(json.dumps({"by": by, "found": found}) + "\n")


if __name__ == "__main__":
    main()
