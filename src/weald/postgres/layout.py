"""What lies where in the data folder, and the passwords kept there."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import stat
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from weald.postgres.account import Account
from weald.postgres.problems import PostgresProblem

MANAGER, OWNER, WEB = "weald_manager", "weald_owner", "weald_web"
SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 103  # macOS allows 103 bytes, Linux 107


@dataclass(frozen=True, slots=True)
class Layout:
    """The database's part of the data folder.

    What root writes lies where only root can write; the server's account owns `cluster` alone.
    """

    root: Path

    @property
    def passwords(self) -> Path:
        return self.root / "passwords.json"

    @property
    def configuration(self) -> Path:
        return self.root / "postgresql.conf"

    @property
    def authentication(self) -> Path:
        return self.root / "pg_hba.conf"

    @property
    def software(self) -> Path:
        return self.root / "software"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def users_lock(self) -> Path:
        return self.root / "users.lock"

    @property
    def server_lock(self) -> Path:
        return self.root / "server.lock"

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"


@dataclass(frozen=True, slots=True)
class Passwords:
    weald_manager: str
    weald_owner: str
    weald_web: str

    def of(self, role: str) -> str:
        return str(getattr(self, role))


def make_folder(folder: Path, *, mode: int) -> None:
    """Make a folder and whatever is missing above it, with this mode whatever the caller's umask."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        place.chmod(mode)


def keep_passwords(layout: Layout) -> Passwords:
    """The stored passwords, or fresh ones for a database that does not exist yet."""
    if layout.passwords.exists():
        return Passwords(**json.loads(layout.passwords.read_text()))
    if layout.data.exists():
        raise PostgresProblem(
            need=f"The passwords of the database stand in {layout.passwords}.",
            finding="That file is gone, though the database is there.",
            remedy="Put the file back, or move the data folder away and restore a back-up.",
        )
    fresh = Passwords(*(secrets.token_urlsafe(24) for _ in range(3)))
    write_whole(layout.passwords, json.dumps(asdict(fresh), indent=1), mode=0o600)
    return fresh


def write_whole(path: Path, text: str, *, mode: int) -> None:
    """Write a file so that nobody ever sees half of it, even after a power cut."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).rename(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def socket_folder(layout: Layout, account: Account, last: Path | None) -> Path:
    """A private folder for the socket: in the cluster, or in /tmp where that path is too long or too odd.

    A server that takes the place of a dead one answers where that one did.
    """
    near = layout.cluster / "socket"
    if len(os.fsencode(near / SOCKET_NAME)) <= _LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./+-]+", str(near)):
        account.own(near)
        return near
    if last is not None and not last.is_relative_to(layout.cluster) and _is_private(last, account):
        return last
    # A new name: nobody can have put something there before us.
    far = Path(tempfile.mkdtemp(prefix="weald-", dir="/tmp"))
    account.own(far)
    return far


def _is_private(folder: Path, account: Account) -> bool:
    try:
        seen = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == account.uid and not seen.st_mode & 0o077


def forget_socket_folder(layout: Layout, folder: Path | None) -> None:
    """Remove what a server that is gone left in /tmp."""
    if folder is None or folder.is_relative_to(layout.cluster) or not folder.name.startswith("weald-"):
        return
    with contextlib.suppress(OSError):
        for left in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (folder / left).unlink(missing_ok=True)
        folder.rmdir()
