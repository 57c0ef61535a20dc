from __future__ import annotations

import click

from weald.cli.lifeline import end_with_parent
from weald.cli.site import site


@click.command()
@click.option("--at-once", default=2, show_default=True, help="How many jobs to do at the same time.")
@click.option("--until-done", is_flag=True, help="Do what is waiting, then stop.")
@click.option("--with-parent", is_flag=True, hidden=True)
def work(at_once: int, until_done: bool, with_parent: bool) -> None:
    """Do the jobs that pages hand over: imports, estimates, messages.

    Run one beside `weald serve` (`weald serve --with-worker` does). A job that was being done when the
    worker ended is done by the next one.
    """
    if with_parent:
        end_with_parent()
    with site():
        from procrastinate.contrib.django import app  # noqa: PLC0415 - after Django is set up

        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined] # Django's own connector
            worker.run_worker(wait=not until_done, concurrency=at_once, shutdown_graceful_timeout=20)
