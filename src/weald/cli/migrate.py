from __future__ import annotations

import contextlib
from typing import Any

import click
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weald.cli.growing import growing_picture
from weald.cli.progress import Report, watching
from weald.cli.site import site


@click.command()
@click.option("--plan", is_flag=True, help="Only say what would be done.")
def migrate(plan: bool) -> None:
    """Bring the database up to date with this version of Weald.

    Run it after every update, before `weald serve`. What is stored is kept; back up first all the same.
    """
    with site(as_owner=True):
        if plan:
            call_command("migrate", plan=True)
        elif bring_up_to_date():
            click.echo("The database is up to date.")
        else:
            click.echo("The database was up to date already.")


def bring_up_to_date() -> bool:
    """Apply what this database still lacks; says whether there was anything."""
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        is_empty = not executor.loader.applied_migrations
        quickly = growing_picture() if is_empty else contextlib.nullcontext()
        with watching("Making the tables") as report, quickly:
            call_command(_Watched(report, len(steps)), verbosity=0, interactive=False)
    return bool(steps)


class _Watched(DjangoMigrate):
    def __init__(self, report: Report, total: int) -> None:
        super().__init__()
        self._report = report
        self._total = total
        self._done = 0

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:  # noqa: ANN401 - Django's own
        self._done += action == "apply_success"
        self._report(self._done, self._total)
