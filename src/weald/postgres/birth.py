"""Making a cluster's files and setting its server going."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from weald.postgres import processes
from weald.postgres.account import Account
from weald.postgres.binaries import MAJOR, programs_for
from weald.postgres.configuration import AUTHENTICATION, configuration
from weald.postgres.layout import (
    MANAGER,
    SOCKET_NAME,
    Layout,
    Passwords,
    socket_folder,
    write_whole,
)
from weald.postgres.locks import FileLock, wait_for
from weald.postgres.problems import PostgresProblem, last_words

_LEAST_FREE_MEGABYTES = 100
_MEGABYTE = 2**20
_LONGEST_LOG = 10 * _MEGABYTE

_INITDB = [
    *("--username", MANAGER),
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    # Unicode's letters and cases, code points' order: the same on every system.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]


def launch(layout: Layout, account: Account, passwords: Passwords, *, durable: bool) -> dict[Path, str]:
    """Set the server going, making its files first if there are none; the caller holds the start lock.

    Returns the pid files that had to be disowned, with their texts.
    """
    _check_disk(layout)
    programs = programs_for(account, layout.software)
    if not layout.data.exists():
        _initialise(layout, account, programs, passwords, durable=durable)
    _check_version(layout)
    last = processes.read_pid_file(layout.pid_file)
    socket = socket_folder(layout, account, last.socket_folder if last else None)
    text = configuration(socket, durable=durable)
    write_whole(layout.configuration, text, mode=0o644)
    write_whole(layout.authentication, AUTHENTICATION, mode=0o644)
    if layout.log.exists() and layout.log.stat().st_size > _LONGEST_LOG:
        layout.log.unlink()
    disowned = processes.disown([layout.pid_file, socket / f"{SOCKET_NAME}.lock"])
    _run(layout, account, programs)
    return disowned


def end_of_log(layout: Layout) -> str:
    with contextlib.suppress(OSError), layout.log.open(errors="replace") as log:
        log.seek(max(0, layout.log.stat().st_size - 4000))
        return log.read()
    return ""


def _run(layout: Layout, account: Account, programs: Path) -> None:
    command = [
        str(programs / "postgres"),
        *("-D", str(layout.data)),
        *("-c", f"config_file={layout.configuration}"),
        *("-c", f"hba_file={layout.authentication}"),
    ]
    # The server's processes inherit this lock. The shell leaves at once: the server is nobody's child,
    # and no terminal's signal reaches it.
    with wait_for(FileLock(layout.server_lock), seconds=5) as lock:
        subprocess.run(  # noqa: S603 - own programs
            ["/bin/sh", "-c", '"$@" >>"$0" 2>&1 </dev/null &', str(layout.log), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
            check=True,
            **account.process_options(),
        )


def _initialise(
    layout: Layout, account: Account, programs: Path, passwords: Passwords, *, durable: bool
) -> None:
    """Make the cluster beside its place and move it there when it is whole."""
    unfinished = layout.cluster / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=layout.root) as secret:
        secret.write(passwords.of(MANAGER))
        secret.flush()
        if not account.is_ours:
            shutil.chown(secret.name, account.uid)
        files = ["--pgdata", str(unfinished), "--pwfile", secret.name]
        sync = [] if durable else ["--no-sync"]
        done = subprocess.run(  # noqa: S603 - own programs
            [str(programs / "initdb"), *files, *sync, *_INITDB],
            capture_output=True,
            text=True,
            check=False,
            **account.process_options(),
        )
    if done.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        output = done.stdout + done.stderr
        raise last_words("PostgreSQL could not make a new database.", output, layout.root)
    unfinished.rename(layout.data)


def _check_disk(layout: Layout) -> None:
    free = shutil.disk_usage(layout.root).free // _MEGABYTE
    if free < _LEAST_FREE_MEGABYTES:
        raise PostgresProblem(
            need=f"The database needs {_LEAST_FREE_MEGABYTES} MB free below {layout.root}.",
            finding=f"There are {free} MB: the disk is full.",
            remedy="Free some space there, then run the command again: nothing already stored is lost.",
        )


def _check_version(layout: Layout) -> None:
    made_by = (layout.data / "PG_VERSION").read_text().strip()
    if made_by != str(MAJOR):
        raise PostgresProblem(
            need=f"This Weald brings PostgreSQL {MAJOR}.",
            finding=f"The database in {layout.data} was made by PostgreSQL {made_by}.",
            remedy="Back it up with the Weald that made it, and restore that into a new data folder.",
        )
