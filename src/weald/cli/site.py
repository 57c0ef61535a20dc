"""The data folder and the database a command works with; Django is set up only when one is asked for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
import platformdirs
from django.conf import settings
from django.db import connections

from weald.postgres import Cluster, Server, ensure_database

SITE, DEMO = "weald", "weald_demo"


def data_folder() -> Path:
    """Where everything Weald keeps lives. Root's own folders are closed to the database's account."""
    chosen = os.environ.get("WEALD_DATA", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path("/var/lib/weald") if os.geteuid() == 0 else platformdirs.user_data_path("weald")


@contextlib.contextmanager
def database(name: str = SITE) -> Iterator[Cluster | None]:
    """Name the database in the environment; where none is given, run the embedded one meanwhile."""
    folder = data_folder()
    os.environ["WEALD_DATA"] = str(folder)
    if os.environ.get("DATABASE_URL", "").strip():
        yield None
        return
    cluster = Cluster(folder)
    with cluster.running() as server:
        ensure_database(server, name)
        point_at(server, name)
        yield cluster


def point_at(server: Server, name: str) -> None:
    os.environ["DATABASE_URL"] = server.web_url(name)
    os.environ["WEALD_OWNER_DATABASE_URL"] = server.owner_url(name)


@contextlib.contextmanager
def site(name: str = SITE, *, as_owner: bool = False) -> Iterator[Cluster | None]:
    """The database, and Django set up on it."""
    with database(name) as cluster:
        set_up_django(as_owner=as_owner)
        try:
            yield cluster
        finally:
            connections.close_all()


def set_up_django(*, as_owner: bool) -> None:
    """Set Django up; the owner's role is for commands that change tables."""
    os.environ["WEALD_AS_OWNER"] = "yes" if as_owner else "no"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.settings")
    if settings.configured:
        return
    django.setup()
