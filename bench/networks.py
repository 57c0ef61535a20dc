"""How long networks take: connectivity beside igraph and NetworkX, conductivity's ratio beside statsmodels'.

PYTHONPATH=src:. python -m bench.networks
"""

from collections.abc import Callable, Iterator

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.networks import Conductivity, Connectivity, conductivity, connectivity, isolates
from wealdstats.networks.contrast import _tables
from wealdstats.networks.exposure import at_risk
from wealdstats.simulate import Diffused, DiffusionWorld, diffuse

SEED, DRAWS = 5, 199


def world(people: int) -> Diffused:
    return diffuse(
        DiffusionWorld(people=people, contexts=max(people // 30, 2), ties=8.0, shock=0.5), seed=SEED
    )


def describe(seen: Diffused, pivots: int | None = None) -> Connectivity:
    return connectivity(seen.a, seen.b, member=seen.person, trust=seen.context, pivots=pivots)


def travel(seen: Diffused, draws: int = DRAWS) -> Conductivity:
    return conductivity(
        seen.person, seen.adopted, seen.context, seen.a, seen.b, formed=seen.formed, draws=draws, seed=SEED
    )


def by_igraph(seen: Diffused) -> np.ndarray:
    import igraph  # noqa: PLC0415 -- optional dependency

    graph = igraph.Graph(len(seen.person), np.stack([seen.a, seen.b], axis=1).tolist())
    graph.connected_components()
    graph.degree()
    return np.array(graph.betweenness())


def by_networkx(seen: Diffused) -> np.ndarray:
    import networkx as nx  # noqa: PLC0415 -- optional dependency

    graph = nx.Graph()
    graph.add_nodes_from(range(len(seen.person)))
    graph.add_edges_from(zip(seen.a.tolist(), seen.b.tolist(), strict=True))
    list(nx.connected_components(graph))
    found = nx.betweenness_centrality(graph, normalized=False)
    return np.array([found[row] for row in range(len(found))])


def by_statsmodels(seen: Diffused) -> float:
    """Pool the same tables: the ratio alone, without a single permuted network."""
    from statsmodels.stats.contingency_tables import StratifiedTable  # noqa: PLC0415 -- optional dependency

    spreading = seen.spread()
    held = _tables(at_risk(spreading, spreading.context), spreading.exposed_from(), spreading.sociability())
    both, x, m, n = held.both, held.exposed, held.adopting, held.n
    tables = np.stack([[both, x - both], [m - both, n - x - m + both]])
    return float(StratifiedTable(list(np.moveaxis(tables, 2, 0))).riskratio_pooled)


def gated(
    name: str, call: Callable[[], np.ndarray | float], ours: np.ndarray | float, within: float
) -> Iterator[Peer]:
    """Time a peer if it is there, and say whether it found the same."""
    try:
        seconds, theirs = timed(call, repeats=2)  # the first includes importing
    except ImportError:
        return
    apart = float(np.max(np.abs(np.asarray(theirs) - ours)))
    verdict = "gate passed" if apart <= within else "GATE FAILED"
    yield Peer(name, seconds, f"{verdict}: apart by at most {apart:.1g}", peak_megabytes())


def rows(quick: bool) -> Iterator[Row]:
    """Give every row; quick takes a fifth of the people."""
    seen = world(400 if quick else 2_000)
    n = len(seen.person)
    seconds, found = timed(lambda: describe(seen), repeats=2)
    megabytes = peak_megabytes()
    ways = found.betweenness * (n - 1) * (n - 2) / 2.0
    peers = [*gated("igraph", lambda: by_igraph(seen), ways, 1e-6)]
    peers += gated("NetworkX", lambda: by_networkx(seen), ways, 1e-6)
    work = f"{n:,} members, {len(seen.a):,} ties, exact betweenness"
    yield Row("connectivity", work, seconds, megabytes, peers=tuple(peers))
    seconds, drawn = timed(lambda: describe(seen, pivots=n // 4), repeats=2)
    alike = float(np.corrcoef(drawn.betweenness, found.betweenness)[0, 1])
    gate = f"{'gate passed' if alike > 0.9 else 'GATE FAILED'}: correlates {alike:.3f} with the exact one"
    yield Row("connectivity", f"the same from {n // 4} starting points", seconds, peak_megabytes(), gate=gate)
    seconds, moved = timed(lambda: travel(seen))
    # Nobody else permutes networks; the ratio has a second opinion.
    told = [peer.gate for peer in gated("statsmodels", lambda: by_statsmodels(seen), moved.ratio, 1e-9)]
    gate = f"{told[0]} from statsmodels' ratio" if told else ""
    work = f"{n:,} people, {len(seen.a):,} ties, 12 periods, 2 × {DRAWS} permuted networks"
    yield Row("conductivity", work, seconds, peak_megabytes(), gate=gate)


def scales() -> Iterator[Scale]:
    """Give 250, 2,500 and 25,000 members; betweenness from 128 starting points."""
    for times in (1, 10, 100):
        seen = world(250 * times)
        said = f"{len(seen.person):,} members, {len(seen.a):,} ties"
        asks: dict[str, tuple[str, Callable[[], object]]] = {
            "isolates": (said, lambda seen=seen: isolates(seen.person, seen.a, seen.b)),
            "connectivity": (f"{said}, 128 pivots", lambda seen=seen: describe(seen, pivots=128)),
            "conductivity": (f"{said}, 2 × 99 draws", lambda seen=seen: travel(seen, 99)),
        }
        for method, (work, call) in asks.items():
            seconds, _ = timed(call)
            yield Scale(method, times, work, seconds, peak_megabytes())


if __name__ == "__main__":
    from bench.__main__ import lines

    for row in rows(quick=False):
        print("\n".join(lines(row)))
