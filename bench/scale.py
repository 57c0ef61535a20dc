"""What each method costs as its work grows 1×, 10×, 100×: a table and a log-log picture for `docs/`.

    PYTHONPATH=src:. python -m bench.scale              # all
    PYTHONPATH=src:. python -m bench.scale networks     # some files; the others keep what was measured before

It writes the first part of docs/benchmarks.md, and leaves what follows there from its first heading of the
second rank on; and docs/pictures/scale.svg. Each file that has `scales` runs in a fresh process
with one thread. What was measured is kept beside this file, in scale.json, so that one method can be measured
again. The picture needs matplotlib.
"""

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

from bench.worker import WorkerError, ask, topics

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(__file__).with_name("scale.json")
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "pictures" / "scale.svg"
HEAD = """# What the methods cost as work grows

Written by `PYTHONPATH=src:. python -m bench.scale`. Processor seconds of one thread, and the most
memory the process held; a file's methods share a process, so memory is an upper bound. *Grows* is the
power of the work that time follows from the smallest to the largest piece: 1 is in proportion.

![Time and memory against work, both axes logarithmic](pictures/scale.svg)

| method | work | 1× | 10× | 100× | grows | memory 1× | 10× | 100× |
|---|---|---|---|---|---|---|---|---|
"""
FOOT = """
Beside peers, with the correctness gate that comes first: [peers.md](peers.md). `PYTHONPATH=src:. python -m
bench` measures it anew in five minutes, in an environment with the group `bench`; `--quick` in less.
"""


def by_method(points: list[dict]) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for point in sorted(points, key=lambda each: each["times"]):
        found[point["method"]].append(point)
    return dict(sorted(found.items()))


def grows(points: list[dict]) -> float:
    """Give the power of the work that time follows, from the smallest to the largest."""
    first, last = points[0], points[-1]
    if last["times"] == first["times"] or first["seconds"] <= 0.0:
        return math.nan
    return math.log(last["seconds"] / first["seconds"]) / math.log(last["times"] / first["times"])


def row(method: str, points: list[dict]) -> str:
    at = {point["times"]: point for point in points}
    seconds = [f"{at[n]['seconds']:.3g} s" if n in at else "–" for n in (1, 10, 100)]
    memory = [f"{at[n]['megabytes']:.0f} MB" if n in at else "–" for n in (1, 10, 100)]
    work = f"{points[0]['work']} to {points[-1]['work']}"
    return "| " + " | ".join([f"`{method}`", work, *seconds, f"{grows(points):.2f}", *memory]) + " |"


def page(points: list[dict], before: str) -> str:
    """Write the page anew, but for the sections that other measurements have put below."""
    _, heading, others = before.partition("\n## ")
    return HEAD + "\n".join(row(*each) for each in by_method(points).items()) + "\n" + FOOT + heading + others


def picture(points: list[dict], path: Path) -> None:
    """Draw time and memory against work, a line for each method, named at its end."""
    import matplotlib as mpl  # noqa: PLC0415 -- optional dependency
    from matplotlib.figure import Figure  # noqa: PLC0415 -- as above

    with mpl.rc_context(
        {"svg.hashsalt": "wealdstats", "font.size": 7, "axes.spines.right": False, "axes.spines.top": False}
    ):
        figure = Figure(figsize=(11.0, 7.5), layout="constrained")
        for axes, key, says in zip(
            figure.subplots(1, 2),
            ("seconds", "megabytes"),
            ("processor seconds", "megabytes at most"),
            strict=True,
        ):
            ends = []
            for method, found in by_method(points).items():
                along = [point["times"] for point in found]
                (line,) = axes.loglog(
                    along, [max(point[key], 1e-5) for point in found], marker="o", markersize=3
                )
                ends.append((max(found[-1][key], 1e-5), along[-1], method, line.get_color()))
            if key == "megabytes":
                low, high = axes.get_ylim()
                ticks = [tick for tick in (50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high]
                axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
            _name(axes, sorted(ends))
            axes.set(xlabel="work, times the smallest", ylabel=says, xticks=[1, 10, 100], xlim=(0.8, 1500))
            axes.set_xticklabels(["1×", "10×", "100×"])
            axes.minorticks_off()
        figure.savefig(path, metadata={"Date": None})


def _name(axes: object, ends: list[tuple]) -> None:
    """Put names beside the ends of lines, apart from each other."""
    low, high = axes.get_ylim()
    step, last = (math.log(high) - math.log(low)) / 55.0, -math.inf
    for value, along, method, colour in ends:
        last = max(math.log(value), last + step)
        axes.annotate(
            method,
            (along, value),
            (130, math.exp(last)),
            color=colour,
            va="center",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.4},
        )


def keep(kept: dict[str, list[dict]]) -> None:
    """Write what is known by now: a later file may take hours, or fail."""
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    points = [point for found in kept.values() for point in found]
    PAGE.write_text(page(points, PAGE.read_text() if PAGE.exists() else ""))
    picture(points, PICTURE)


def main() -> int:
    asked = sys.argv[1:] or topics("scales")
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    failed = []
    for topic in asked:
        try:
            kept[topic] = list(ask(topic, "scales"))
        except WorkerError as error:
            failed.append(topic)
            print(f"{topic}: {error}", file=sys.stderr)
            continue
        for point in kept[topic]:
            cost = f"{point['seconds']:>10.3f} s{point['megabytes']:>7.0f} MB"
            print(f"{point['method']:<28}{point['times']:>4}×{cost}   {point['work']}", flush=True)
        keep(kept)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
