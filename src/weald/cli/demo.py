from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import click

from weald.cli.exits import Exit
from weald.cli.keeper import kept, web, worker
from weald.cli.migrate import bring_up_to_date
from weald.cli.progress import watching
from weald.cli.site import DEMO, data_folder, point_at, set_up_django
from weald.cli.visits import Visitor, is_answering
from weald.core.errors import EnvironmentProblem
from weald.postgres import Cluster, Server, drop_database, ensure_database

HOST = "127.0.0.1"
SEED = 2026
SEEDED = "seeded"
_READY_SECONDS = 60


@click.command()
@click.option("--once", is_flag=True, help="Visit a page of each part, say how it went, and stop.")
@click.option("--port", type=int, help="The port to listen on.  [default: 8000, or the next that is free]")
def demo(once: bool, port: int | None) -> int:
    """Walk round an invented sector of schools, in your browser.

    Sets up everything by itself, prints the address and who you can be, and stops with Ctrl-C. What you do
    in it is kept in the data folder, in `demo`; delete that folder to begin again.
    """
    began = time.monotonic()
    folder = prepare_environment()
    cluster = Cluster(folder)
    with cluster.running() as server, claim_port(0 if once else port) as guard:
        prepare_database(server, folder)
        number = guard.getsockname()[1]
        address = os.environ["WEALD_ADDRESS"] = f"http://{HOST}:{number}"
        # The web server takes its time to load; meanwhile the tables are made and filled.
        with kept([web(HOST, number, 1)], cluster) as look_after_web:
            fill_database(folder)
            with kept([worker()], None) as look_after_worker:
                wait_until_ready(address, look_after_web)
                if once:
                    return visit_all(address)
                introduce(address, folder, time.monotonic() - began)
                while True:
                    time.sleep(1)
                    look_after_web()
                    look_after_worker()


def prepare_environment() -> Path:
    """The demo's own folder and mode, whatever site is set up on this machine."""
    folder = data_folder() / "demo"
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"WEALD_DATA": str(folder), "WEALD_MODE": "demo"}
    os.environ.setdefault("WEALD_LOG_LEVEL", "WARNING")  # the terminal is for the person in front of it
    return folder


def prepare_database(server: Server, folder: Path) -> None:
    if not (folder / SEEDED).exists():
        drop_database(server, DEMO)  # what an interrupted seeding left
    ensure_database(server, DEMO)
    point_at(server, DEMO)


def fill_database(folder: Path) -> None:
    """Make the tables and the sector, as far as they are not there yet."""
    set_up_django(as_owner=True)
    bring_up_to_date()
    if not (folder / SEEDED).exists():
        from weald.simulate.run import simulate  # noqa: PLC0415 - after Django is set up

        with watching("Inventing a sector") as report:
            simulate("demo", SEED, report)
        (folder / SEEDED).touch()
    os.environ["WEALD_AS_OWNER"] = "no"  # for the processes that serve


def claim_port(wanted: int | None) -> socket.socket:
    """The port asked for; without one, 8000 or the next that nobody uses.

    The web server shares its port with whoever else asks for it, so two demos could both believe to have it
    alone. Whoever holds the datagram port of the same number, which is no use otherwise, has it.
    """
    for port in (wanted,) if wanted is not None else range(8000, 8100):
        guard = socket.socket(type=socket.SOCK_DGRAM)
        with contextlib.suppress(OSError), socket.create_server((HOST, port)) as listener:
            guard.bind(listener.getsockname())
            return guard
        guard.close()
    raise EnvironmentProblem(
        "The site needs a port to listen on.",
        f"{f'Port {wanted} is' if wanted else 'All ports from 8000 to 8099 are'} taken by another program.",
        "Choose another with --port.",
    )


def wait_until_ready(address: str, look_after: Callable[[], None]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not is_answering(f"{address}/healthz"):
        look_after()
        if time.monotonic() > deadline:
            raise EnvironmentProblem(
                "The web server should answer within a minute.", "It does not.", "Read the lines above."
            )
        time.sleep(0.05)


def introduce(address: str, folder: Path, seconds: float) -> None:
    from weald.people.demo import DEMO_PEOPLE  # noqa: PLC0415 - after Django is set up

    click.echo(f"\nWeald is ready after {seconds:.1f} s:  {click.style(f'{address}/', bold=True)}\n")
    click.echo("Sign in as any of them with one click:")
    for person in DEMO_PEOPLE:
        click.echo(f"  {person.name:<18} {person.label}")
    click.echo(f"\nCtrl-C stops everything. What you do is kept in {folder}.")


def visit_all(address: str) -> int:
    """Open a page of each part as the right person; a line for each."""
    from weald.core.registry import SAMPLES  # noqa: PLC0415 - after Django is set up

    visitor = Visitor(address)
    all_right = True
    for sample in SAMPLES:
        seen = visitor.see(sample.find_url(), sample.person)
        all_right &= seen.is_right
        how = f"{seen.status:>3}  {seen.milliseconds:6.0f} ms  {sample.app:<12} {seen.path}"
        click.echo(f"{how}  as {sample.person or 'anyone'}  {seen.remark}".rstrip())
    click.echo("All right." if all_right else "Not all of it is right.")
    return Exit.OK if all_right else Exit.FINDING
