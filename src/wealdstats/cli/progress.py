"""Say how far a long run is: to a person, on the error stream, and to nobody else."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TextIO

AFTER, EVERY = 2.0, 0.5


class Progress:
    """A line that counts seconds, and steps where a method tells of them.

    Parameters
    ----------
    what : str
        What is running.
    stream : text stream
        Where to write; nothing is written where it is no terminal.
    after, every : float
        Seconds before the first line, and between lines.

    Notes
    -----
    Source: this project. It runs in a thread of its own, because most of a run is spent in compiled code.

    Examples
    --------
    >>> import io
    >>> with Progress("icc", io.StringIO()) as progress:
    ...     progress.step(1, 2)
    >>> progress.line(3.0)
    'icc … 3 s, 1 of 2'
    """

    def __init__(self, what: str, stream: TextIO, *, after: float = AFTER, every: float = EVERY) -> None:
        self.what, self.stream, self.after, self.every = what, stream, after, every
        self.done: tuple[int, int] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def step(self, done: int, total: int) -> None:
        """Take in how far it is."""
        self.done = done, total

    def line(self, seconds: float) -> str:
        """Give the line to show."""
        steps = f", {self.done[0]:,} of {self.done[1]:,}" if self.done else ""
        return f"{self.what} … {seconds:.0f} s{steps}"

    def __enter__(self) -> Progress:
        if self.stream.isatty():
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _tell(self) -> None:
        began, wait, shown = time.monotonic(), self.after, 0
        while not self._over.wait(wait):
            line = self.line(time.monotonic() - began)
            self.stream.write("\r" + line.ljust(shown))
            self.stream.flush()
            wait, shown = self.every, len(line)
        if shown:
            self.stream.write("\r" + " " * shown + "\r")
            self.stream.flush()
