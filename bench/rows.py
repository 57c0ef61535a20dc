"""What a benchmark reports: a row per method and work, a point per size of the work."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another implementation on the same work in the same run, and the gate both passed first."""

    name: str
    seconds: float
    gate: str  # what was compared, and how close it came
    megabytes: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One method on one piece of work."""

    method: str
    work: str
    seconds: float
    megabytes: float | None = None
    gate: str = ""  # where no peer does the work: what was checked instead
    peers: tuple[Peer, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """One method at 1, 10 or 100 times its smallest work."""

    method: str
    times: int
    work: str
    seconds: float
    megabytes: float


def timed(call: Callable[[], Answer], *, repeats: int = 1) -> tuple[float, Answer]:
    """Give the best processor time of several calls, all threads counted, and the last answer."""
    best = float("inf")
    for _ in range(repeats):
        began = time.process_time()
        answer = call()
        best = min(best, time.process_time() - began)
    return best, answer


def peak_megabytes() -> float:
    """Give what this process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
