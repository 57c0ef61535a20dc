"""Clients that ask a server for pages as fast as it answers, and what that costs the server."""

from __future__ import annotations

import http
import http.client
import itertools
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CLIENTS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ask:
    """A page as one signed-in person asks for it, and words that the right answer has."""

    path: str
    cookie: str
    says: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: what clients ask for in turn."""

    name: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What a kind of page took under load."""

    kind: str
    requests: int
    failed: int
    per_second: float
    p50: float  # milliseconds
    p95: float
    cpu: float  # milliseconds of processor a request, the database's included
    kilobytes: float


class Client:
    """One connection, kept open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = {"Accept": "text/html", "Host": parts.netloc}

    def get(self, ask: Ask) -> tuple[bool, int]:
        """Say whether the answer is the right one, and how long it is."""
        self._connection.request("GET", ask.path, headers=self._headers | {"Cookie": ask.cookie})
        answer = self._connection.getresponse()
        text = answer.read()
        return answer.status == http.HTTPStatus.OK and ask.says.encode() in text, len(text)


def _ask(address: str, asks: Sequence[Ask], until: float, offset: int) -> list[tuple[float, bool, int]]:
    client, taken = Client(address), []
    for ask in itertools.islice(itertools.cycle(asks), offset, None, CLIENTS):
        began = time.perf_counter()
        is_right, size = client.get(ask)
        taken.append((time.perf_counter() - began, is_right, size))
        if time.perf_counter() > until:
            break
    return taken


def check(kinds: Iterable[Kind], address: str) -> None:
    """Ask for every page, which also warms the servers: nothing is measured before all are right."""
    client = Client(address)
    for kind in kinds:
        for ask in kind.asks:
            is_right, _ = client.get(ask)
            if not is_right:
                raise SystemExit(f"{kind.name}: {ask.path} does not say “{ask.says}”")


def under_load(
    kinds: Iterable[Kind], *, address: str, servers: Sequence[int], seconds: float
) -> Iterable[Load]:
    """Ask for one kind after the other from two clients at once. `servers` are the roots of process trees."""
    for kind in kinds:
        with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
            spent, began = processor_seconds(servers), time.perf_counter()
            asks = [(address, kind.asks, began + seconds, offset) for offset in range(CLIENTS)]
            taken = [one for many in pool.starmap(_ask, asks) for one in many]
            lasted = time.perf_counter() - began
            spent = processor_seconds(servers) - spent
        times = sorted(1000 * second for second, _, _ in taken)
        yield Load(
            kind=kind.name,
            requests=len(taken),
            failed=sum(not is_right for _, is_right, _ in taken),
            per_second=len(taken) / lasted,
            p50=statistics.median(times),
            p95=times[int(0.95 * (len(times) - 1))],
            cpu=1000 * spent / len(taken),
            kilobytes=statistics.mean(size for _, _, size in taken) / 1024,
        )


def processor_seconds(roots: Sequence[int]) -> float:
    """Add up what process trees have used, ended children included."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        pid = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        used[pid] = sum(int(field) for field in fields[11:15]) / TICKS
    waiting, total = list(roots), 0.0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total
