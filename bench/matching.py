"""Matching at the size of a country, and one change to the plan, against solving again.

    PYTHONPATH=src:. python -m bench.matching [--quick]

The work is drawn: needs of one or two places, their nearest offers as candidates, affinity from closeness
and chance. Three worlds: a tenth more places than asked for, exactly as many, and a tenth too few. First the
gate: as many places filled, and the same total to what the grid of whole numbers rounds off. Then processor
seconds. A change is timed alone; each row says the slowest of its world, and the median.

With the worst-served first, which is the default, no peer does the work. Where needs ask for one place
OR-Tools shows that no floor is higher; where some ask for two the peer is twelve whole flows of OR-Tools with
needs reweighed in between.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed
from ortools.graph.python import min_cost_flow
from scipy.optimize import linprog
from scipy.sparse import csr_array

from wealdstats.matching import Plan, assign
from wealdstats.matching.fair import weighted_rounds
from wealdstats.matching.flow import best_flow, most_places
from wealdstats.matching.question import Fairness
from wealdstats.matching.service import worst_service
from wealdstats.simulate import Support, needs_and_offers
from wealdstats.types import BoolArray

SPARE = {"a tenth to spare": 0.1, "none to spare": 0.0, "a tenth too few": -0.1}
KINDS = ("total", "one place each", "one place or two")  # what comes first: the total, or the worst-served
FINE = 10**6
LARGE, SMALL = (20_000, 5_000, 60), (2_000, 500, 30)
SEED = 11


@dataclass(frozen=True)
class Found:
    filled: int
    total: float


def ours(drawn: Support, fairness: Fairness = "total") -> Plan:
    return assign(
        drawn.need,
        drawn.offer,
        drawn.affinity,
        demand=drawn.demand,
        capacity=drawn.capacity,
        fairness=fairness,
    )


def one_each(drawn: Support, spare: float) -> Support:
    """Let every need ask for one place, with offers' places thrown among them."""
    n, k = len(drawn.demand), len(drawn.capacity)
    places = np.random.default_rng(SEED).multinomial(round(n * (1 + spare)), np.full(k, 1 / k))
    return replace(drawn, demand=np.ones(n, np.int64), capacity=places)


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


def no_floor_is_higher(plan: Plan) -> str:
    question, above = plan.question, plan.question.edges.affinity > plan.worst_off
    full, higher = most_places(question, question.allowed), most_places(question, above)
    if len(plan.pairs) != full or higher >= full:
        raise RuntimeError(f"{len(plan.pairs)} places of {full}, {higher} above the floor")
    return f"{full:,} places; {higher:,} with a higher floor than {plan.worst_off:.4f}"


def rounds(plan: Plan) -> Peer:
    """Raise the worst-served by weighing needs between whole flows, from nothing."""
    question = plan.question

    def solve() -> BoolArray:
        first = best_flow(question, question.allowed, question.edges.value)
        return weighted_rounds(question, question.allowed, first).chosen

    taken, chosen = timed(solve)
    theirs = worst_service(question.edges, chosen)
    if len(plan.pairs) != chosen.sum() or plan.worst_off < theirs:
        raise RuntimeError(f"{len(plan.pairs)} and {chosen.sum()} places, {plan.worst_off} and {theirs}")
    worst = f"worst-served {plan.worst_off:.4f}, theirs {theirs:.4f}, {plan.worst_bound:.4f} at most"
    return Peer("twelve flows", taken, f"{len(plan.pairs):,} places each; {worst}; gap {plan.gap:.0e}")


def fair_batch(size: tuple[int, int, int]) -> Iterator[Row]:
    for name, spare in SPARE.items():
        drawn = needs_and_offers(*size, spare=spare, planted=False, seed=SEED)
        work = f"{size[0]:,} needs, {size[1]:,} offers, {len(drawn.need):,} edges, {name}"
        single = one_each(drawn, spare)
        seconds, plan = timed(lambda single=single: ours(single, "worst-off"))
        told, target = no_floor_is_higher(plan), "2 s at 1.2 M edges"
        yield Row("assign, worst-served first", f"{work}; one place each", seconds, gate=told, target=target)
        seconds, plan = timed(lambda drawn=drawn: ours(drawn, "worst-off"))
        yield Row(
            "assign, worst-served first",
            f"{work}; one place or two",
            seconds,
            peers=(rounds(plan),),
            target=target,
        )


def changes(size: tuple[int, int, int], count: int, kind: str) -> Iterator[Row]:
    """Add needs one after another, then withdraw offers; gate the plan at the end against solving again."""
    for name, spare in SPARE.items():
        drawn = needs_and_offers(*size, spare=spare, planted=False, seed=SEED)
        if kind == "one place each":
            drawn = one_each(drawn, spare)
        plan = ours(drawn, "total" if kind == "total" else "worst-off")
        rng = np.random.default_rng(SEED)
        took: dict[str, list[float]] = {"add": [], "withdraw": [], "raised": []}
        for number in range(count):
            like = drawn.need == rng.integers(len(drawn.demand))
            offers, worth = drawn.offer[like], drawn.affinity[like] * rng.uniform(0.9, 1.0, int(like.sum()))
            worth = np.maximum(worth, plan.question.grid.low)
            before = plan.worst_off
            taken, plan = timed(lambda p=plan, o=offers, w=worth, n=number: p.add(10**6 + n, o, w))
            took["add"].append(taken)
            if kind != "total" and plan.worst_off < before:
                taken, plan = timed(plan.raised)
                took["raised"].append(taken)
        for offer in rng.choice(len(drawn.capacity), count // 4, replace=False).tolist():
            if drawn.capacity[offer]:
                taken, plan = timed(lambda p=plan, o=offer: p.withdraw(o))
                took["withdraw"].append(taken)
        plan = plan.raised()
        began = time.process_time()
        again = plan.again(plan)
        anew = time.process_time() - began
        told = gate(plan, Found(len(again.pairs), again.total)) if kind == "total" else as_fair(plan, again)
        for what, taken in took.items():
            if taken:
                middle = f"median {1e3 * float(np.median(taken)):.1f} ms of {len(taken)}"
                work = f"one {what} at {size[0]:,} × {size[1]:,}, {name}; {kind}; slowest; {middle}"
                peer = Peer("solving again", anew, told)
                target = "15 ms, ≥ 100×" if what == "add" else ""
                yield Row(f"plan.{what}", work, max(taken), peak_megabytes(), peers=(peer,), target=target)


def as_fair(plan: Plan, again: Plan) -> str:
    apart = abs(plan.total / again.total - 1.0)
    if len(plan.pairs) != len(again.pairs) or plan.worst_off < 0.9 * again.worst_off or apart > 1e-3:
        raise RuntimeError(f"{len(plan.pairs)} and {len(again.pairs)} places, totals {apart} apart")
    worst = f"worst-served {plan.worst_off:.4f} and {again.worst_off:.4f}"
    return f"{len(plan.pairs):,} places each, {worst}, totals {apart:.0e} apart"


def rows(quick: bool) -> Iterator[Row]:
    """Give every row; quick leaves the size of a country out."""
    yield from batch(SMALL, scipy_too=True)
    yield from fair_batch(SMALL)
    for kind in KINDS:
        yield from changes(SMALL, 40, kind)
    if not quick:
        yield from batch(LARGE, scipy_too=False)
        yield from fair_batch(LARGE)
        for kind in KINDS:
            yield from changes(LARGE, 100, kind)


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
        print(f"{row.method} {row.work}: {row.seconds:.4f} s (target {row.target}) {row.gate}")
        for peer in row.peers:
            print(f"    {peer.name}: {peer.seconds:.4f} s, {peer.seconds / row.seconds:.1f}×; {peer.gate}")


if __name__ == "__main__":
    main()
