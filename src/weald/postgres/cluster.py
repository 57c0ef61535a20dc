"""The embedded PostgreSQL: made on first use, started for the first Weald process, stopped after the last."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from weald.postgres import processes
from weald.postgres.account import Account, account_for
from weald.postgres.birth import end_of_log, launch
from weald.postgres.layout import (
    MANAGER,
    Layout,
    Passwords,
    forget_socket_folder,
    keep_passwords,
    make_folder,
)
from weald.postgres.locks import FileLock, is_held, wait_for
from weald.postgres.problems import PostgresProblem, explaining, last_words
from weald.postgres.server import Server, prepare_roles

_START_SECONDS = 300  # putting a crashed server's work in order can take a while
_STOP_SECONDS = 60
_ORPHAN_SECONDS = 5


class Cluster:
    """One PostgreSQL over one data folder, shared by every Weald process that uses it.

    Each user holds `users.lock` shared while it needs the server, and the server's processes hold
    `server.lock` from birth to death. So "is anybody using it?" and "is anything of it alive?" are
    questions to the kernel, and no pid has to be believed.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self._data_dir = Path(data_dir).absolute()
        self._durable = durable
        self._users: FileLock | None = None
        self.layout = Layout(self._data_dir / "database")

    def start(self) -> Server:
        """The running server, started if need be; `stop` gives it back."""
        with explaining(self._data_dir):
            account = self._prepare_folders()
            with wait_for(FileLock(self.layout.start_lock), seconds=_START_SECONDS):
                users = FileLock(self.layout.users_lock)
                users.share()
                try:
                    server = self._ensure_running(account)
                except BaseException:
                    users.release()
                    raise
        self._users = users
        return server

    def stop(self) -> None:
        """Leave the server to its other users, or stop it when there are none."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with users, wait_for(FileLock(self.layout.start_lock), seconds=_START_SECONDS):
            if users.claim():
                self._shut_down()

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        server = self.start()
        try:
            yield server
        finally:
            self.stop()

    def is_alive(self) -> bool:
        return self.layout.server_lock.exists() and is_held(self.layout.server_lock)

    def revive(self) -> Server:
        """Start the server again if it died while we were using it."""
        with explaining(self._data_dir), wait_for(FileLock(self.layout.start_lock), seconds=_START_SECONDS):
            return self._ensure_running(account_for(self.layout.cluster))

    def _prepare_folders(self) -> Account:
        account = account_for(self.layout.cluster)
        # Closed to others, except that a service account has to pass through to its own part.
        make_folder(self.layout.root, mode=0o700 if account.is_ours else 0o711)
        account.own(self.layout.cluster)
        if not account.can_reach(self.layout.cluster):
            raise PostgresProblem(
                need="PostgreSQL refuses to run as root; Weald runs it as an account without privileges.",
                finding=f"That account (user number {account.uid}) cannot enter {self.layout.cluster}.",
                remedy="Set WEALD_DATA to a folder everyone may pass through, such as /var/lib/weald.",
            )
        return account

    def _ensure_running(self, account: Account) -> Server:
        passwords = keep_passwords(self.layout)
        is_new = False
        while not is_new:  # once more when we met the old server on its way out
            is_new = not self.is_alive()
            if is_new:
                disowned = launch(self.layout, account, passwords, durable=self._durable)
                if not self._outlives_its_birth():
                    processes.own_again(disowned)
            server = self._wait_until_ready(passwords)
            if server is not None:
                return server
        raise last_words("PostgreSQL did not start.", end_of_log(self.layout), self.layout.log)

    def _outlives_its_birth(self) -> bool:
        """Wait until the server has written its own pid file, or given up."""
        while self.is_alive():
            found = processes.read_pid_file(self.layout.pid_file)
            if found and found.pid != processes.NOBODYS_PID and found.status:
                return True
            time.sleep(0.01)
        return False

    def _wait_until_ready(self, passwords: Passwords) -> Server | None:
        """The server once it answers; None when its last process is gone."""
        started = time.monotonic()
        while self.is_alive():
            server = self._answering(passwords)
            if server is not None:
                return server
            waited = time.monotonic() - started
            if waited > _ORPHAN_SECONDS and not self._has_head():
                processes.evict(self.layout.data)
            if waited > _START_SECONDS:
                raise last_words(
                    "PostgreSQL runs but does not answer.", end_of_log(self.layout), self.layout.log
                )
            time.sleep(0.02)
        return None

    def _answering(self, passwords: Passwords) -> Server | None:
        found = processes.read_pid_file(self.layout.pid_file)
        if found is None or found.status != "ready" or found.socket_folder is None:
            return None
        server = Server(found.socket_folder, passwords)
        try:
            with server.connect() as connection:
                prepare_roles(connection, passwords)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise PostgresProblem(
                    need=f"The passwords of the database stand in {self.layout.passwords}.",
                    finding=f"The server refuses the one of {MANAGER}.",
                    remedy="Put the right file back, or move the data folder away and restore a back-up.",
                ) from error
            return None
        return server

    def _has_head(self) -> bool:
        """Whether the server's first process, which alone can start others, still lives."""
        found = processes.read_pid_file(self.layout.pid_file)
        return found is not None and found.pid in processes.members(self.layout.data)

    def _shut_down(self) -> None:
        found = processes.read_pid_file(self.layout.pid_file)
        started = time.monotonic()
        words = [(_STOP_SECONDS, signal.SIGQUIT), (0, signal.SIGINT)]  # politely first
        while self.is_alive():
            waited = time.monotonic() - started
            if found and words and waited >= words[-1][0]:
                processes.tell(self.layout.data, found.pid, words.pop()[1])
            if waited > 2 * _STOP_SECONDS:
                raise last_words("PostgreSQL does not stop.", end_of_log(self.layout), self.layout.log)
            time.sleep(0.01)
        forget_socket_folder(self.layout, found.socket_folder if found else None)
