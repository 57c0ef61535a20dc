"""The PostgreSQL that tests run on: one for the whole run, in it a database for each test process.

Migrations run once, into a template; every database is a copy of it, so one that a test has written to
is thrown away and copied again rather than emptied (the ledger refuses to be emptied).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from weald.postgres import (
    Cluster,
    PostgresProblem,
    Server,
    copy_database,
    database_exists,
    drop_database,
    ensure_database,
)
from weald.postgres.locks import FileLock, wait_for

TEMPLATE = "weald_test_template"
MADE_BY_TESTS = ("weald-tests-", "weald-cli-", "weald-postgres-")


class Host(Protocol):
    """A server that databases can be made on."""

    def web_url(self, database: str) -> str: ...
    def owner_url(self, database: str) -> str: ...
    def make(self, database: str) -> None: ...
    def copy(self, template: str, database: str) -> None: ...
    def drop(self, database: str) -> None: ...
    def has(self, database: str) -> bool: ...


class EmbeddedHost:
    def __init__(self, server: Server) -> None:
        self._server = server
        self.web_url = server.web_url
        self.owner_url = server.owner_url

    def make(self, database: str) -> None:
        ensure_database(self._server, database)

    def copy(self, template: str, database: str) -> None:
        copy_database(self._server, template, database)

    def drop(self, database: str) -> None:
        drop_database(self._server, database)

    def has(self, database: str) -> bool:
        return database_exists(self._server, database)


class GivenHost:
    """The server of DATABASE_URL, whose role must be allowed to create databases."""

    def __init__(self, url: str) -> None:
        self._url = url

    def web_url(self, database: str) -> str:
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    owner_url = web_url

    def make(self, database: str) -> None:
        self._run("CREATE DATABASE {}", database)

    def copy(self, template: str, database: str) -> None:
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def has(self, database: str) -> bool:
        with psycopg.connect(self._url) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is not None

    def _run(self, words: str, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(words).format(*map(sql.Identifier, names)))


class OwnDatabase:
    """This process's database and the way back to its first state."""

    def __init__(self, host: Host, template: str, name: str) -> None:
        self._host = host
        self._template = template
        self._name = name
        self.web_url = host.web_url(name)
        self.owner_url = host.owner_url(name)

    def renew(self) -> None:
        self.drop()
        self._host.copy(self._template, self._name)

    def drop(self) -> None:
        self._host.drop(self._name)


@contextmanager
def own_database(folder: Path, given_url: str, migrate: Callable[[str], None]) -> Iterator[OwnDatabase]:
    """A database of this process's own, copied from the template, which the first process makes."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with _host(folder, given_url) as (host, prefix):
        template = f"{prefix}{TEMPLATE}"
        with wait_for(FileLock(folder / "template.lock"), seconds=300):
            if not (folder / "template.made").exists():
                host.drop(template)
                host.make(template)
                migrate(host.owner_url(template))
                (folder / "template.made").touch()
        database = OwnDatabase(host, template, f"{prefix}weald_test_{worker}")
        database.renew()
        yield database
        database.drop()


def sweep_up() -> None:
    """Stop and remove what earlier runs left that were killed before they could."""
    folders = (path for kind in MADE_BY_TESTS for path in Path(tempfile.gettempdir()).glob(f"{kind}*"))
    for folder in folders:
        cluster = Cluster(folder, durable=False)
        try:
            # No test takes an hour: a younger one may belong to a run that is only between two commands.
            if time.time() - cluster.layout.users_lock.stat().st_mtime < 3600:
                continue
            with FileLock(cluster.layout.users_lock) as users:
                is_abandoned = users.claim()
            if is_abandoned:
                if cluster.is_alive():
                    with cluster.running():
                        pass
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, PostgresProblem):
            continue  # another user's, or another run sweeps it up


@contextmanager
def _host(folder: Path, given_url: str) -> Iterator[tuple[Host, str]]:
    if given_url:
        # Other runs may use that server too.
        yield GivenHost(given_url), f"{folder.name.replace('-', '_')}_"
        return
    with Cluster(folder, durable=False).running() as server:
        yield EmbeddedHost(server), ""
