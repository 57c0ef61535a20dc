"""Clients that ask a server for pages as fast as it answers, and what that costs the server."""

from __future__ import annotations

import http
import http.client
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CLIENTS = 2
WARM_UP = 5  # requests of each kind before anything is measured
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page, and addresses of it that clients ask for in turn."""

    name: str
    paths: tuple[str, ...]


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

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = {"Cookie": cookie, "Accept": "text/html", "Host": parts.netloc}

    def get(self, path: str) -> tuple[int, int]:
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        return answer.status, len(answer.read())


def _ask(
    address: str, cookie: str, paths: Sequence[str], until: float, offset: int
) -> list[tuple[float, int, int]]:
    client, taken, number = Client(address, cookie), [], offset
    while time.perf_counter() < until:
        began = time.perf_counter()
        status, size = client.get(paths[number % len(paths)])
        taken.append((time.perf_counter() - began, status, size))
        number += CLIENTS
    return taken


def under_load(
    kinds: Iterable[Kind], *, address: str, cookie: str, servers: Sequence[int], seconds: float
) -> Iterable[Load]:
    """Ask for one kind after the other from two clients at once. `servers` are the roots of process trees."""
    for kind in kinds:
        client = Client(address, cookie)
        for path in (kind.paths * WARM_UP)[:WARM_UP]:
            client.get(path)
        with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
            spent, began = processor_seconds(servers), time.perf_counter()
            asks = [(address, cookie, kind.paths, began + seconds, offset) for offset in range(CLIENTS)]
            taken = [one for many in pool.starmap(_ask, asks) for one in many]
            lasted = time.perf_counter() - began
            spent = processor_seconds(servers) - spent
        times = sorted(1000 * second for second, _, _ in taken)
        yield Load(
            kind=kind.name,
            requests=len(taken),
            failed=sum(status != http.HTTPStatus.OK for _, status, _ in taken),
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
