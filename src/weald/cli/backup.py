from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from weald.cli.archive import Manifest, restore_archive, unpack, write_archive
from weald.cli.migrate import bring_up_to_date
from weald.cli.progress import watching
from weald.cli.site import data_folder, database, set_up_django


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Keep everything in one FILE: the database, the keys, the signed heads of the ledger, the uploads.

    It can run while the site does. The file holds secrets: keep it as safe as the site itself.
    """
    with database(), watching("Backing up"):
        manifest = write_archive(file.absolute(), url=owner_url(), data=data_folder())
    megabytes = file.stat().st_size / 2**20
    click.echo(f"Kept {len(manifest.files):,} files in {file} ({megabytes:,.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option("--check-only", is_flag=True, help="Only say whether the file is whole.")
def restore(file: Path, force: bool, check_only: bool) -> None:
    """Bring everything back from a FILE that `weald backup` wrote.

    The database changes in one step, or not at all. Where something is stored already it is refused,
    unless --force says to replace it.
    """
    if check_only:
        with tempfile.TemporaryDirectory() as folder:
            click.echo(f"The back-up is whole: {_in_words(unpack(file, Path(folder)))}.")
        return
    with database():
        with watching("Restoring"):
            manifest = restore_archive(file.absolute(), url=owner_url(), data=data_folder(), force=force)
        set_up_django(as_owner=True)
        bring_up_to_date()
    click.echo(f"Restored {_in_words(manifest)}.")


def owner_url() -> str:
    return os.environ.get("WEALD_OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]


def _in_words(manifest: Manifest) -> str:
    return f"{len(manifest.files):,} files, made by Weald {manifest.weald} at {manifest.made_at[:16]} UTC"
