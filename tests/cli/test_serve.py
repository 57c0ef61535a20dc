"""Serving: until Ctrl-C, on a running or an own database, with or without a worker."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import command, environment

from weald.cli.exits import Exit
from weald.cli.visits import Browser, is_answering
from weald.postgres import Server

pytestmark = pytest.mark.slow
Serve = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def serve(running_server: tuple[Path, Server], port: int) -> Iterator[Serve]:
    place, _ = running_server
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                command("serve", "--port", port, "--processes", 1, *arguments),
                env=environment(WEALD_DATA=place, **settings),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_for_answer(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while not is_answering(f"{address}/healthz"):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_site_is_served_until_ctrl_c(serve: Serve, port: int):
    address = f"http://127.0.0.1:{port}"
    process = serve("--with-worker")
    wait_for_answer(address, process)

    status, _, page = Browser(address).open("/")
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)

    assert status == 200
    assert "<title>" in page
    assert f"Weald answers at {address}/" in said
    assert process.returncode == Exit.INTERRUPTED
    assert not is_answering(f"{address}/healthz")


def test_production_serves_style_sheets_under_names_that_change_with_them(serve: Serve, port: int):
    address = f"http://127.0.0.1:{port}"
    process = serve(WEALD_MODE="production", WEALD_HOSTS="127.0.0.1", WEALD_HTTPS="no")
    wait_for_answer(address, process)

    status, _, page = Browser(address).open("/")
    process.terminate()
    process.communicate(timeout=60)

    assert status == 200
    assert process.returncode == Exit.INTERRUPTED
    assert "/static/" in page


def test_browser_knows_pages_that_are_missing_and_people_who_are_not_offered(serve: Serve, port: int):
    address = f"http://127.0.0.1:{port}"
    process = serve()
    wait_for_answer(address, process)

    status, arrived, _ = Browser(address).open("/no-such-page")
    is_signed_in = Browser(address).sign_in("nobody@weald.example")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert (status, arrived) == (404, "/no-such-page")
    assert not is_signed_in
