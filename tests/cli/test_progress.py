"""Long work, watched: lines where nobody sees a bar, a bar with an end time where somebody does."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from weald.cli import progress
from weald.cli.progress import watching


def test_line_says_how_far_it_is_and_when_it_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0.0)

    with watching("Planting") as report:
        time.sleep(0.01)
        report(0, 200)
        report(50, 200, "oaks")
        report(60)

    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Planting: 0 of 200"
    assert lines[1].startswith("oaks: 50 of 200, ends ")
    assert lines[2] == "Planting: 60"
    assert lines[3].startswith("Planting: done in 0.")


def test_lines_come_now_and_then(capsys: pytest.CaptureFixture[str]):
    with watching("Planting") as report:
        for done in range(1000):
            report(done, 1000)

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_quiet_work_says_nothing(capsys: pytest.CaptureFixture[str]):
    with watching("Planting", quiet=True) as report:
        report(1, 2, "oaks")

    assert capsys.readouterr().err == ""


def test_terminal_shows_a_bar_with_the_time_it_ends(monkeypatch: pytest.MonkeyPatch):
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr(progress, "Console", lambda **_: terminal)

    with watching("Planting") as report:
        for done in range(0, 100, 10):
            report(done, 100, "oaks")
            time.sleep(0.02)
        terminal.print("halfway")
        report(100, 100)

    shown = screen.getvalue()
    assert "oaks" in shown
    assert "100/100" in shown
    assert "ends " in shown


@pytest.mark.parametrize(("seconds", "colons"), [(59, 2), (601, 1)])
def test_near_end_is_told_to_the_second(seconds: int, colons: int):
    assert progress._clock(seconds).count(":") == colons
