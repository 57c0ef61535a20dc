"""The pages at nation size under load from two clients, beside a peer on its own much smaller data.

    WEALD_DATA=FOLDER ./weald simulate --size nation      (then bench.crowd, search rebuild, bench.talk)
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
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from bench.clients import Ask, Kind, Load, check, under_load

from weald.cli.site import site
from weald.postgres import ensure_database

if TYPE_CHECKING:
    from weald.people.models import User

PEOPLE = 12  # who ask in turn, each for pages of their own
COUNTED = 3  # pages of a kind whose queries are counted
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
        except OSError:  # not there yet, or still too busy to say so
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def somebody() -> list[User]:
    """Choose people across the country who wrote a practice that the whole sector may read."""
    from weald.people.models import User  # noqa: PLC0415 -- after the site is set up, as all below
    from weald.practices.models import Practice  # noqa: PLC0415 -- as above

    wrote = Practice.objects.filter(audience="sector", made_by__enrolments__left_on__isnull=True)
    authors = list(wrote.order_by("made_by").values_list("made_by", flat=True).distinct())
    chosen = authors[:: max(1, len(authors) // PEOPLE)][:PEOPLE]
    return list(User.objects.filter(pk__in=chosen).order_by("pk"))


def pages_of(person: User, cookie: str) -> Iterator[tuple[str, Ask]]:
    """Give what one person asks for, each with words that the right answer has."""
    from weald.communities.models import Community  # noqa: PLC0415 -- after the site is set up, as all below
    from weald.core.permissions import visible  # noqa: PLC0415 -- as above
    from weald.people.queries.actor import actor_for  # noqa: PLC0415 -- as above
    from weald.practices.models import Practice  # noqa: PLC0415 -- as above
    from weald.schools.enums import Kind as Sort  # noqa: PLC0415 -- as above
    from weald.schools.models import Organisation  # noqa: PLC0415 -- as above
    from weald.search.domain.finding import find  # noqa: PLC0415 -- as above

    actor = actor_for(person)
    yield "Today", Ask("/today", cookie, escape(person.name.split(" ")[0]))
    newest = visible(Practice.objects.filter(origin=None, withdrawn_at=None), actor).order_by(
        "-changed_at", "pk"
    )
    for address, found in (
        ("/practices/", newest),
        ("/practices/?page=2", newest[25:]),
        ("/practices/?subject=mathematics", newest.filter(subject="mathematics")),
        ("/practices/?sort=-adopted", newest.order_by("-in_use", "pk")),
    ):
        yield "library", Ask(address, cookie, escape(found[0].title))
    adapted = visible(Practice.objects.filter(origin__isnull=False), actor).order_by("-in_use", "pk")
    for one in (*newest[person.pk % 40 :][:2], *adapted[person.pk % 40 :][:1]):
        yield "a practice", Ask(f"/practices/{one.pk}", cookie, escape(one.title))
        yield "its lineage", Ask(f"/practices/{one.pk}/lineage", cookie, escape(one.title))
    for mine in Community.objects.filter(enrolments__person=person, enrolments__left_on=None):
        yield "a community", Ask(f"/communities/{mine.pk}", cookie, escape(mine.name))
    for words in QUERIES:
        best = find(words, by=actor).documents[0].title
        yield "search", Ask(f"/search?q={quote_plus(words)}", cookie, escape(best))
    yield "communities", Ask("/communities/?tab=all", cookie, "Everybody who teaches")
    yield "schools", Ask("/schools/", cookie, "25,000 schools")
    for place in Organisation.objects.filter(pk__in=actor.trusts, kind__in=[Sort.SCHOOL, Sort.TRUST])[:3]:
        kind = "a trust" if place.kind == Sort.TRUST else "a school"
        number = place.identifiers.get(scheme="uid" if place.kind == Sort.TRUST else "urn").value
        prefix = "trusts/" if place.kind == Sort.TRUST else ""
        yield kind, Ask(f"/schools/{prefix}{number}", cookie, escape(place.name))
    yield "contribution", Ask(f"/contribution/people/{person.pk}", cookie, "What did you give and receive?")


def our_pages() -> tuple[list[Kind], dict[str, int]]:
    """Sign people in, choose pages they may see, and count the most queries a page of each kind takes."""
    from django.conf import settings  # noqa: PLC0415 -- after the site is set up, as all below
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.test import Client  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    asks: dict[str, list[Ask]] = {}
    queries: dict[str, int] = {}
    for person in somebody():
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        for kind, ask in pages_of(person, f"{name}={client.cookies[name].value}"):
            asks.setdefault(kind, []).append(ask)
            if len(asks[kind]) > COUNTED:
                continue
            client.get(ask.path)
            with CaptureQueriesContext(connection) as seen:
                client.get(ask.path)
            queries[kind] = max(queries.get(kind, 0), len(seen))
    return [Kind(kind, tuple(several)) for kind, several in asks.items()], queries


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


def measure(kinds: list[Kind], address: str, servers: Sequence[int], seconds: float) -> list[Load]:
    """Check every page, then measure; says so, for whoever keeps the machine quiet meanwhile."""
    print(f"{address}: checking", file=sys.stderr, flush=True)
    check(kinds, address)
    print(f"{address}: measuring", file=sys.stderr, flush=True)
    loads = list(under_load(kinds, address=address, servers=servers, seconds=seconds))
    print(f"{address}: measured", file=sys.stderr, flush=True)
    return loads


def measure_ours(seconds: float, database: int) -> None:
    kinds, queries = our_pages()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "weald.cli", "serve", "--port", str(port), "--processes", str(PROCESSES)]
    with serving(command, os.environ) as server:
        wait_for(f"{address}/healthz")
        loads = measure(kinds, address, (server.pid, database), seconds)
    print(table(sizes(), loads, queries), flush=True)


def measure_peer(python: str, folder: Path, url: str, seconds: float, database: int) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [python, str(Path(__file__).with_name("pretalx_peer.py")), str(folder), url, str(port)]
    theirs = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with serving(command, theirs) as server:
        said = (line for line in server.stdout or () if line.startswith("{"))
        told = json.loads(next(said))
        kinds = [
            Kind(name, tuple(Ask(path, told["cookie"], says) for path, says in pages))
            for name, pages in told["pages"].items()
        ]
        wait_for(f"{address}{kinds[0].asks[0].path}")
        loads = measure(kinds, address, (server.pid, database), seconds)
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
                name = f"pretalx_{os.getpid()}"  # what an earlier run left would be set up twice
                ensure_database(server, name)
                measure_peer(chosen.peer, Path(folder), server.owner_url(name), chosen.seconds, database)


if __name__ == "__main__":
    main()
