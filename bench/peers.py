"""The page that says how every method stands beside its peers: docs/peers.md.

What was measured is kept beside this file, in peers.json, so that one file of benchmarks can be run again.
The page is written anew but for what stands below, from its first heading of the second rank on.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row

KEPT = Path(__file__).with_name("peers.json")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "peers.md"
HEAD = """# The methods beside their peers

Written by `PYTHONPATH=src:. python -m bench --write`, in an environment with the dependency group `bench`.
Each file of benchmarks runs in a process of its own with one thread; times are the processor's. No time is
told before the answers were compared: *answers* says what was compared, and how close it came. *Faster* is
the peer's time over ours: below 1 the peer is faster.

| method | work | ours | target | peer | its time | faster | answers |
|---|---|---|---|---|---|---|---|
"""


def keep(found: dict[str, list[Row]]) -> None:
    """Write what was measured now, beside what was measured before."""
    known = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    known |= {topic: [line for row in rows for line in table(row)] for topic, rows in found.items()}
    KEPT.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page(known, PAGE.read_text() if PAGE.exists() else ""))


def page(known: dict[str, list[str]], before: str) -> str:
    _, heading, others = before.partition("\n## ")
    return (
        HEAD
        + "\n".join(line for _, lines in sorted(known.items()) for line in lines)
        + "\n"
        + heading
        + others
    )


def table(row: Row) -> Iterator[str]:
    """Write a row, a line for each peer."""
    ours = [
        f"`{row.method}`" if " " not in row.method else row.method,
        row.work,
        seconds(row.seconds),
        row.target,
    ]
    for peer in row.peers:
        faster = f"{peer.seconds / row.seconds:,.1f}×" if row.seconds > 0.0 else "–"
        yield _line(*ours, peer.name, seconds(peer.seconds), faster, peer.gate)
        ours = [""] * len(ours)
    if not row.peers:
        yield _line(*ours, "–", "–", "–", row.gate)


def seconds(value: float) -> str:
    return f"{1000 * value:.3g} ms" if value < 1.0 else f"{value:.3g} s"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
