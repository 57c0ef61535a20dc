from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import weald
from weald.core.errors import EnvironmentProblem

ROOT = Path(weald.__file__).resolve().parents[2]
LEFT_OUT_BY_FAST = ("browser", "simulation", "slow")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.option("--fast", is_flag=True, help="Leave out browser, simulations and what takes minutes.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(fast: bool, arguments: tuple[str, ...]) -> None:
    """Run the tests; whatever else you write goes to pytest (`weald test -k ledger`).

    Without anything else all of them run, on every core, and the coverage of branches must reach its gates.
    """
    if not (ROOT / "tests").is_dir():
        raise EnvironmentProblem(
            "The tests are in Weald's source tree.", f"There are none in {ROOT}.", "Run it from a checkout."
        )
    os.chdir(ROOT)
    options = parallel() if not arguments else []
    if fast:
        options += ["-m", " and ".join(f"not {marker}" for marker in LEFT_OUT_BY_FAST)]
    elif not arguments:
        options += watch_coverage()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *options, *arguments])  # noqa: S606 - pytest


@click.command()
def lock() -> None:
    """Resolve the dependencies in pyproject.toml anew: for every system, with hashes, without addresses."""
    # The file `weald` does it itself, before there need be any environment.
    os.execv(sys.executable, [sys.executable, str(ROOT / "weald"), "lock"])  # noqa: S606 - our own file


def parallel() -> list[str]:
    return ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]


def watch_coverage() -> list[str]:
    """Count branches in every process of the run, wherever it works; checks/gates.py judges at the end."""
    folder = ROOT / ".weald" / "coverage"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    os.environ["COVERAGE_PROCESS_START"] = str(ROOT / "pyproject.toml")
    os.environ["COVERAGE_FILE"] = str(folder / "data")
    return ["-p", "checks.gates"]
