"""Which operating-system account PostgreSQL runs as: it refuses root."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weald.postgres.problems import PostgresProblem

SERVICE_ACCOUNT = "weald-db"


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """Keyword arguments with which `subprocess` runs something as this account."""
        ours: dict[str, Any] = {"cwd": "/", "umask": 0o077, "env": _plain_environment()}
        if self.is_ours:
            return ours
        return ours | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Make a private folder that this account can fill."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if not self.is_ours:
            os.chown(folder, self.uid, self.gid)

    def can_reach(self, folder: Path) -> bool:
        return self.is_ours or self._succeeds(["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)])

    def can_run(self, program: Path) -> bool:
        return self.is_ours or self._succeeds([str(program), "--version"])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(command, capture_output=True, check=False, **self.process_options())  # noqa: S603 - own programs
        except PermissionError:
            return False
        return done.returncode == 0


def account_for(cluster_folder: Path) -> Account:
    """Whoever owns the cluster already; else ourselves; else, as root, a service account."""
    us = Account(os.geteuid(), os.getegid())
    if not cluster_folder.exists():
        return us if us.uid else _service_account()
    owner = cluster_folder.stat()
    if us.uid == 0 and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    if us.uid == 0:
        return _service_account()
    if owner.st_uid != us.uid:
        raise PostgresProblem(
            need=f"The database in {cluster_folder} runs as the user who made it.",
            finding=f"It belongs to user number {owner.st_uid}, and this is user number {us.uid}.",
            remedy="Run Weald as that user, or set WEALD_DATA to a folder of your own.",
        )
    return us


def _service_account() -> Account:
    """An account for the database alone; `nobody` where the system cannot add one."""
    for attempt in (_add_service_account, None):
        with contextlib.suppress(KeyError):
            return _named(SERVICE_ACCOUNT)
        if attempt:
            attempt()
    return _named("nobody")


def _named(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _add_service_account() -> None:
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    # Refused or missing (read-only system, no such tool) is not a problem: there is `nobody`.
    with contextlib.suppress(OSError):
        subprocess.run(  # noqa: S603 - fixed words
            ["useradd", *options, "--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT],  # noqa: S607 - found on root's path
            capture_output=True,
            check=False,
        )


def _plain_environment() -> dict[str, str]:
    # Nothing of the caller's environment (PGDATA, PGPORT, LC_*, …) may change how the server runs.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
