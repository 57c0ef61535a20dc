"""A database as a file and back, with PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from weald.postgres.binaries import MAJOR, programs
from weald.postgres.problems import PostgresProblem

# What Weald made in the database; what an extension brought stays, for only a superuser can bring it back.
_RELATIONS = """
    SELECT oid::regclass::text AS name, relkind FROM pg_class AS thing
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = thing.oid AND d.deptype IN ('e', 'i'))
"""
_CLEAR, _FORGET_DEFAULTS = (Path(__file__).with_name(f"{name}.sql") for name in ("clear", "forget_defaults"))
_ROLES = sql.SQL("""
    SELECT DISTINCT grantee::regrole::text
    FROM ({}) AS ours JOIN pg_class ON oid = ours.name::regclass, aclexplode(relacl)
    WHERE grantee <> 0
""").format(sql.SQL(_RELATIONS))
# Only newer servers know this setting of the programs' own version.
_NEWER_SETTING, _NEWER = b"SET transaction_timeout = 0;", 17


def write_dump(url: str, path: Path) -> None:
    options = ["--format=custom", "--no-owner", "--exclude-extension=*", "--no-unlogged-table-data"]
    _run("pg_dump", *options, "--file", str(path), url=url)


def roles_granted(url: str) -> list[str]:
    """The roles that something in the database is granted to."""
    with psycopg.connect(url) as connection:
        return sorted(name for (name,) in connection.execute(_ROLES))


def is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute(_RELATIONS).fetchone() is None


def load_dump(url: str, path: Path, *, roles: list[str]) -> None:
    """Put the dump in place of whatever Weald keeps in the database: in one transaction, or not at all."""
    with psycopg.connect(url) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        version = connection.info.server_version // 10_000
    # Where the roles have other names, the grants that the database makes by default apply.
    has_roles = known.issuperset(roles)
    grants = [] if has_roles else ["--no-privileges"]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        script = Path(folder) / "script.sql"
        _run("pg_restore", "--no-owner", *grants, "--file", str(script), str(path))
        if version < _NEWER:
            _blank_out(script, _NEWER_SETTING)
        scripts = [_CLEAR, *([_FORGET_DEFAULTS] if has_roles else []), script]
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run("psql", *options, "--output=/dev/null", *(f"--file={file}" for file in scripts), url=url)


def _blank_out(script: Path, words: bytes) -> None:
    with script.open("r+b") as file:
        head = file.read(4096)
        file.seek(0)
        file.write(head.replace(words, b" " * len(words)))


def _run(program: str, *arguments: str, url: str | None = None) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment["LC_ALL"] = "C"
    command = [str(programs() / program), *arguments]
    if url is not None:
        # The password goes by the environment: other users can read a command line.
        place = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        environment["PGPASSWORD"] = place.pop("password", "")
        command += ["--dbname", make_conninfo("", **place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own
    if done.returncode:
        raise _explained(program, done.stderr)


def _explained(program: str, errors: str) -> PostgresProblem:
    remedy = "Nothing was changed. Put right what it says, then run the command again."
    if "server version mismatch" in errors:
        remedy = f"The server is newer than Weald's programs ({MAJOR}): use the server's own back-up for now."
    telling = [line for line in errors.splitlines() if "error" in line.lower()]
    finding = telling[0] if telling else errors.strip() or "It said nothing."
    return PostgresProblem(f"Weald uses {program} for this.", finding, remedy)
