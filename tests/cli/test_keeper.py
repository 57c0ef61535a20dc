"""The processes of a site: started again when they die, gone when their keeper is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from weald.cli import keeper
from weald.cli.keeper import Child, kept
from weald.core.errors import EnvironmentProblem


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """A module of these lines, as a child's command."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(lines: str) -> list[str]:
        (tmp_path / "a_child.py").write_text(lines)
        return ["a_child", str(tmp_path / "log")]

    return write


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def test_child_that_dies_at_once_ends_it_all_with_a_word(module: Callable[[str], list[str]]):
    child = Child("gardener", module("raise SystemExit(3)"))

    with pytest.raises(EnvironmentProblem, match=r"its gardener\. It ended at once \(code 3\)"):
        keep_until_it_ends(child)


def keep_until_it_ends(child: Child) -> None:
    with kept([child], None) as look_after:
        while True:
            look_after()
            time.sleep(0.02)


def test_child_that_has_worked_is_started_again(
    module: Callable[[str], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeper, "_SECONDS_OF_YOUTH", 0.0)
    monkeypatch.setattr(keeper, "_SECONDS_BETWEEN_LIVES", 0.3)
    child = Child(
        "gardener", module("import sys, time; print('born', file=open(sys.argv[1], 'a')); time.sleep(0.2)")
    )

    with kept([child], None) as look_after:
        wait_until(lambda: look_after() or len(lines_of(tmp_path / "log")) >= 3)

    assert child.process.poll() is not None


def test_deaf_child_and_its_own_children_are_ended_all_the_same(
    module: Callable[[str], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keeper, "_SECONDS_TO_END", 0.5)
    child = Child(
        "gardener",
        module(
            "import os, signal, sys, time\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "os.fork()\n"
            "print(os.getpid(), file=open(sys.argv[1], 'a'))\n"
            "time.sleep(600)\n"
        ),
    )

    with kept([child], None):
        wait_until(lambda: len(lines_of(tmp_path / "log")) == 2)

    wait_until(lambda: not any(_runs(int(pid)) for pid in lines_of(tmp_path / "log")))
    assert child.process.returncode == -signal.SIGKILL


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_keeping_nothing_started_is_no_trouble():
    child = Child("gardener", [])

    child.ask_to_end()
    child.end()

    assert not child.has_ended()


def test_child_ends_when_its_lifeline_does():
    begin = "from weald.cli.lifeline import end_with_parent; import time; end_with_parent()"
    code = f"{begin}; print('on', flush=True); time.sleep(600)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "on\n"

    process.stdin.write("still here")
    process.stdin.close()

    assert process.wait(timeout=30) != 0
    process.stdout.close()


def test_child_that_does_not_listen_ends_all_the_same():
    begin = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    held = "from weald.cli.lifeline import end_with_parent; end_with_parent(0.2)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{begin}; {held}; time.sleep(600)"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )

    process.stdin.close()

    assert process.wait(timeout=30) == -signal.SIGKILL
