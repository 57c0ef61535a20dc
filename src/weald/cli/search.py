from __future__ import annotations

import click

from weald.cli.progress import watching
from weald.cli.site import site


@click.group()
def search() -> None:
    """Look after what can be found."""


@search.command()
def rebuild() -> None:
    """Write anew what can be found of everything, and learn what it means.

    Needed once where things were there before search was, or after the server was given the extension
    `vector`; all else keeps itself up to date. The site may run meanwhile.
    """
    with site(as_owner=True):
        from django.db import connection  # noqa: PLC0415 - after Django is set up

        from weald.search.domain.documents import rebuild as write_anew  # noqa: PLC0415 - as above
        from weald.search.domain.meaning import indexed_afterwards  # noqa: PLC0415 - as above
        from weald.search.queries.meaning import has_meaning  # noqa: PLC0415 - as above

        with watching("Writing what can be found") as report, indexed_afterwards(connection):
            written = 0
            for name, done in write_anew():
                report(done, None, name)
                written = done
            is_meant = has_meaning()
    click.echo(
        f"{written:,} things can be found" + (", by meaning too." if is_meant else ", by their words.")
    )
