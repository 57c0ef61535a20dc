"""A back-up holds everything, and everything comes back; a damaged one changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cli.conftest import Command

from weald.cli.archive import restore_archive, unpack, write_archive
from weald.cli.exits import Exit
from weald.core.errors import WealdError
from weald.postgres import Server, drop_database, ensure_database
from weald.postgres.account import account_for
from weald.postgres.binaries import programs

pytestmark = pytest.mark.slow

TABLES = """
    CREATE TABLE tree (id bigint GENERATED ALWAYS AS IDENTITY, name text, leaf vector(2));
    CREATE UNLOGGED TABLE passing AS SELECT 1 AS n;
    CREATE TYPE season AS ENUM ('spring', 'autumn');
    CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
    CREATE TRIGGER growing BEFORE UPDATE ON tree FOR EACH ROW EXECUTE FUNCTION grow();
    CREATE VIEW grove AS SELECT name FROM tree;
    CREATE MATERIALIZED VIEW map AS SELECT name FROM tree;
    REVOKE DELETE ON tree FROM weald_web;
    INSERT INTO tree (name, leaf) VALUES ('oak ☘', '[1,2]');
"""


@pytest.fixture
def filled(empty_database: str) -> str:
    with psycopg.connect(empty_database) as connection:
        connection.execute(TABLES)
    return empty_database


@pytest.fixture
def target(running_server: tuple[Path, Server]) -> Iterator[str]:
    _, server = running_server
    ensure_database(server, "target")
    yield server.owner_url("target")
    drop_database(server, "target")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("keys/ledger.pem", "heads/heads.jsonl", "uploads/a folder/plan é.pdf", "static/site.css"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def _may(connection: psycopg.Connection, act: str) -> bool:
    found = connection.execute("SELECT has_table_privilege('weald_web', 'tree', %s)", [act]).fetchone()
    return bool(found[0])


@pytest.fixture
def older_server(running_server: tuple[Path, Server]) -> Iterator[str]:
    """The owner's address on a server of version 16, which the wheel brings too."""
    place = Path(tempfile.mkdtemp(prefix="weald-older-"))
    place.chmod(0o711)
    account = account_for(place / "nothing yet")
    account.own(place / "cluster")
    folder = programs().parents[1] / "pginstall" / "bin"
    data, log = place / "cluster" / "data", place / "cluster" / "log"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(folder / program), "-D", str(data), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            **account.process_options(),
        )

    run("initdb", "-U", "boss", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    run("pg_ctl", "-w", "-l", str(log), "-o", f"-k {place / 'cluster'} -c listen_addresses=''", "start")
    host = f"?host={place / 'cluster'}"
    with psycopg.connect(f"postgresql://boss@/postgres{host}", autocommit=True) as boss:
        boss.execute("CREATE ROLE weald_owner LOGIN; CREATE ROLE weald_web LOGIN")
        boss.execute("CREATE DATABASE target OWNER weald_owner")
    with psycopg.connect(f"postgresql://boss@/target{host}", autocommit=True) as boss:
        boss.execute("ALTER SCHEMA public OWNER TO weald_owner; CREATE EXTENSION vector")
    yield f"postgresql://weald_owner@/target{host}"
    run("pg_ctl", "-w", "-m", "immediate", "stop")
    shutil.rmtree(place)


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_everything_comes_back(filled: str, target: str, data: Path, tmp_path: Path):
    written = write_archive(tmp_path / "kept.weald", url=filled, data=data)

    restored = restore_archive(tmp_path / "kept.weald", url=target, data=tmp_path / "new", force=False)

    assert restored == written
    assert (tmp_path / "kept.weald").stat().st_mode & 0o777 == 0o600
    assert contents(tmp_path / "new") == {
        name: name for name in ("keys/ledger.pem", "heads/heads.jsonl", "uploads/a folder/plan é.pdf")
    }
    assert (tmp_path / "new/keys/ledger.pem").stat().st_mode & 0o777 == 0o600
    with psycopg.connect(target) as connection:
        rows = connection.execute("SELECT t.id, t.name, t.leaf::text, g.name FROM tree t, grove g").fetchall()
        allowed = _may(connection, "INSERT"), _may(connection, "DELETE")
        passing = connection.execute("SELECT count(*) FROM passing").fetchone()
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute("UPDATE tree SET name = 'ash'")
    assert rows == [(1, "oak ☘", "[1,2]", "oak ☘")]
    assert allowed == (True, False)
    assert passing == (0,)


def test_full_database_is_replaced_only_when_forced(filled: str, target: str, data: Path, tmp_path: Path):
    write_archive(tmp_path / "kept.weald", url=filled, data=data)
    with psycopg.connect(target) as connection:
        connection.execute(TABLES)
        connection.execute("INSERT INTO tree (name) VALUES ('elm'); CREATE TABLE newer ()")
    new = tmp_path / "new"
    shutil.copytree(data, new)
    (new / "keys/ledger.pem").write_text("another")

    with pytest.raises(WealdError, match="This one holds something already"):
        restore_archive(tmp_path / "kept.weald", url=target, data=new, force=False)
    before = contents(new)["keys/ledger.pem"]
    restore_archive(tmp_path / "kept.weald", url=target, data=new, force=True)

    with psycopg.connect(target) as connection:
        rows = connection.execute("SELECT name FROM tree").fetchall()
        newer = connection.execute("SELECT to_regclass('newer')").fetchone()
    assert before == "another"
    assert rows == [("oak ☘",)]
    assert newer == (None,)
    assert contents(new)["keys/ledger.pem"] == "keys/ledger.pem"
    assert contents(new)["static/site.css"] == "static/site.css"


def test_server_whose_roles_have_other_names_takes_a_back_up(
    filled: str, target: str, data: Path, tmp_path: Path
):
    write_archive(tmp_path / "kept.weald", url=filled, data=data)
    _edit_manifest(tmp_path / "kept.weald", roles=["somebody_elsewhere"])

    restore_archive(tmp_path / "kept.weald", url=target, data=tmp_path / "new", force=False)

    with psycopg.connect(target) as connection:
        assert _may(connection, "DELETE")  # as the database grants by default


def test_older_server_takes_a_back_up_and_gives_one(
    filled: str, older_server: str, target: str, data: Path, tmp_path: Path
):
    write_archive(tmp_path / "kept.weald", url=filled, data=data)

    restore_archive(tmp_path / "kept.weald", url=older_server, data=tmp_path / "new", force=False)
    write_archive(tmp_path / "back.weald", url=older_server, data=tmp_path / "new")
    restore_archive(tmp_path / "back.weald", url=target, data=tmp_path / "newer", force=False)

    for url in (older_server, target):
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT name FROM tree").fetchall()
            allowed = _may(connection, "INSERT"), _may(connection, "DELETE")
        assert rows == [("oak ☘",)]
        assert allowed == (True, False)
    assert contents(tmp_path / "newer") == contents(tmp_path / "new")


def test_restoring_that_fails_half_way_changes_nothing(filled: str, target: str, data: Path, tmp_path: Path):
    write_archive(tmp_path / "kept.weald", url=filled, data=data)
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE before AS SELECT 'elm' AS name")
    url = f"{target}&options=-c%20lock_timeout%3D200"
    with psycopg.connect(target) as connection:
        connection.execute("LOCK TABLE before IN ACCESS SHARE MODE")
        with pytest.raises(WealdError, match="Nothing was changed"):
            restore_archive(tmp_path / "kept.weald", url=url, data=tmp_path / "new", force=True)

    with psycopg.connect(target) as connection:
        rows = connection.execute("SELECT name FROM before").fetchall()
    assert rows == [("elm",)]
    assert not (tmp_path / "new" / "keys").exists()


def _edit_manifest(path: Path, **changes: object) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | changes).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _flip_a_byte(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0xFF]))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _exchange_a_file(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, b"forged" if name == "keys/ledger.pem" else content)


def _reach_outside(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../outside", "x")
    with zipfile.ZipFile(path) as archive:
        files = json.loads(archive.read("manifest.json"))["files"]
    _edit_manifest(path, files=files | {"../outside": "0" * 64})


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_flip_a_byte, "is damaged"),
        (_cut, "is damaged"),
        (_exchange_a_file, "keys/ledger.pem is not what was backed up"),
        (_reach_outside, "would lie outside the data folder"),
        (lambda path: path.write_bytes(b"no zip at all"), "is damaged or no back-up of Weald"),
        (lambda path: _edit_manifest(path, weald="99.0.0"), "was made by Weald 99.0.0"),
        (lambda path: _edit_manifest(path, surprise=1), "is damaged or no back-up of Weald"),
    ],
    ids=["flipped", "cut", "exchanged", "outside", "no zip", "newer", "other manifest"],
)
def test_damaged_or_foreign_file_is_refused(
    harm: Callable[[Path], None], words: str, filled: str, data: Path, tmp_path: Path
):
    path = tmp_path / "kept.weald"
    write_archive(path, url=filled, data=data)
    harm(path)

    with pytest.raises(WealdError, match=words):
        unpack(path, tmp_path / "unpacked")

    assert not (tmp_path / "outside").exists()


def test_back_up_is_never_written_over_a_file(filled: str, data: Path, tmp_path: Path):
    (tmp_path / "kept.weald").write_text("precious")

    with pytest.raises(WealdError, match="is there already"):
        write_archive(tmp_path / "kept.weald", url=filled, data=data)

    assert (tmp_path / "kept.weald").read_text() == "precious"


def test_back_up_to_where_nothing_can_be_written_is_explained(filled: str, data: Path, tmp_path: Path):
    with pytest.raises(WealdError, match="No such file or directory"):
        write_archive(tmp_path / "nowhere" / "kept.weald", url=filled, data=data)


def test_restoring_from_a_folder_that_cannot_be_read_is_explained(tmp_path: Path):
    with pytest.raises(WealdError, match="Is a directory"):
        unpack(tmp_path, tmp_path)


def test_back_up_of_a_database_that_is_gone_is_explained(filled: str, data: Path, tmp_path: Path):
    url = filled.replace("/other?", "/gone?")

    with pytest.raises(WealdError, match='database "gone" does not exist'):
        write_archive(tmp_path / "kept.weald", url=url, data=data)

    assert list(tmp_path.iterdir()) == [data]


def test_commands_back_up_a_running_site_and_bring_it_back_elsewhere(
    site: Command, weald: Command, tmp_path: Path
):
    kept = tmp_path / "kept.weald"
    backed_up = site("backup", kept)
    checked = weald("restore", "--check-only", kept)
    restored = weald("restore", kept)
    refused = weald("restore", kept)
    forced = weald("restore", kept, "--force")
    verified = weald("verify")

    assert backed_up.returncode == Exit.OK, backed_up.stderr
    assert "The back-up is whole" in checked.stdout
    assert restored.returncode == Exit.OK, restored.stderr
    assert refused.returncode == Exit.FINDING
    assert forced.returncode == Exit.OK, forced.stderr
    assert "The ledger is whole." in verified.stdout


def test_programs_password_is_not_on_the_command_line(filled: str, data: Path, tmp_path: Path):
    seen = tmp_path / "seen"
    watch = subprocess.Popen(
        ["/bin/sh", "-c", f"while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >> {seen}; done"]
    )
    write_archive(tmp_path / "kept.weald", url=filled, data=data)
    watch.kill()
    watch.wait()

    password = filled.partition(":")[2].partition(":")[2].partition("@")[0]
    words = seen.read_text(errors="replace")
    assert "pg_dump" in words
    assert password not in words
