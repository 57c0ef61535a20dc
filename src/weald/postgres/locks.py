from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from weald.postgres.problems import PostgresProblem


class FileLock:
    """A lock the kernel gives back when its holders die, however they die.

    It belongs to the open file: processes that inherit the descriptor hold it too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def share(self) -> bool:
        return self._take(fcntl.LOCK_SH)

    def claim(self) -> bool:
        return self._take(fcntl.LOCK_EX)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def fileno(self) -> int:
        if self._descriptor is None:
            raise ValueError(f"{self.path} is not held")
        return self._descriptor

    def _take(self, how: int) -> bool:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether anyone holds the lock exclusively."""
    with FileLock(path) as probe:
        return not probe.share()


def wait_for(lock: FileLock, *, seconds: float) -> FileLock:
    deadline = time.monotonic() + seconds
    while not lock.claim():
        if time.monotonic() > deadline:
            lock.release()
            raise PostgresProblem(
                need="Only one Weald at a time starts or stops the database.",
                finding=f"Another one has been at it for {seconds:.0f} seconds (it holds {lock.path}).",
                remedy="Wait for it, or end that process and try again.",
            )
        time.sleep(0.02)
    return lock
