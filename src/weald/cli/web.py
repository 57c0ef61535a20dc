"""The web server, a process of its own: `python -m weald.cli.web HOST PORT WORKERS`."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from weald.cli.lifeline import end_with_parent

THREADS = 8  # of each process; its pool holds 12 connections


def main(host: str, port: str, workers: str) -> None:
    end_with_parent()
    Server(
        "weald.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
