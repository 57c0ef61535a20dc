"""Long work, watched: a bar with an end time in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

# report(done, total, message): what domain functions call while they work.
Report = Callable[..., None]

_SECONDS_BETWEEN_LINES = 5.0


@contextlib.contextmanager
def watching(title: str, *, quiet: bool = False) -> Iterator[Report]:
    """Give the function that long work reports to. All of it goes to the error stream."""
    console = Console(stderr=True)
    if quiet:
        yield lambda *_args, **_more: None
    elif console.is_terminal:
        with _bar(console) as progress:
            task = progress.add_task(title, total=None)

            def report(done: int, total: int | None = None, message: str = "", **_more: object) -> None:
                progress.update(task, completed=done, total=total, description=message or title)

            yield report
    else:
        lines = _Lines(title)
        yield lines.report
        lines.close()


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _EndColumn(),
        console=console,
    )


class _EndColumn(ProgressColumn):
    """The time of day at which it should be done."""

    def render(self, task: Task) -> Text:
        if task.finished or task.time_remaining is None:
            return Text("")
        return Text(f"ends {_clock(task.time_remaining)}", style="progress.remaining")


class _Lines:
    def __init__(self, title: str) -> None:
        self._title = title
        self._started = self._last = time.monotonic()
        self._done = 0

    def report(self, done: int, total: int | None = None, message: str = "", **_more: object) -> None:
        now = time.monotonic()
        self._done = done
        if now - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = now
        ending = ""
        if total and done:
            ending = f", ends {_clock((now - self._started) * (total - done) / done)}"
        of_total = f" of {total:,}" if total else ""
        click.echo(f"{message or self._title}: {done:,}{of_total}{ending}", err=True)

    def close(self) -> None:
        seconds = time.monotonic() - self._started
        click.echo(f"{self._title}: done in {seconds:.1f} s", err=True)


def _clock(seconds_from_now: float) -> str:
    end = datetime.now().astimezone() + timedelta(seconds=seconds_from_now)
    return f"{end:%H:%M:%S}" if seconds_from_now < 600 else f"{end:%H:%M}"
