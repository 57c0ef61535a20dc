"""A throw-away PostgreSQL with nothing in it but what search needs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from weald.postgres import Cluster, ensure_database

NAME = "weald_search"


@contextmanager
def place(kept: str = "") -> Iterator[None]:
    """Start a database in a folder of its own, set Django up on it; `kept`: a folder to keep it in."""
    with tempfile.TemporaryDirectory(prefix="weald-search-") as temporary:
        folder = Path(kept or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        with Cluster(folder).running() as server:
            ensure_database(server, NAME)
            os.environ |= {
                "WEALD_DATA": str(folder),
                "WEALD_MODE": "test",
                "DATABASE_URL": server.web_url(NAME),
                "WEALD_OWNER_DATABASE_URL": server.owner_url(NAME),
                "WEALD_AS_OWNER": "yes",
                "DJANGO_SETTINGS_MODULE": "weald.settings",
            }
            django.setup()
            from weald.search.registry import SOURCES  # noqa: PLC0415 -- after django.setup()

            SOURCES.clear()
            for app in ("core", "search", "procrastinate"):
                call_command("migrate", app, verbosity=0, skip_checks=True)
            yield
