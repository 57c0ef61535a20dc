"""Commands on a site: each does what it says, in words or as JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Command, command, environment

from weald.cli.exits import Exit
from weald.postgres import Server


def test_migrate_makes_the_tables_once(weald: Command):
    planned = weald("migrate", "--plan")
    first = weald("migrate")
    second = weald("migrate")

    assert "core.0001_initial" in planned.stdout
    assert (first.returncode, first.stdout) == (Exit.OK, "The database is up to date.\n")
    assert "Making the tables: done" in first.stderr
    assert (second.returncode, second.stdout) == (Exit.OK, "The database was up to date already.\n")


def test_verify_finds_a_fresh_ledger_whole(site: Command):
    in_words = site("verify")
    as_json = site("verify", "--json")

    assert in_words.returncode == Exit.OK
    assert in_words.stdout.endswith("The ledger is whole.\n")
    assert json.loads(as_json.stdout)["findings"] == []


def test_check_points_at_what_is_wrong(weald: Command):
    done = weald("check")

    assert done.returncode == Exit.FINDING
    assert "WRONG  tables:" in done.stdout
    assert "weald migrate" in done.stdout


def test_check_finds_nothing_wrong_in_a_good_set_up(site: Command):
    done = site("check", "--json")

    points = {point["name"]: point["is_right"] for point in json.loads(done.stdout)}
    assert done.returncode == Exit.OK, done.stdout
    assert points["tables"] is points["role"] is points["vector"] is True
    assert False not in points.values()


def test_check_warns_of_a_role_that_owns_the_tables(site: Command, running_server: tuple[Path, Server]):
    _, server = running_server

    done = site("check", DATABASE_URL=server.owner_url("weald"))

    assert done.returncode == Exit.FINDING
    assert "WRONG  role:" in done.stdout


def test_simulate_makes_a_sector_once(own_site: Command):
    made = own_site("simulate", "--json")
    again = own_site("simulate")

    assert json.loads(made.stdout)["schools"] >= 60, made.stderr
    assert again.returncode == Exit.FINDING
    assert "written into an empty database" in again.stderr


def test_work_does_what_is_waiting_and_stops(site: Command):
    done = site("work", "--until-done")

    assert done.returncode == Exit.OK, done.stderr


def test_shell_knows_the_models(running_server: tuple[Path, Server]):
    done = subprocess.run(
        command("shell"),
        input="from weald.core.models import Entry; print('entries:', Entry.objects.count())\n",
        env=environment(WEALD_DATA=running_server[0]),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "entries: 0" in done.stdout, done.stderr


def test_manage_passes_on_to_django_as_the_owner(site: Command):
    done = site("manage", "sqlmigrate", "core", "0001")

    assert done.returncode == Exit.OK, done.stderr
    assert "CREATE TABLE" in done.stdout


@pytest.mark.parametrize("way", ["-c", "-", "file"])
def test_python_runs_in_the_environment(way: str, tmp_path: Path):
    code = "import sys, weald; print(weald.__version__, sys.argv[1:])"
    (tmp_path / "file.py").write_text(code)
    arguments = {
        "-c": ["-c", code, "--help"],
        "-": ["-", "--help"],
        "file": [tmp_path / "file.py", "--help"],
    }[way]

    done = subprocess.run(
        command("python", *arguments),
        input=code if way == "-" else None,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "0.1.0 ['--help']\n", done.stderr


def test_test_passes_on_to_pytest(weald: Command):
    done = weald("test", "--fast", "--version")

    assert done.returncode == Exit.OK
    assert "pytest" in done.stdout + done.stderr


def test_a_database_without_tables_says_what_to_do(weald: Command):
    done = weald("invite", "jo@hub.example", "--at", "Southern Hub")

    assert done.returncode == Exit.ENVIRONMENT
    assert "weald migrate" in done.stderr
    assert "Traceback" not in done.stderr
