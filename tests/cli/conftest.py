from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from weald.postgres import Cluster, Server, copy_database, drop_database, ensure_database

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**settings: object) -> dict[str, str]:
    """The test's own environment without what it tells Weald, and with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEALD_", "DATABASE_"))}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {name: str(value) for name, value in settings.items()}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-P", "-m", "weald.cli", *map(str, arguments)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty data folder that the database's account can reach."""
    place = Path(tempfile.mkdtemp(prefix="weald-cli-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def weald(folder: Path) -> Command:
    """Run one command to its end on the empty data folder."""

    def run(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments),
            env=environment(**{"WEALD_DATA": folder} | settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def running_server() -> Iterator[tuple[Path, Server]]:
    """A server that stays up while commands come and go: they need not start one each time."""
    place = Path(tempfile.mkdtemp(prefix="weald-cli-site-"))
    place.chmod(0o711)
    with Cluster(place, durable=False).running() as server:
        ensure_database(server, "weald")
        done = subprocess.run(
            command("migrate"), env=environment(WEALD_DATA=place), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        yield place, server
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def site(running_server: tuple[Path, Server], weald: Command) -> Command:
    """Run one command on a site whose tables are made."""
    place, _ = running_server

    def run(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
        return weald(*arguments, **{"WEALD_DATA": place} | settings)

    return run


@pytest.fixture
def own_site(running_server: tuple[Path, Server], site: Command) -> Iterator[Command]:
    """Run one command on a site with a database that this test alone fills."""
    _, server = running_server
    copy_database(server, "weald", "own")
    urls = {"DATABASE_URL": server.web_url("own"), "WEALD_OWNER_DATABASE_URL": server.owner_url("own")}
    yield lambda *arguments: site(*arguments, **urls)
    drop_database(server, "own")


@pytest.fixture
def empty_database(running_server: tuple[Path, Server]) -> Iterator[str]:
    """The owner's address of an empty database on the running server."""
    _, server = running_server
    ensure_database(server, "other")
    yield server.owner_url("other")
    drop_database(server, "other")
