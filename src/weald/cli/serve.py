from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator

import click
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connections

from weald.cli.keeper import kept, web, worker
from weald.cli.site import database, set_up_django
from weald.core.errors import EnvironmentProblem


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--processes", default=os.cpu_count() or 1, show_default="one a core", help="Web processes.")
@click.option("--with-worker", is_flag=True, help="Also do the jobs that pages hand over.")
def serve(host: str, port: int, processes: int, with_worker: bool) -> None:
    """Serve the site until Ctrl-C.

    Put a web server with a certificate in front of it, and set WEALD_MODE=production and WEALD_HOSTS
    (docs/how-to/run-in-production.md). `weald check` says what is still missing.
    """
    with database() as cluster, counters():
        prepare_static_files()
        sign_heads()
        children = [web(host, port, processes), *([worker()] if with_worker else [])]
        with kept(children, cluster) as look_after:
            click.echo(f"Weald answers at http://{host}:{port}/  (Ctrl-C stops it)")
            while True:
                time.sleep(1)
                look_after()


def prepare_static_files() -> None:
    """Gather style sheets and scripts under names that change with their content."""
    set_up_django(as_owner=False)
    if settings.IS_PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)


@contextlib.contextmanager
def counters() -> Iterator[None]:
    """A folder in which the web processes add up what /metrics tells."""
    with tempfile.TemporaryDirectory(prefix="weald-counters-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def sign_heads() -> None:
    """Sign the ledger's ends as they stand before anybody adds to it."""
    from weald.core.domain.heads import export_heads  # noqa: PLC0415 - after Django is set up

    try:
        export_heads()
    except ProgrammingError as error:
        raise EnvironmentProblem(
            "The site needs the tables of this version.", "They are not there.", "Run: weald migrate"
        ) from error
    finally:
        connections.close_all()
