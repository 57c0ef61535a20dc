from __future__ import annotations

import click
from django.core.management import call_command

from weald.cli.places import site


@click.command()
@click.option("--plan", is_flag=True, help="Only say what would be done.")
def migrate(plan: bool) -> None:
    """Bring the database up to date with this version of Weald.

    Run it after every update, before `weald serve`. What is stored is kept; back up first all the same.
    """
    with site(as_owner=True):
        call_command("migrate", plan=plan, interactive=False)
