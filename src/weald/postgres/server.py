"""A running server: how to reach it, and the roles and databases in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from weald.postgres.layout import MANAGER, OWNER, WEB, Passwords

PORT = 5432  # names the socket; nothing listens on the network


@dataclass(frozen=True, slots=True)
class Server:
    socket_folder: Path
    passwords: Passwords

    def url(self, role: str, database: str) -> str:
        password = quote(self.passwords.of(role), safe="")
        place = quote(str(self.socket_folder), safe="")
        return f"postgresql://{role}:{password}@/{quote(database)}?host={place}&port={PORT}"

    def web_url(self, database: str) -> str:
        """For web processes and workers: a role that owns nothing."""
        return self.url(WEB, database)

    def owner_url(self, database: str) -> str:
        """For migrations: the role that owns the tables."""
        return self.url(OWNER, database)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """As the manager, each statement for itself."""
        return psycopg.connect(self.url(MANAGER, database), autocommit=True, connect_timeout=10)


def prepare_roles(connection: psycopg.Connection, passwords: Passwords) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role in {OWNER, WEB} - known:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), passwords.of(role))
        )


def database_exists(server: Server, name: str) -> bool:
    with server.connect() as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def ensure_database(server: Server, name: str) -> None:
    """Make the database if it is not there, owned by the owner and open to the web role."""
    if database_exists(server, name):
        return
    # Under another name until it is complete: an interrupted set-up leaves nothing half-made.
    unfinished = f"{name}_unfinished"
    drop_database(server, unfinished)
    with server.connect() as connection:
        connection.execute(_statement("CREATE DATABASE {} OWNER {}", unfinished, OWNER))
        connection.execute(_statement("REVOKE ALL ON DATABASE {} FROM PUBLIC", unfinished))
        connection.execute(_statement("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", unfinished, WEB))
    with server.connect(unfinished) as connection:
        for words in _PRIVILEGES:
            connection.execute(_statement(words, OWNER, WEB))
        connection.execute("CREATE EXTENSION vector")
    rename_database(server, unfinished, name)


_DEFAULTS = "ALTER DEFAULT PRIVILEGES FOR ROLE {0} IN SCHEMA public GRANT"
_PRIVILEGES = (
    "ALTER SCHEMA public OWNER TO {0}",
    "GRANT USAGE ON SCHEMA public TO {1}",
    f"{_DEFAULTS} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{1}}",
    f"{_DEFAULTS} USAGE, SELECT, UPDATE ON SEQUENCES TO {{1}}",
)


def copy_database(server: Server, template: str, name: str) -> None:
    """A copy in one stroke; nobody may be connected to the template."""
    with server.connect() as connection:
        connection.execute(
            _statement("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy", name, template, OWNER)
        )
        connection.execute(_statement("REVOKE ALL ON DATABASE {} FROM PUBLIC", name))
        connection.execute(_statement("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", name, WEB))


def drop_database(server: Server, name: str) -> None:
    """Remove the database, whoever is connected to it."""
    with server.connect() as connection:
        connection.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def rename_database(server: Server, name: str, to: str) -> None:
    with server.connect() as connection:
        connection.execute(_statement("ALTER DATABASE {} RENAME TO {}", name, to))


def _statement(words: str, *names: str) -> sql.Composed:
    return sql.SQL(words).format(*(sql.Identifier(name) for name in names))
