"""The gates of branch coverage, as a plugin of pytest: judged when every process of the run is done."""

from __future__ import annotations

import fnmatch
import json
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
# In order: the first pattern that fits a file says how much of it must be covered.
GATES = (
    ("src/wealdstats/*", 100.0),
    ("*/domain/*", 100.0),
    ("*/queries/*", 100.0),
    ("*/rules.py", 100.0),
    ("*/rules/*", 100.0),
)
ELSEWHERE = 95.0
SHORTFALLS = pytest.StashKey[list[str]]()


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a file ran: statements and branches together."""

    path: str
    covered: int
    of: int
    missing: str

    @property
    def percent(self) -> float:
        return 100.0 * self.covered / self.of if self.of else 100.0


def gate_of(path: str) -> float | None:
    """Give how much of a file must run; None where it is judged with the others."""
    return next((gate for pattern, gate in GATES if fnmatch.fnmatch(path, pattern)), None)


def shortfalls(files: list[Covered]) -> list[str]:
    """What is missing, in words: each strict file by itself, all the others together."""
    found, rest = [], [file for file in files if gate_of(file.path) is None]
    for file in files:
        if (gate := gate_of(file.path)) is not None and file.percent < gate:
            found.append(f"{file.path}: {file.percent:.1f} % of {gate:.0f} %, missing {file.missing}")
    together = Covered("elsewhere", sum(file.covered for file in rest), sum(file.of for file in rest), "")
    if together.percent < ELSEWHERE:
        worst = sorted(rest, key=lambda file: file.covered - file.of)[:12]
        found.append(f"elsewhere: {together.percent:.1f} % of {ELSEWHERE:.0f} %; most is missing in")
        found += [f"  {file.path}: {file.percent:.1f} %, missing {file.missing}" for file in worst]
    return found


def measured() -> list[Covered]:
    """Put the counts of all processes together."""
    running = coverage.Coverage.current()
    if running is not None:
        running.stop()
        running.save()
    together = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"))
    together.combine()
    report = Path(together.config.data_file).with_name("report.json")
    together.json_report(outfile=str(report))
    return [_covered(path, file) for path, file in json.loads(report.read_text())["files"].items()]


def _covered(path: str, file: dict[str, object]) -> Covered:
    summary = file["summary"]
    lines = [str(line) for line in file["missing_lines"]]
    branches = [f"{a}→{b}" for a, b in file["missing_branches"]]
    return Covered(
        path,
        summary["covered_lines"] + summary["covered_branches"],
        summary["num_statements"] + summary["num_branches"],
        " ".join([*lines, *branches][:20]),
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    # After xdist has ended its workers, which write their counts as they end.
    if hasattr(session.config, "workerinput"):
        return
    session.config.stash[SHORTFALLS] = found = shortfalls(measured())
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(SHORTFALLS, [])
    terminalreporter.section("branch coverage")
    for line in found or ["every gate is reached"]:
        terminalreporter.write_line(line)
