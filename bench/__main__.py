"""Every method beside its peers: work, time, memory, ratio, and the gate that came first.

    PYTHONPATH=src:. python -m bench                     # everything
    PYTHONPATH=src:. python -m bench --quick             # small work, minutes
    PYTHONPATH=src:. python -m bench opinion networks    # some files
    PYTHONPATH=src:. python -m bench icc                 # some methods
    PYTHONPATH=src:. python -m bench --write             # and write docs/peers.md

Each file of this folder that has `rows` runs in a fresh process with one thread. Seconds are processor
time of all threads; memory is what the process held at most by then. A ratio is the peer's seconds over
ours. Peers come with the dependency group `bench`; one that is not installed has no line.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from bench.peers import keep
from bench.rows import Peer, Row
from bench.worker import HERE, WorkerError, ask, topics


def read(found: dict) -> Row:
    """Make a row again of what a worker wrote."""
    return Row(**{**found, "peers": tuple(Peer(**peer) for peer in found["peers"])})


def lines(row: Row) -> Iterator[str]:
    """Write a row: ours, then each peer."""
    yield f"{row.method}: {row.work}"
    target = f"   target: {row.target}" if row.target else ""
    yield _line("ours", row.seconds, row.megabytes, "", f"{row.gate}{target}")
    for peer in row.peers:
        ratio = f"{peer.seconds / row.seconds:,.1f}×" if row.seconds > 0.0 else "–"
        yield _line(peer.name, peer.seconds, peer.megabytes, ratio, peer.gate)


def _line(name: str, seconds: float, megabytes: float | None, ratio: str, said: str) -> str:
    return f"    {name:<30}{_seconds(seconds)}{_megabytes(megabytes)}{ratio:>11}   {said}".rstrip()


def _seconds(value: float) -> str:
    return f"{value:>11.4f} s" if value < 10.0 else f"{value:>11.1f} s"


def _megabytes(value: float | None) -> str:
    return f"{'':>9}" if value is None else f"{value:>6.0f} MB"


def chosen(asked: Sequence[str]) -> tuple[list[str], set[str]]:
    """Tell files from methods: give the files to run, and the methods to keep (none: all)."""
    known = topics("rows")
    files = {name for name in asked if name in known}
    methods = set(asked) - files
    named = {
        name for name in known if any(f'"{each}"' in (HERE / f"{name}.py").read_text() for each in methods)
    }
    return sorted(files | named) if asked else known, methods


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="python -m bench"
    )
    parser.add_argument("names", nargs="*", metavar="METHOD", help="files of this folder, or methods")
    parser.add_argument("--quick", action="store_true", help="small work")
    parser.add_argument("--json", action="store_true", help="one row a line, for a program")
    parser.add_argument("--write", action="store_true", help="write docs/peers.md; whole files, whole work")
    given = parser.parse_args()
    files, methods = chosen(given.names)
    if given.write and (given.quick or methods):
        parser.error("--write tells of whole files and the whole work: name files, and leave out --quick")
    failed, kept = [], set()
    for name in files:
        try:
            rows = []
            for found in ask(name, "rows", quick=given.quick):
                if name in given.names or not methods or found["method"] in methods:
                    kept.add(found["method"])
                    rows.append(read(found))
                    print(json.dumps(found) if given.json else "\n".join(lines(rows[-1])), flush=True)
        except WorkerError as error:
            failed.append(name)
            print(f"{name}: {error}", file=sys.stderr)
            continue
        if given.write:
            keep({name: rows})
    for name in sorted(methods - kept):
        print(f"{name}: no benchmark measures it", file=sys.stderr)
    return 1 if failed or methods - kept else 0


if __name__ == "__main__":
    sys.exit(main())
