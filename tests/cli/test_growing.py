"""The first tables are made in a quicker way than later ones: they must come out the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cli.conftest import environment

from weald.postgres import Server, drop_database, ensure_database

pytestmark = pytest.mark.slow

# Everything a database holds but rows: each line names a thing and says what it is.
COLUMNS = """
    SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
    SELECT format('%s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = """
    SELECT format('%s %s', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
RIGHTS = """
    SELECT format('%s %s %s', table_name, grantee, privilege_type)
    FROM information_schema.role_table_grants WHERE table_schema = 'public'
"""
APPLIED = "SELECT format('%s.%s', app, name) FROM django_migrations"
ASKED = (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS, RIGHTS, APPLIED)


def shape_of(url: str) -> dict[str, set[str]]:
    with psycopg.connect(url) as connection:
        return {asked: {row[0] for row in connection.execute(asked)} for asked in ASKED}


@pytest.fixture
def made_step_by_step(running_server: tuple[Path, Server]) -> Iterator[str]:
    """The address of a database whose tables Django's own command has made."""
    place, server = running_server
    ensure_database(server, "steps")
    settings = environment(
        WEALD_DATA=place,
        WEALD_AS_OWNER="yes",
        DATABASE_URL=server.web_url("steps"),
        WEALD_OWNER_DATABASE_URL=server.owner_url("steps"),
        DJANGO_SETTINGS_MODULE="weald.settings",
    )
    subprocess.run([sys.executable, "-P", "-m", "django", "migrate", "-v0"], env=settings, check=True)
    yield server.owner_url("steps")
    drop_database(server, "steps")


def test_first_tables_come_out_as_django_makes_them(
    running_server: tuple[Path, Server], made_step_by_step: str
):
    expected = shape_of(made_step_by_step)

    made = shape_of(running_server[1].owner_url("weald"))

    assert all(expected.values())
    for asked in ASKED:
        assert made[asked] == expected[asked]
