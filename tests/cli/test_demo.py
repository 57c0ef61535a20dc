"""The demo as somebody at a terminal meets it: started, interrupted, killed, started again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import command, environment

from weald.cli.exits import Exit
from weald.cli.visits import Browser
from weald.people.demo import DEMO_PEOPLE
from weald.postgres import Cluster
from weald.postgres.processes import read_pid_file

pytestmark = pytest.mark.slow
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """One data folder for all of these: the sector is invented once."""
    folder = Path(tempfile.mkdtemp(prefix="weald demo "))
    folder.chmod(0o711)
    first = subprocess.run(
        command("demo", "--once"),
        env=environment(WEALD_DATA=folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert first.returncode == Exit.OK, first.stdout + first.stderr
    (folder / "said").write_text(first.stdout)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(place: Path) -> Iterator[Start]:
    """Start the demo as a shell would, in a process group of its own."""
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                command("demo"),
                env=environment(WEALD_DATA=place, PYTHONUNBUFFERED="1"),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert family(place) == []


def family(place: Path) -> list[str]:
    """Every process that runs for this data folder: web, worker, database, the demo itself."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_text().replace("\0", " ") + (entry / "environ").read_text()
        except OSError:
            continue
        if str(place) in words and int(entry.name) != os.getpid():
            found.append(words[:100])
    return found


def said_by(process: subprocess.Popen[str]) -> str:
    """What it prints until it has introduced itself; it is ended when that takes minutes."""
    said = ""
    patience = threading.Timer(240, process.send_signal, [signal.SIGINT])
    patience.start()
    for line in process.stdout:
        said += line
        if line.startswith("Ctrl-C stops everything."):
            patience.cancel()
            return said
    pytest.fail(f"it never introduced itself:\n{said}")


def address_of(process: subprocess.Popen[str]) -> str:
    return re.search(r"http://127\.0\.0\.1:\d+/", said_by(process)).group()


def status_of(url: str) -> int:
    return Browser(url).open("/")[0]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def test_once_visits_a_page_of_each_part_and_leaves_nothing_running(place: Path):
    lines = (place / "said").read_text().splitlines()

    parts = [line.split()[3] for line in lines[:-1]]
    assert lines[-1] == "All right."
    assert all(line.startswith("200 ") for line in lines[:-1])
    assert {"front", "home", "schools", "measures", "dividend", "people"} <= set(parts)
    assert family(place) == []


def test_second_start_makes_nothing_anew_names_everybody_and_ends_with_ctrl_c(demo: Start, place: Path):
    process = demo()
    said = said_by(process)
    status = status_of(re.search("http://[^ ]+/", said).group())
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)

    assert status == 200
    assert all(person.name in said for person in DEMO_PEOPLE)
    assert "Making the tables" not in said
    assert "Inventing" not in said
    assert process.returncode == Exit.INTERRUPTED
    assert family(place) == []


def test_two_demos_at_once_share_the_database_and_have_their_own_ports(demo: Start, place: Path):
    one, other = demo(), demo()
    ones, others = address_of(one), address_of(other)

    one.send_signal(signal.SIGTERM)
    one.communicate(timeout=60)

    assert ones != others
    assert one.returncode == Exit.INTERRUPTED
    assert Cluster(place / "demo").is_alive()
    assert status_of(others) == 200


def test_killed_server_and_web_process_come_back(demo: Start, place: Path):
    process = demo()
    address = address_of(process)
    pid_file = Cluster(place / "demo").layout.pid_file
    database = read_pid_file(pid_file)

    os.kill(database.pid, signal.SIGKILL)
    wait_until(
        lambda: (read_pid_file(Cluster(place / "demo").layout.pid_file) or database).pid != database.pid
    )
    wait_until(lambda: _answers(address))
    web = _pid_of("weald.cli.web", place)
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: _pid_of("weald.cli.web", place) not in {0, web})
    wait_until(lambda: _answers(address))

    assert status_of(address) == 200


def _answers(address: str) -> bool:
    try:
        return status_of(address) == 200
    except OSError:
        return False


def _pid_of(words: str, place: Path) -> int:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_it = words in (entry / "cmdline").read_text() and str(place) in (entry / "environ").read_text()
        except OSError:
            continue
        if is_it:
            return int(entry.name)
    return 0


def test_killed_demo_leaves_no_web_process_and_starts_again(demo: Start, place: Path):
    process = demo()
    address_of(process)
    process.kill()
    process.communicate(timeout=60)
    wait_until(lambda: not any("weald.cli" in words for words in family(place)))

    again = demo()

    assert status_of(address_of(again)) == 200


def test_taken_port_is_explained(place: Path, demo: Start):
    process = demo()
    port = address_of(process).rpartition(":")[2].strip("/")

    other = subprocess.run(
        command("demo", "--port", port),
        env=environment(WEALD_DATA=place),
        capture_output=True,
        text=True,
        check=False,
    )

    assert other.returncode == Exit.ENVIRONMENT
    assert f"Port {port} is taken by another program." in other.stderr
