"""A child that must not outlive its parent reads from a pipe that only the parent holds open."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

_SECONDS_TO_END = 15


def end_with_parent(seconds_to_end: float = _SECONDS_TO_END) -> None:
    """End this process soon after its standard input does, that is when the parent is gone.

    It is asked to end in order. If it has not by then, it ends at once, with the whole group it leads.
    """
    threading.Thread(target=_wait, args=[seconds_to_end], name="lifeline", daemon=True).start()


def _wait(seconds_to_end: float) -> None:
    # Unbuffered: a daemon thread may be cut off in the middle of a read.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(seconds_to_end)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
