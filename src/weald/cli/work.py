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
        from weald.core.jobs import run_worker  # noqa: PLC0415 - after Django is set up

        run_worker(at_once=at_once, wait=not until_done)
