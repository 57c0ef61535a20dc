"""Endorsement across difference against full-batch gradient optimisers of the same loss.

Run `PYTHONPATH=src:. python -m bench.bridging`; `--rings` prints the table of docs/methods/bridging.md.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed
from scipy.optimize import minimize

from wealdstats.opinion.bridging import bridge
from wealdstats.opinion.bridging_fit import Penalty, Table, fit_bridge, tabulate
from wealdstats.simulate import Rated, RingWorld, simulate_ratings

PENALTY = Penalty(0.15, 0.03)
TARGET = "2 M ratings < 2.5 s; loss below a gradient optimiser's"


def ratings(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw ratings of 0 or 1: 40 for each rater and 200 for each item, two camps."""
    rng = np.random.default_rng(seed)
    raters, items = rows // 40, rows // 200
    u, n = rng.integers(0, raters, rows), rng.integers(0, items, rows)
    side = np.where(rng.random(raters) < 0.5, -1.0, 1.0) * rng.uniform(0.2, 0.5, raters)
    felt = 0.5 + rng.normal(0, 0.1, raters)[u] + rng.normal(0, 0.2, items)[n]
    felt += side[u] * rng.normal(0, 0.5, items)[n] + rng.normal(0, 0.35, rows)
    return u, n, (felt > 0.5).astype(np.float64)


def table_of(rater: np.ndarray, item: np.ndarray, rating: np.ndarray) -> Table:
    voices = bridge(rater, item, rating, detect=False).asked.voices
    return tabulate(voices.voice, voices.item, voices.rating, (voices.n_voices, voices.n_items))


def loss_and_gradient(flat: np.ndarray, table: Table) -> tuple[float, np.ndarray]:
    """The loss as written: mean squared error, and penalties on means of squares."""
    v, n = table.said.shape
    mu, iu, fu, i_n, fn = flat[0], *np.split(flat[1:], np.cumsum([v, v, n]))
    missed = mu + iu[table.voice] + i_n[table.item] + fu[table.voice] * fn[table.item] - table.rating
    a, b, scale = PENALTY.intercept, PENALTY.factor, 2.0 / len(missed)
    loss = missed @ missed / len(missed) + a * (mu**2 + iu @ iu / v + i_n @ i_n / n)
    loss += b * (fu @ fu / v + fn @ fn / n)
    gradient = [
        [scale * missed.sum() + 2 * a * mu],
        scale * np.bincount(table.voice, missed, v) + 2 * a * iu / v,
        scale * np.bincount(table.voice, missed * fn[table.item], v) + 2 * b * fu / v,
        scale * np.bincount(table.item, missed, n) + 2 * a * i_n / n,
        scale * np.bincount(table.item, missed * fu[table.voice], n) + 2 * b * fn / n,
    ]
    return float(loss), np.concatenate(gradient)


def start(table: Table) -> np.ndarray:
    v, n = table.said.shape
    rng = np.random.default_rng(0)
    return np.concatenate([[0.0], np.zeros(v), rng.normal(0, 0.1, v), np.zeros(n), rng.normal(0, 0.1, n)])


def by_lbfgs(table: Table) -> float:
    options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-10, "gtol": 1e-9}
    return float(
        minimize(loss_and_gradient, start(table), (table,), "L-BFGS-B", jac=True, options=options).fun
    )


def by_adam(table: Table) -> float:
    """The published way: full-batch Adam at rate 0.2, until the loss moves by less than 1e-7."""
    import torch  # noqa: PLC0415 -- an optional peer

    torch.set_num_threads(1)
    v, n = table.said.shape
    flat = torch.tensor(start(table), requires_grad=True)
    u, i = torch.as_tensor(table.voice), torch.as_tensor(table.item)
    rating, optimiser, last = torch.as_tensor(table.rating), torch.optim.Adam([flat], lr=0.2), np.inf
    for _ in range(1000):
        mu, (iu, fu, i_n, fn) = flat[0], torch.split(flat[1:], [v, v, n, n])
        missed = mu + iu[u] + i_n[i] + fu[u] * fn[i] - rating
        loss = (missed**2).mean() + PENALTY.factor * ((fu**2).mean() + (fn**2).mean())
        loss = loss + PENALTY.intercept * (mu**2 + (iu**2).mean() + (i_n**2).mean())
        if abs(last - loss.item()) < 1e-7:
            break
        last = loss.item()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return float(loss.item())


def rows(quick: bool) -> Iterator[Row]:
    size = 50_000 if quick else 500_000
    table = table_of(*ratings(size))
    seconds, fit = timed(lambda: fit_bridge(table, PENALTY))
    peers = []
    ways = {"scipy L-BFGS-B": by_lbfgs}
    if importlib.util.find_spec("torch"):
        ways["torch Adam"] = by_adam
    for name, way in ways.items():
        theirs, loss = timed(lambda way=way: way(table))
        if fit.loss > loss + 1e-9:
            raise AssertionError(f"{name} found a lower loss: {loss} against {fit.loss}")
        peers.append(Peer(name, theirs, f"loss {fit.loss:.9f}, theirs {loss - fit.loss:+.1e}"))
    yield Row(
        "bridging fit", f"{size:,} ratings", seconds, peak_megabytes(), peers=tuple(peers), target=TARGET
    )
    size = 200_000 if quick else 2_000_000
    rated = ratings(size)
    seconds, found = timed(lambda: bridge(*rated))
    gate = f"{int((found.ring >= 0).sum())} honest raters taken for a ring"
    yield Row("bridge, all of it", f"{size:,} ratings", seconds, peak_megabytes(), gate=gate, target=TARGET)


def scales() -> Iterator[Scale]:
    for times in (1, 10, 100):
        rated = ratings(20_000 * times)
        seconds, _ = timed(lambda rated=rated: bridge(*rated))
        yield Scale("bridge", times, f"{20_000 * times:,} ratings", seconds, peak_megabytes())


SHAPES: dict[str, RingWorld] = {
    "no ring": RingWorld(),
    "clique of 6": RingWorld(ring=6),
    "clique of 20": RingWorld(ring=20),
    "clique of 60": RingWorld(ring=60),
    "clique of 20 in one camp": RingWorld(ring=20, spanning=False),
    "clique of 20 that rates nothing else": RingWorld(ring=20, camouflaged=False),
    "clique of 20 on 3 items": RingWorld(ring=20, ring_items=3),
    "clique of 10 on 25 items": RingWorld(ring=10, ring_items=25),
    "clique of 20, five subjects": RingWorld(ring=20, subjects=5),
    "clique of 20, 5 honest ratings an item": RingWorld(ring=20, on_ring=5),
    "clique of 40, 120 honest ratings an item": RingWorld(ring=40, on_ring=120),
    "diffuse: 40, half of 8 items each": RingWorld(ring=40, density=0.5),
    "diffuse: 60, 3 in 10 of 12 items": RingWorld(ring=60, density=0.3, ring_items=12),
    "diffuse: 100, 2 in 10 of 20 items": RingWorld(ring=100, density=0.2, ring_items=20),
    "diffuse: 40, 4 in 10 of 8, 5 honest": RingWorld(ring=40, density=0.4, on_ring=5),
    "clique of 10 among 120": RingWorld(raters=120, items=60, per_item=20, ring=10, ring_items=5),
    "clique of 25 among 300, all rate 40 %": RingWorld(
        raters=300, items=100, per_item=120, ring=25, ring_items=6
    ),
    "clique of 20 on 1 item": RingWorld(ring=20, ring_items=1),
}


def percentiles(values: np.ndarray, lifted: np.ndarray) -> np.ndarray:
    """Where lifted items stand among the others: the share of these below."""
    others = np.delete(values, lifted)
    return (others < values[lifted, None]).mean(axis=1)


def ways_of(rated: Rated) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Give each way's view of all items with the ring, and without it."""
    said, honest = (rated.rater, rated.item, rated.rating), rated.honest
    without = tuple(column[honest] for column in said)
    plain, fair = bridge(*said, detect=False), bridge(*without, detect=False)
    yield "raw mean", plain.raw_mean, fair.raw_mean
    yield "factor model", plain.intercept, fair.intercept
    ties = rated.ties()
    yield "ours, undeclared", bridge(*said).intercept, bridge(*without).intercept
    declared = bridge(*said, ties=ties).intercept
    yield "ours, declared", declared, bridge(*without, ties=ties[honest]).intercept


def ring_table(seeds: int) -> Iterator[str]:
    """Write a table: median percentile of lifted items (worst shift; share in the honest top decile)."""
    names = [name for name, *_ in ways_of(simulate_ratings(RingWorld(ring=5), seed=0))]
    yield "| ring | true place | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 2) + "|"
    for shape, world in SHAPES.items():
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in names}
        for seed in range(seeds):
            rated = simulate_ratings(world, seed=seed)
            for name, ringed, fair in ways_of(rated):
                now, was = percentiles(ringed, rated.ring_items), percentiles(fair, rated.ring_items)
                shift = float(abs(np.median(now) - np.median(was)))
                found[name].append((float(np.median(now)), shift, float((now > 0.9).mean())))
                place = float(np.median(was))
            found.setdefault("", []).append((place, 0.0, 0.0))
        cells = [_cell(found[name]) for name in names]
        yield f"| {shape} | {np.mean([row[0] for row in found['']]):.2f} | " + " | ".join(cells) + " |"


def _cell(found: list[tuple[float, float, float]]) -> str:
    median, shift, top = np.array(found).T
    return f"{median.mean():.2f} ({shift.mean():.2f}, {shift.max():.2f}; {top.mean():.0%})"


def main() -> None:
    if "--rings" in sys.argv:
        began = time.process_time()
        for line in ring_table(8):
            print(line, flush=True)
        print(f"{time.process_time() - began:.0f} s")
        return
    for row in rows("--quick" in sys.argv):
        print(f"{row.method:20s} {row.work:20s} {row.seconds:7.2f} s  {row.gate}")
        for peer in row.peers:
            print(
                f"    {peer.name:16s} {peer.seconds:7.2f} s  × {peer.seconds / row.seconds:.0f}  {peer.gate}"
            )
    for scale in scales():
        print(f"{scale.method:20s} {scale.work:20s} {scale.seconds:7.2f} s  {scale.megabytes:.0f} MB")


if __name__ == "__main__":
    main()
