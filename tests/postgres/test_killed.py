"""Whatever is killed, whenever: the next start finds what was promised to be kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from weald.postgres import Cluster, Server, database_exists, ensure_database
from weald.postgres.account import account_for
from weald.postgres.processes import members, read_pid_file

USE_AND_WAIT = """
import sys, pathlib
from weald.postgres import Cluster
cluster = Cluster(pathlib.Path(sys.argv[1]), durable=False)
with cluster.running() as server:
    print("running", flush=True)
    sys.stdin.readline()
"""
Start = Callable[..., "subprocess.Popen[str]"]


def kill_server(cluster: Cluster) -> int:
    """End the server's first process as the system does when memory runs out."""
    found = read_pid_file(cluster.layout.pid_file)
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
    return found.pid


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def test_committed_row_survives_the_servers_death(folder: Path):
    cluster = Cluster(folder, durable=True)
    with cluster.running() as server:
        ensure_database(server, "weald")
        with psycopg.connect(server.owner_url("weald")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'oak' AS tree")
        kill_server(cluster)

    with cluster.running() as server, psycopg.connect(server.owner_url("weald")) as connection:
        found = connection.execute("SELECT tree FROM kept").fetchall()

    assert found == [("oak",)]
    assert not cluster.is_alive()


def test_server_killed_under_its_users_is_revived_at_the_same_address(cluster: Cluster):
    before = cluster.start()
    kill_server(cluster)
    wait_until(lambda: not cluster.is_alive())

    after = cluster.revive()

    assert after == before
    with after.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_server_killed_while_a_query_keeps_running_is_replaced(cluster: Cluster):
    server = cluster.start()
    busy = threading.Thread(target=_count_for_ever, args=[server])
    busy.start()
    wait_until(lambda: _busy_sessions(server) == 1)
    kill_server(cluster)

    server = cluster.revive()

    busy.join(timeout=30)
    assert not busy.is_alive()
    assert _busy_sessions(server) == 0


def _count_for_ever(server: Server) -> None:
    # A loop that never looks up from its work, so that the death of the server passes it by.
    words = "DO $$ DECLARE n bigint := 0; BEGIN WHILE n < 1e12 LOOP n := n + 1; END LOOP; END $$"
    with pytest.raises(psycopg.OperationalError), server.connect() as connection:
        connection.execute(words)


def _busy_sessions(server: Server) -> int:
    with server.connect() as connection:
        found = connection.execute("SELECT query FROM pg_stat_activity WHERE query LIKE 'DO $$%'")
        return len(found.fetchall())


def test_killed_weald_leaves_a_server_that_the_next_one_takes_over(
    cluster: Cluster, folder: Path, weald_process: Start
):
    other = weald_process(USE_AND_WAIT, folder)
    assert other.stdout.readline() == "running\n"
    pid = read_pid_file(cluster.layout.pid_file).pid
    other.kill()
    other.wait()

    with cluster.running():
        pid_after = read_pid_file(cluster.layout.pid_file).pid

    assert pid_after == pid
    assert not cluster.is_alive()


@pytest.mark.parametrize("age", ["dead", "reused"])
def test_pid_file_of_another_life_is_no_obstacle(cluster: Cluster, age: str):
    with cluster.running():
        kill_server(cluster)
        wait_until(lambda: not cluster.is_alive())
    stale = cluster.layout.pid_file
    stranger = _process_of_the_servers_account(cluster)
    if age == "dead":
        stranger.kill()
        stranger.wait()
    stale.write_text("\n".join([str(stranger.pid), *stale.read_text().splitlines()[1:], ""]))

    with cluster.running() as server, server.connect() as connection:
        found = connection.execute("SELECT 1").fetchone()

    assert found == (1,)
    assert stranger.poll() == (None if age == "reused" else -signal.SIGKILL)
    stranger.kill()
    stranger.wait()


def _process_of_the_servers_account(cluster: Cluster) -> subprocess.Popen[bytes]:
    """A living process that PostgreSQL may signal, as it may its own."""
    return subprocess.Popen(["/bin/sleep", "600"], **account_for(cluster.layout.cluster).process_options())


def test_server_somebody_else_runs_over_the_same_files_is_left_alone(cluster: Cluster):
    cluster.start()
    layout = cluster.layout
    pid = read_pid_file(layout.pid_file).pid
    # The same server, as if it had been started by hand: nobody holds its lock.
    layout.server_lock.unlink()

    with pytest.raises(Exception, match="Another PostgreSQL is using this folder"):
        cluster.revive()

    assert read_pid_file(layout.pid_file).pid == pid
    assert pid in members(layout.data)
    os.kill(pid, signal.SIGINT)
    wait_until(lambda: not members(layout.data))


def test_interrupted_first_set_up_is_made_up_for(cluster: Cluster):
    cluster._prepare_folders()
    half_made = cluster.layout.cluster / "unfinished"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")

    with cluster.running() as server:
        is_there = database_exists(server, "postgres")

    assert is_there
    assert not half_made.exists()


def test_many_processes_at_once_share_one_server(cluster: Cluster, folder: Path, weald_process: Start):
    others = [weald_process(USE_AND_WAIT, folder) for _ in range(6)]
    says = [other.stdout.readline() for other in others]
    heads = {pid for pid in members(cluster.layout.data) if _is_head(pid, members(cluster.layout.data))}
    for other in others:
        other.communicate("\n", timeout=60)

    assert says == ["running\n"] * 6, [other.stderr.read() for other in others]
    assert len(heads) == 1
    assert [other.returncode for other in others] == [0] * 6
    assert not cluster.is_alive()


def _is_head(pid: int, family: set[int]) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False  # ended while we looked
    parent = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
    return parent not in family


def test_ctrl_c_in_a_terminal_leaves_the_server_be(cluster: Cluster, folder: Path, weald_process: Start):
    other = weald_process(USE_AND_WAIT, folder, start_new_session=True)
    assert other.stdout.readline() == "running\n"
    server = cluster.start()

    os.killpg(other.pid, signal.SIGINT)
    other.wait(timeout=30)

    with server.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert other.returncode != 0


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
