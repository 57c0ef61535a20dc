"""Run one benchmark file in a process of its own, with one thread, and read what it found line by line."""

import ast
import dataclasses
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


class WorkerError(RuntimeError):
    """A benchmark ended before it was done."""


def topics(what: str) -> list[str]:
    """Name the files that define `rows`, or `scales`, without running any."""
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == what
            for node in ast.parse(path.read_text()).body
        )
    )


def ask(topic: str, what: str, *, quick: bool = False) -> Iterator[dict]:
    """Give what a file's `rows` or `scales` yields, as it comes."""
    command = [sys.executable, "-m", "bench.worker", topic, what, "quick" if quick else "whole"]
    environment = os.environ | dict.fromkeys(THREADS, "1")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603 -- ours
        for line in process.stdout or ():
            if line.startswith("{"):  # peers print, too
                yield json.loads(line)
    if process.returncode:
        raise WorkerError(f"{what} ended with code {process.returncode}")


def main() -> None:
    topic, what, how = sys.argv[1:]
    module = importlib.import_module(f"bench.{topic}")
    for found in module.rows(how == "quick") if what == "rows" else module.scales():
        print("\n" + json.dumps(dataclasses.asdict(found)), flush=True)


if __name__ == "__main__":
    main()
