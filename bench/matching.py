"""Matching at the size of a country, and one change to the plan, against solving again.

    PYTHONPATH=src:. python -m bench.matching [--quick]

The work is drawn: needs of one or two places, their nearest offers as candidates, affinity from closeness
and chance. Three worlds: a tenth more places than asked for, exactly as many, and a tenth too few. First the
gate: as many places filled, and the same total to what the grid of whole numbers rounds off. Then processor
seconds. A change is timed alone; each row says the slowest of its world, and the median.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed
from ortools.graph.python import min_cost_flow
from scipy.optimize import linprog
from scipy.sparse import csr_array

from wealdstats.matching import Plan, assign
from wealdstats.simulate import Support, needs_and_offers

SPARE = {"a tenth to spare": 0.1, "none to spare": 0.0, "a tenth too few": -0.1}
FINE = 10**6
LARGE, SMALL = (20_000, 5_000, 60), (2_000, 500, 30)
SEED = 11


@dataclass(frozen=True)
class Found:
    filled: int
    total: float


def ours(drawn: Support) -> Plan:
    return assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness="total",
    )


def plain_ortools(drawn: Support) -> Found:
    """The solver alone: affinities on a grid of millionths, no labels, prices, reasons or changes."""
    n, k, narrow = len(drawn.demand), len(drawn.capacity), np.int32
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([drawn.need, n + np.arange(k)]).astype(narrow),
        np.concatenate([n + drawn.offer, np.full(k, n + k)]).astype(narrow),
        np.concatenate([np.ones(len(drawn.need), np.int64), drawn.capacity]),
        np.concatenate([-np.rint(drawn.affinity * FINE).astype(np.int64), np.zeros(k, np.int64)]),
    )
    supply = np.concatenate([drawn.demand, np.zeros(k, np.int64), [-drawn.demand.sum()]])
    solver.set_nodes_supplies(np.arange(n + k + 1, dtype=narrow), supply)
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise RuntimeError("the peer found no optimum")
    chosen = solver.flows(np.arange(len(drawn.need), dtype=narrow)) > 0
    return Found(int(chosen.sum()), float(drawn.affinity[chosen].sum()))


def plain_scipy(drawn: Support) -> Found:
    """The linear programme: an empty place costs more than any chain of exchanges is worth."""
    size, n = len(drawn.need), len(drawn.demand)
    ends = np.concatenate([drawn.need, n + drawn.offer])
    rows = csr_array((np.ones(2 * size), (ends, np.tile(np.arange(size), 2))))
    most = np.concatenate([drawn.demand, drawn.capacity])[: rows.shape[0]]
    worth = drawn.affinity + 2.0 * len(drawn.capacity)
    chosen = np.rint(linprog(-worth, A_ub=rows, b_ub=most, bounds=(0, 1), method="highs").x) > 0
    return Found(int(chosen.sum()), float(drawn.affinity[chosen].sum()))


def gate(mine: Plan, peer: Found) -> str:
    apart = abs(mine.total - peer.total)
    allowed = len(mine.pairs) / FINE + len(mine.pairs) * mine.question.grid.step
    if len(mine.pairs) != peer.filled or apart > allowed:
        raise RuntimeError(f"{len(mine.pairs)} and {peer.filled} places, totals {apart} apart")
    return f"{peer.filled:,} places each, totals {apart:.1e} apart"


def batch(size: tuple[int, int, int], *, scipy_too: bool) -> Iterator[Row]:
    for name, spare in SPARE.items():
        drawn = needs_and_offers(*size, spare=spare, planted=False, seed=SEED)
        seconds, plan = timed(lambda drawn=drawn: ours(drawn))
        peers = [("ortools", plain_ortools), ("scipy", plain_scipy)][: 2 if scipy_too else 1]
        told = []
        for peer, solve in peers:
            taken, found = timed(lambda solve=solve, drawn=drawn: solve(drawn))
            told.append(Peer(peer, taken, gate(plan, found)))
        work = f"{size[0]:,} needs, {size[1]:,} offers, {len(drawn.need):,} edges, {name}"
        yield Row("assign", work, seconds, peak_megabytes(), peers=tuple(told), target="2 s at 1.2 M edges")


def changes(size: tuple[int, int, int], count: int) -> Iterator[Row]:
    """Add needs one after another, then withdraw offers; gate the plan at the end against solving again."""
    for name, spare in SPARE.items():
        drawn = needs_and_offers(*size, spare=spare, planted=False, seed=SEED)
        plan, rng = ours(drawn), np.random.default_rng(SEED)
        added, withdrawn = [], []
        for number in range(count):
            like = drawn.need == rng.integers(len(drawn.demand))
            offers, worth = drawn.offer[like], drawn.affinity[like] * rng.uniform(0.9, 1.0, int(like.sum()))
            worth = np.maximum(worth, plan.question.grid.low)
            took, plan = timed(lambda p=plan, o=offers, w=worth, n=number: p.add(10**6 + n, o, w))
            added.append(took)
        for offer in rng.choice(len(drawn.capacity), count // 4, replace=False).tolist():
            if drawn.capacity[offer]:
                took, plan = timed(lambda p=plan, o=offer: p.withdraw(o))
                withdrawn.append(took)
        began = time.process_time()
        again = plan.again(plan)
        anew = time.process_time() - began
        told = gate(plan, Found(len(again.pairs), again.total))
        for what, taken in (("add", added), ("withdraw", withdrawn)):
            middle = f"median {1e3 * float(np.median(taken)):.1f} ms of {len(taken)}"
            work = f"one {what} at {size[0]:,} × {size[1]:,}, {name}; slowest; {middle}"
            peer = Peer("solving again", anew, told)
            yield Row(
                f"plan.{what}", work, max(taken), peak_megabytes(), peers=(peer,), target="15 ms, ≥ 100×"
            )


def rows(quick: bool) -> Iterator[Row]:
    """Give every row; quick leaves the size of a country out."""
    yield from batch(SMALL, scipy_too=True)
    yield from changes(SMALL, 40)
    if not quick:
        yield from batch(LARGE, scipy_too=False)
        yield from changes(LARGE, 100)


def scales() -> Iterator[Scale]:
    """Give 12,000, 120,000 and 1,200,000 candidate edges."""
    for times in (1, 10, 100):
        drawn = needs_and_offers(200 * times, 50 * times, min(60, 50 * times), planted=False, seed=SEED)
        seconds, _ = timed(lambda drawn=drawn: ours(drawn))
        yield Scale("assign", times, f"{len(drawn.need):,} edges", seconds, peak_megabytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave the size of a country out")
    for row in rows(parser.parse_args().quick):
        print(
            f"{row.method:14} {row.work}: {row.seconds:.4f} s, {row.megabytes:.0f} MB (target {row.target})"
        )
        for peer in row.peers:
            print(f"    {peer.name}: {peer.seconds:.4f} s, {peer.seconds / row.seconds:.1f}×; {peer.gate}")


if __name__ == "__main__":
    main()
