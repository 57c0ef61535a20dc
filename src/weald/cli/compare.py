from __future__ import annotations

import json
from dataclasses import asdict

import click

from weald.cli.progress import watching
from weald.cli.site import site


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what came of it for a program to read.")
def compare(as_json: bool) -> None:
    """Work out which schools resemble which, and which do better than their intake predicts.

    A worker does this by itself after each import and every night. What rests on unchanged figures is left
    as it is.
    """
    with site():
        from weald.core.permissions import SYSTEM  # noqa: PLC0415 - after Django is set up
        from weald.measures.domain.refresh import refresh  # noqa: PLC0415 - as above

        with watching("Comparing schools", quiet=as_json) as report:
            found = asdict(refresh(by=SYSTEM, progress=report))
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{found['schools']:,} schools compared. On {found['measures']} measures and groups of pupils "
        f"{found['deviants']:,} schools do better than their intake predicts."
    )
