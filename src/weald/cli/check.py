from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weald.cli.exits import Exit
from weald.cli.site import site

OLDEST_SERVER = 15
_LEAST_FREE_MEGABYTES = 500


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at: right, wrong, or (None) only worth knowing."""

    name: str
    is_right: bool | None
    finding: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the points for a program to read.")
def check(as_json: bool) -> int:
    """Say what is unsafe or missing in this set-up, and what to do about it.

    Ends with code 1 if anything is wrong. With WEALD_MODE=production it asks for more.
    """
    with site():
        points = [point for look in LOOKS for point in look()]
    if as_json:
        click.echo(json.dumps([asdict(point) for point in points], indent=2))
    else:
        for point in points:
            click.echo(_in_words(point))
    return Exit.FINDING if any(point.is_right is False for point in points) else Exit.OK


def _in_words(point: Point) -> str:
    mark = {True: "right", False: "WRONG", None: "note "}[point.is_right]
    remedy = f"\n       {point.remedy}" if point.remedy and not point.is_right else ""
    return f"{mark}  {point.name}: {point.finding}{remedy}"


def look_at_mode() -> Iterator[Point]:
    mode = str(settings.WEALD_MODE)
    remedy = "Set WEALD_MODE=production where people rely on it: cookies and addresses are then strict."
    yield Point("mode", True if mode == "production" else None, f"Weald runs in the mode {mode}.", remedy)
    finding = f"Debugging is {'on' if settings.DEBUG else 'off'}."
    yield Point("debugging", not settings.DEBUG, finding, "Unset WEALD_DEBUG.")
    if mode == "production":
        hosts = list(settings.ALLOWED_HOSTS)
        finding = f"The site answers to {', '.join(hosts) or 'no address'}."
        yield Point("addresses", bool(hosts) and "*" not in hosts, finding, "Set WEALD_HOSTS to its names.")


def look_at_framework() -> Iterator[Point]:
    """Django's own checks, those for a server included when this is one."""
    found = run_checks(include_deployment_checks=str(settings.WEALD_MODE) == "production")
    serious = [message for message in found if message.level >= WARNING]
    for message in serious:
        yield Point(message.id or "framework", False, str(message.msg), str(message.hint or ""))
    if not serious:
        yield Point("framework", True, "Django's own checks find nothing.")


def look_at_server() -> Iterator[Point]:
    version = ask("SHOW server_version_num") // 10_000
    finding = f"The server is PostgreSQL {version}."
    yield Point("PostgreSQL", version >= OLDEST_SERVER, finding, f"Use version {OLDEST_SERVER} or newer.")
    has_vector = bool(ask("SELECT count(*) FROM pg_extension WHERE extname = 'vector'"))
    finding = f"The extension vector is {'there' if has_vector else 'missing: search goes by words alone'}."
    remedy = "As the server's administrator, in Weald's database: CREATE EXTENSION vector"
    yield Point("vector", True if has_vector else None, finding, remedy)
    owned = ask("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    rules_all = ask("SELECT rolsuper::int FROM pg_roles WHERE rolname = current_user")
    finding = f"The site's role owns {owned} tables{' and may do anything' if rules_all else ''}."
    remedy = "Give the site a role that owns none (docs/how-to/run-in-production.md)."
    yield Point("role", not owned and not rules_all, finding, remedy)


def ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def look_at_tables() -> Iterator[Point]:
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finding = f"{steps} steps are missing." if steps else "The tables are those of this version."
    yield Point("tables", not steps, finding, "Run: weald migrate")


def look_at_folder() -> Iterator[Point]:
    folder = Path(settings.WEALD_DATA)
    free = shutil.disk_usage(folder).free // 2**20
    is_writable = os.access(folder, os.W_OK)
    yield Point(
        "data folder",
        is_writable and free >= _LEAST_FREE_MEGABYTES,
        f"{folder} is {'writable' if is_writable else 'NOT writable'}, with {free:,} MB free.",
        f"Weald keeps keys and uploads there: make it writable, with {_LEAST_FREE_MEGABYTES} MB to spare.",
    )


LOOKS: tuple[Callable[[], Iterator[Point]], ...] = (
    look_at_mode,
    look_at_server,
    look_at_tables,
    look_at_folder,
    look_at_framework,
)
