"""Keeps the processes of a running site alive, and ends them all together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import click

from weald.core.errors import EnvironmentProblem
from weald.postgres import Cluster

_SECONDS_TO_END = 15
_SECONDS_OF_YOUTH = 5
_SECONDS_BETWEEN_LIVES = 2


@dataclass(slots=True)
class Child:
    """One process of the site, started again when it ends unasked."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None)
    born: float = 0.0
    has_worked: bool = False

    def start(self) -> None:
        self.born = time.monotonic()
        # A session of its own: Ctrl-C reaches the keeper alone, which ends its children in order. Its
        # standard input is the lifeline: it closes when the keeper dies, however it dies.
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-P", "-m", *self.command], stdin=subprocess.PIPE, start_new_session=True
        )

    def has_ended(self) -> bool:
        ended = self.process is not None and self.process.poll() is not None
        self.has_worked |= not ended and self.age > _SECONDS_OF_YOUTH
        return ended

    @property
    def age(self) -> float:
        return time.monotonic() - self.born

    def ask_to_end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def end(self) -> None:
        """Wait for it to end in order; then end whatever is left of its family."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=_SECONDS_TO_END)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()


def web(host: str, port: int, workers: int) -> Child:
    return Child("web server", ["weald.cli.web", host, str(port), str(workers)])


def worker() -> Child:
    return Child("worker", ["weald.cli", "work", "--with-parent"])


@contextlib.contextmanager
def kept(children: list[Child], cluster: Cluster | None) -> Iterator[Callable[[], None]]:
    """Start the children; gives the function that looks after them once, to be called now and then."""

    def look_after() -> None:
        if cluster is not None and not cluster.is_alive():
            click.echo("The database had stopped; starting it again.", err=True)
            cluster.revive()
        for child in children:
            if child.has_ended():
                _raise_again(child)

    try:
        for child in children:
            child.start()
        yield look_after
    finally:
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end()


def _raise_again(child: Child) -> None:
    if not child.has_worked:
        raise EnvironmentProblem(
            f"The site needs its {child.name}.",
            f"It ended at once (code {child.process.returncode if child.process else '?'}).",
            "Read the lines above: another program may be using that address.",
        )
    if child.age > _SECONDS_BETWEEN_LIVES:
        click.echo(f"The {child.name} had ended; starting it again.", err=True)
        child.end()
        child.start()
