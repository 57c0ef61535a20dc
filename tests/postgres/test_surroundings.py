"""Odd folders, closed folders, full disks: they work, or it is said what is wrong."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.postgres.ordinary import ANYBODY, needs_root

from weald.postgres import Cluster, PostgresProblem
from weald.postgres.account import SERVICE_ACCOUNT, account_for
from weald.postgres.binaries import programs


@pytest.mark.parametrize(
    "name",
    ["with spaces and 'quotes'", "ünïcödé,comma", "x" * 120, '$(touch gone) `id` \\ " %41'],
    ids=["spaces", "letters", "long", "shell"],
)
def test_any_name_of_a_data_folder_will_do(folder: Path, name: str):
    cluster = Cluster(folder / name, durable=False)

    with cluster.running() as server, server.connect() as connection:
        found = connection.execute("SELECT 1").fetchone()
        socket_folder = server.socket_folder

    assert found == (1,)
    assert len(os.fsencode(socket_folder)) < 90
    assert socket_folder.is_relative_to(cluster.layout.root) or not socket_folder.exists()


def test_socket_far_from_its_cluster_is_private_and_kept_when_the_server_is_replaced(folder: Path):
    cluster = Cluster(folder / ("x" * 120), durable=False)

    with cluster.running() as server:
        mode = server.socket_folder.stat().st_mode & 0o777
        is_far = not server.socket_folder.is_relative_to(folder)
        subprocess.run(["/bin/kill", "-9", cluster.layout.pid_file.read_text().split()[0]], check=True)
        after = cluster.revive()

    assert is_far
    assert mode == 0o700
    assert after == server


def test_file_in_place_of_the_folder_is_explained(folder: Path):
    (folder / "file").write_text("")

    with pytest.raises(PostgresProblem) as caught:
        Cluster(folder / "file").start()

    assert "Set WEALD_DATA to a folder" in caught.value.refusal.remedy


def test_lost_passwords_are_explained(cluster: Cluster):
    with cluster.running():
        pass
    cluster.layout.passwords.unlink()

    with pytest.raises(PostgresProblem, match=r"That file is gone, though the database is there\."):
        cluster.start()


def test_wrong_passwords_are_explained(cluster: Cluster):
    with cluster.running():
        pass
    right = cluster.layout.passwords.read_text()
    cluster.layout.passwords.write_text(right.replace('"weald_manager": "', '"weald_manager": "x'))

    with pytest.raises(PostgresProblem, match="The server refuses the one of weald_manager"):
        cluster.start()

    cluster.layout.passwords.write_text(right)


def test_database_of_another_postgresql_is_explained(cluster: Cluster):
    with cluster.running():
        pass
    version = cluster.layout.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(PostgresProblem, match="was made by PostgreSQL 17"):
        cluster.start()


def test_what_the_server_says_before_it_gives_up_is_passed_on(cluster: Cluster):
    with cluster.running():
        pass
    cluster.layout.data.chmod(0o755)

    with pytest.raises(PostgresProblem) as caught:
        cluster.start()

    assert "invalid permissions" in caught.value.refusal.finding
    assert caught.value.refusal.remedy == "Give the folder back its permissions: chmod 700."
    cluster.layout.data.chmod(0o700)


def test_long_log_is_begun_anew(cluster: Cluster):
    with cluster.running():
        pass
    with cluster.layout.log.open("a") as log:
        log.write("x" * 11_000_000)

    with cluster.running():
        size = cluster.layout.log.stat().st_size

    assert size < 10_000


@needs_root
def test_root_runs_the_server_as_an_account_of_its_own_that_owns_the_files_alone(cluster: Cluster):
    with cluster.running():
        pid = int(cluster.layout.pid_file.read_text().split()[0])
        uid = Path(f"/proc/{pid}").stat().st_uid
        groups = Path(f"/proc/{pid}/status").read_text()

    account = account_for(cluster.layout.cluster)
    assert uid == account.uid != 0
    assert cluster.layout.data.stat().st_uid == account.uid
    assert cluster.layout.passwords.stat().st_uid == 0
    assert f"Groups:\t{account.gid} " in groups or "Groups:\t \n" in groups


@needs_root
def test_root_is_told_of_a_folder_the_servers_account_cannot_enter(folder: Path):
    folder.chmod(0o700)

    with pytest.raises(PostgresProblem, match="cannot enter"):
        Cluster(folder / "inside").start()


@needs_root
def test_programs_that_lie_closed_to_the_account_are_copied_to_where_it_can_run_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = programs().parents[1]
    leave_out = shutil.ignore_patterns("pginstall", "include")
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, closed / name, ignore=leave_out)
    monkeypatch.syspath_prepend(str(closed))
    cluster = Cluster(folder / "data", durable=False)

    with cluster.running() as server, server.connect() as connection:
        found = connection.execute("SELECT 1").fetchone()
    with cluster.running():
        copies = list(cluster.layout.software.iterdir())

    assert found == (1,)
    assert len(copies) == 1


@needs_root
def test_cluster_an_ordinary_user_made_runs_as_that_user_when_root_uses_it(folder: Path):
    cluster = Cluster(folder, durable=False)
    cluster.layout.cluster.mkdir(parents=True)
    os.chown(cluster.layout.cluster, ANYBODY, ANYBODY)

    with cluster.running():
        uid = cluster.layout.data.stat().st_uid

    assert uid == ANYBODY


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Callable[[int], Path]]:
    """A disk of so many megabytes, really mounted."""
    place = folder / "small"
    place.mkdir()

    def mount(megabytes: int) -> Path:
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs"]
        done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"cannot mount a small disk here: {done.stderr.strip()}")
        return place

    yield mount
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


@needs_root
def test_full_disk_is_explained_before_anything_is_written(small_disk: Callable[[int], Path]):
    place = small_disk(20)

    with pytest.raises(PostgresProblem) as caught:
        Cluster(place).start()

    assert "the disk is full" in caught.value.refusal.finding
    assert "Free some space" in caught.value.refusal.remedy


@needs_root
def test_disk_that_fills_up_under_the_server_loses_nothing(small_disk: Callable[[int], Path]):
    place = small_disk(260)
    cluster = Cluster(place)
    with cluster.running() as server, server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'oak' AS tree")
        filler = place / "filler"
        _fill(filler)
        with pytest.raises(Exception, match=r"No space left|server closed|terminating"):
            connection.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 200000)")

    with pytest.raises(PostgresProblem, match="the disk is full"):
        cluster.start()
    filler.unlink()
    with cluster.running() as server, server.connect() as connection:
        found = connection.execute("SELECT tree FROM kept").fetchall()

    assert found == [("oak",)]


def _fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"\0" * 2**20):
            pass


@needs_root
def test_service_account_has_no_shell_and_no_home(cluster: Cluster):
    with cluster.running():
        pass

    known = Path("/etc/passwd").read_text().splitlines()
    entries = [line for line in known if line.startswith(SERVICE_ACCOUNT)]
    assert all(line.endswith(":/nonexistent:/usr/sbin/nologin") for line in entries)
