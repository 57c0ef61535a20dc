"""Hiding what few people said: time, and an attack on what is shown as the gate.

    PYTHONPATH=src:. python -m bench.disclosure [--quick]

There is no peer in Python that protects means and counts together over time. The gate attacks the answer by
linear programming: with what was hidden nothing gives in; with the small cells alone hidden something does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product

import numpy as np
from bench.rows import Row, Scale, peak_megabytes, timed

from wealdstats.disclosure import Bounds, Cell, Sum, audit, hidden_cells, margins, pulse_results

BOUNDS = Bounds(0, 100)
PHASES, THRESHOLD = 3, 6


def table(places: int) -> tuple[list[Cell], tuple[Sum, ...]]:
    """Invent a table of places by phases with its margins; about one cell in six is small."""
    rng = np.random.default_rng(6)
    count = rng.integers(2, 25, (places, PHASES))
    value = rng.uniform(30, 90, (places, PHASES))
    cells = []
    for place, phase in product([*range(places), "all"], [*range(PHASES), "all"]):
        part = np.s_[slice(None) if place == "all" else place, slice(None) if phase == "all" else phase]
        people, total = int(count[part].sum()), float((count[part] * value[part]).sum())
        cells.append(Cell((place, phase), people, total / people, THRESHOLD))
    return cells, margins([cell.key for cell in cells])


def pulse(people: int) -> dict[str, object]:
    rng = np.random.default_rng(7)
    teams = max(4, people // 50)
    return {
        "answer": np.tile(rng.integers(1, 6, people).astype(float), 2),
        "wave": np.repeat([0, 1], people),
        "groups": {"team": [f"team {n}" for n in np.tile(rng.integers(0, teams, people), 2)]},
    }


def gate(cells: list[Cell], sums: tuple[Sum, ...], hidden: frozenset) -> str:
    small = {cell.key for cell in cells if cell.is_small}
    exposed, bare = (audit(cells, sums, what, BOUNDS).exposed for what in (hidden, small))
    if exposed or not bare:
        raise AssertionError(f"{len(exposed)} of {len(small)} give in; {len(bare)} with nothing else hidden")
    return f"none of {len(small)} small cells gives in; {len(bare)} would with nothing else hidden"


def rows(quick: bool) -> Iterator[Row]:
    cells, sums = table(8 if quick else 40)
    seconds, hidden = timed(lambda: hidden_cells(cells, sums, BOUNDS))
    work = f"{len(cells)} cells with margins, {len(hidden)} hidden; no peer"
    yield Row("hidden_cells", work, seconds, peak_megabytes(), gate(cells, sums, hidden))


def scales() -> Iterator[Scale]:
    """Measure tables of 5 to 500 places by three phases, and pulses of 100 to 10,000 people in two waves."""
    for times in (1, 10, 100):
        asked = pulse(100 * times)
        seconds, _ = timed(lambda asked=asked: pulse_results(**asked))
        yield Scale("pulse_results", times, f"{100 * times:,} people, 2 waves", seconds, peak_megabytes())
        cells, sums = table(5 * times)
        seconds, _ = timed(lambda cells=cells, sums=sums: hidden_cells(cells, sums, BOUNDS))
        yield Scale("hidden_cells", times, f"{len(cells)} cells", seconds, peak_megabytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the table")
    for row in rows(parser.parse_args().quick):
        print(f"{row.method}: {row.work}: {row.seconds:.3f} s; {row.gate}")


if __name__ == "__main__":
    main()
