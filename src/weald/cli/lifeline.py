"""A child that must not outlive its parent reads from a pipe that only the parent holds open."""

from __future__ import annotations

import os
import signal
import sys
import threading


def end_with_parent() -> None:
    """Ask this process to end as soon as its standard input does, that is when the parent is gone."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    # Unbuffered: a daemon thread may be cut off in the middle of a read.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
