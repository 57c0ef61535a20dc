"""The pages at nation size under load from two clients, beside a peer on its own much smaller data.

    WEALD_DATA=FOLDER ./weald simulate --size nation
    WEALD_DATA=FOLDER PYTHONPATH=src:. python -m bench.load --peer PYTHON --seconds 20

PYTHON is an interpreter that has pretalx, psycopg, Faker, freezegun and gunicorn; without one there is no
peer. Clients, servers and database share the machine: what is shown is what two cores do all together.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.clients import Kind, Load, under_load

from weald.cli.site import site
from weald.postgres import ensure_database

PER_KIND = 40  # different pages of a kind, asked for in turn
PROCESSES = 2
QUERIES = ("phonics", "fluency in maths", "attendence", "retrieval practice science", "writing boys")
HEADINGS = ("page", "requests/s", "p50 ms", "p95 ms", "CPU ms", "queries", "kB", "failed")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a server, and end it afterwards."""
    with subprocess.Popen(  # noqa: S603 -- our own words
        command, stdout=subprocess.PIPE, text=True, env=dict(environment)
    ) as server:
        try:
            yield server
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 -- our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def our_pages() -> tuple[str, list[Kind], dict[str, int]]:
    """Sign an ordinary teacher in, choose pages they may see, and count the queries of each kind."""
    from django.conf import settings  # noqa: PLC0415 -- after the site is set up, as all below
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.test import Client  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    from weald.communities.models import Enrolment  # noqa: PLC0415 -- as above
    from weald.core.permissions import visible  # noqa: PLC0415 -- as above
    from weald.people.models import User  # noqa: PLC0415 -- as above
    from weald.people.queries.actor import actor_for  # noqa: PLC0415 -- as above
    from weald.practices.models import Practice  # noqa: PLC0415 -- as above

    teacher = User.objects.get(pk=Enrolment.objects.order_by("pk")[1_000].person_id)
    actor = actor_for(teacher)
    practices = list(
        visible(Practice.objects.order_by("-changed_at"), actor).values_list("pk", flat=True)[:PER_KIND]
    )
    mine = Enrolment.objects.filter(person=teacher).values_list("community_id", flat=True)
    kinds = [
        Kind("Today", ("/today",)),
        Kind("library", ("/practices/", "/practices/?page=2", "/practices/?subject=mathematics")),
        Kind("a practice", tuple(f"/practices/{pk}" for pk in practices)),
        Kind("its lineage", tuple(f"/practices/{pk}/lineage" for pk in practices)),
        Kind("a community", tuple(f"/communities/{pk}" for pk in mine)),
        Kind("search", tuple(f"/search?q={words.replace(' ', '+')}" for words in QUERIES)),
    ]
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(teacher, backend="django.contrib.auth.backends.ModelBackend")
    queries = {}
    for kind in kinds:
        client.get(kind.paths[0])
        with CaptureQueriesContext(connection) as seen:
            client.get(kind.paths[0])
        queries[kind.name] = len(seen)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}", kinds, queries


def table(title: str, loads: Sequence[Load], queries: Mapping[str, int]) -> str:
    rows = [
        f"| {load.kind} | {load.per_second:.1f} | {load.p50:.0f} | {load.p95:.0f} | {load.cpu:.1f} "
        f"| {queries[load.kind]} | {load.kilobytes:.0f} | {load.failed} |"
        for load in loads
    ]
    return "\n".join([f"\n{title}\n", f"| {' | '.join(HEADINGS)} |", "|---" * len(HEADINGS) + "|", *rows])


def sizes() -> str:
    from weald.core.models import Entry  # noqa: PLC0415 -- after the site is set up
    from weald.people.models import User  # noqa: PLC0415 -- as above
    from weald.practices.models import Practice  # noqa: PLC0415 -- as above

    return (
        f"Weald: {Practice.objects.count():,} practices, {User.objects.count():,} people, "
        f"{Entry.objects.count():,} entries of the ledger"
    )


def measure_ours(seconds: float, database: int) -> None:
    cookie, kinds, queries = our_pages()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "weald.cli", "serve", "--port", str(port), "--processes", str(PROCESSES)]
    with serving(command, os.environ) as server:
        wait_for(f"{address}/healthz")
        loads = list(
            under_load(kinds, address=address, cookie=cookie, servers=(server.pid, database), seconds=seconds)
        )
    print(table(sizes(), loads, queries), flush=True)


def measure_peer(python: str, folder: Path, url: str, seconds: float, database: int) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [python, str(Path(__file__).with_name("pretalx_peer.py")), str(folder), url, str(port)]
    theirs = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with serving(command, theirs) as server:
        said = (line for line in server.stdout or () if line.startswith("{"))
        told = json.loads(next(said))
        kinds = [Kind(name, tuple(paths)) for name, paths in told["pages"].items()]
        wait_for(f"{address}{kinds[0].paths[0]}")
        loads = list(
            under_load(
                kinds,
                address=address,
                cookie=told["cookie"],
                servers=(server.pid, database),
                seconds=seconds,
            )
        )
    print(table(f"pretalx: {told['rows']} sessions", loads, told["queries"]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", metavar="PYTHON", default="")
    parser.add_argument("--seconds", type=float, default=20.0)
    chosen = parser.parse_args()
    with site() as cluster:
        if cluster is None:
            raise SystemExit("The load is measured on a data folder: leave DATABASE_URL unset.")
        database = int(next(Path(os.environ["WEALD_DATA"]).rglob("postmaster.pid")).read_text().split()[0])
        measure_ours(chosen.seconds, database)
        if chosen.peer:
            with cluster.running() as server, tempfile.TemporaryDirectory() as folder:
                ensure_database(server, "pretalx")
                measure_peer(chosen.peer, Path(folder), server.owner_url("pretalx"), chosen.seconds, database)


if __name__ == "__main__":
    main()
