"""What is unsafe or missing in a set-up, in words: what is needed, what was found, what to do."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weald.core.domain.heads import heads_file
from weald.core.domain.keys import key_file

OLDEST_SERVER = 15
LEAST_FREE_MEGABYTES = 500
GUARDS = 7
# Said here in our own words.
SAID_ALREADY = {"security.W004", "security.W008"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at: right, wrong, or (None) only worth knowing."""

    name: str
    is_right: bool | None
    need: str
    finding: str
    remedy: str

    @property
    def severity(self) -> str:
        return {True: "right", False: "wrong", None: "note"}[self.is_right]


def check_setup() -> list[Point]:
    """Look at everything; what is wrong comes with its remedy."""
    return [point for look in LOOKS for point in look()]


def look_at_mode() -> Iterator[Point]:
    mode = str(settings.WEALD_MODE)
    yield Point(
        "mode",
        True if mode == "production" else None,
        "Where people rely on it, Weald runs for production: strict cookies, addresses and logs.",
        f"It runs in the mode {mode}.",
        "Set WEALD_MODE=production.",
    )
    yield Point(
        "debug",
        not settings.DEBUG,
        "Nobody should read code and variables on an error page.",
        f"Debugging is {'on' if settings.DEBUG else 'off'}.",
        "Unset WEALD_DEBUG.",
    )
    if mode == "production":
        yield from _look_at_production()


def _look_at_production() -> Iterator[Point]:
    hosts = list(settings.ALLOWED_HOSTS)
    yield Point(
        "addresses",
        bool(hosts) and not any(host.startswith(("*", "localhost", "127.")) for host in hosts),
        "The site answers under its own names only.",
        f"It answers to {', '.join(hosts) or 'no name'}.",
        "Set WEALD_HOSTS to the site's names.",
    )
    kept = Path(settings.WEALD_DATA) / "keys" / "session"
    is_given = bool(os.environ.get("WEALD_SECRET_KEY")) or kept.exists()
    yield Point(
        "secret",
        is_given and len(settings.SECRET_KEY) >= 40,
        "Sessions are signed with a long secret that nobody knows.",
        f"The secret {'has' if is_given else 'is not kept; it has'} {len(settings.SECRET_KEY)} characters.",
        "Set WEALD_SECRET_KEY to 50 random characters, or let Weald keep one in its data folder.",
    )
    yield Point(
        "https",
        settings.SECURE_SSL_REDIRECT and settings.SESSION_COOKIE_SECURE,
        "Passwords and cookies travel over HTTPS alone.",
        f"Requests over plain HTTP are {'led to HTTPS' if settings.SECURE_SSL_REDIRECT else 'answered'}.",
        "Unset WEALD_HTTPS; behind a web server with the certificate set WEALD_BEHIND_PROXY=yes.",
    )


def look_at_server() -> Iterator[Point]:
    return judge_server(
        *_ask("""
            SELECT current_setting('server_version_num')::int / 10000,
                   EXISTS (SELECT FROM pg_extension WHERE extname = 'vector'),
                   rolname, (SELECT count(*) FROM pg_tables WHERE tableowner = rolname), rolsuper
            FROM pg_roles WHERE rolname = current_user
        """)
    )


def judge_server(
    version: int, has_vector: bool, role: str, owned: int, is_superuser: bool
) -> Iterator[Point]:
    yield Point(
        "PostgreSQL",
        version >= OLDEST_SERVER,
        f"Weald needs PostgreSQL {OLDEST_SERVER} or newer.",
        f"The server is PostgreSQL {version}.",
        "Move the database to a newer server: weald backup, weald restore.",
    )
    yield Point(
        "vector",
        True if has_vector else None,
        "Search by meaning uses the extension vector; without it words alone are searched.",
        f"The extension is {'there' if has_vector else 'missing'}.",
        "As the server's administrator: CREATE EXTENSION vector; then weald search rebuild.",
    )
    yield Point(
        "role",
        not owned and not is_superuser,
        "The site's database role owns no tables: no mistake of the site can change what guards them.",
        f"{role} owns {owned} tables{' and is a superuser' if is_superuser else ''}.",
        "Give migrations a role of their own in WEALD_OWNER_DATABASE_URL (docs/reference/settings.md).",
    )


def look_at_tables() -> Iterator[Point]:
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Point(
        "tables",
        not steps,
        "The tables are those of this version.",
        f"{steps} steps are missing." if steps else "They are.",
        "Run: weald migrate",
    )


def look_at_ledger() -> Iterator[Point]:
    """Ask the database whether the guards of the ledger stand, and whether the site could go round them."""
    may_change, guards = _ask("""
        SELECT coalesce(bool_or(has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')), false),
               (SELECT count(*) FROM pg_trigger
                WHERE tgenabled <> 'D' AND tgfoid = to_regproc('core_ledger_refuses'))
        FROM pg_class WHERE oid = to_regclass('core_entry')
    """)
    yield Point(
        "ledger's privileges",
        not may_change,
        "The site adds to the ledger and can do nothing else with it.",
        f"Its role {'may' if may_change else 'may not'} change or remove entries.",
        "REVOKE UPDATE, DELETE, TRUNCATE ON core_entry FROM the site's role.",
    )
    yield Point(
        "ledger's guards",
        guards == GUARDS,
        "The database itself refuses to change the ledger.",
        f"{guards} of {GUARDS} guards stand.",
        "Find out who switched them off; then weald verify, and ENABLE TRIGGER for each.",
    )


def look_at_heads() -> Iterator[Point]:
    """Signed heads must be written; the key must be readable to the site alone."""
    folder = heads_file().parent
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    is_writable = os.access(nearest, os.W_OK)
    yield Point(
        "signed heads",
        is_writable,
        "The ends of the ledger's chains are signed every hour into a file outside the database.",
        f"{folder} is {'writable' if is_writable else 'NOT writable'}.",
        "Make it writable to the account that runs Weald.",
    )
    mode = key_file().stat().st_mode & 0o777 if key_file().exists() else 0o600
    yield Point(
        "signing key",
        not mode & 0o077,
        "Nobody else may sign in the site's name.",
        f"The permissions of {key_file()} are {mode:o}.",
        f"chmod 600 {key_file()}",
    )


def look_at_folder() -> Iterator[Point]:
    folder = Path(settings.WEALD_DATA)
    free = shutil.disk_usage(folder).free // 2**20
    is_writable = os.access(folder, os.W_OK)
    yield Point(
        "data folder",
        is_writable and free >= LEAST_FREE_MEGABYTES,
        f"Keys and uploads need a writable folder with {LEAST_FREE_MEGABYTES} MB to spare.",
        f"{folder} is {'writable' if is_writable else 'NOT writable'}, with {free:,} MB free.",
        "Make it writable, free some space, or set WEALD_DATA to another folder.",
    )


def look_at_framework() -> Iterator[Point]:
    """Each app's own checks and Django's, those for a server included when this is one."""
    is_production = str(settings.WEALD_MODE) == "production"
    for message in run_checks(include_deployment_checks=is_production):
        if message.level >= WARNING and message.id not in SAID_ALREADY:
            name = message.id or "framework"
            yield Point(name, False, "Django and each app check themselves.", message.msg, message.hint or "")


def _ask(statement: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone())


LOOKS: tuple[Callable[[], Iterator[Point]], ...] = (
    look_at_mode,
    look_at_server,
    look_at_tables,
    look_at_ledger,
    look_at_heads,
    look_at_folder,
    look_at_framework,
)
