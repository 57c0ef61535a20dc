"""What can be known of the server from outside: its pid file and its processes."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

# Above every pid any system hands out: surely nobody's.
NOBODYS_PID = 2**31 - 2


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of postmaster.pid that matter to us."""

    pid: int
    socket_folder: Path | None
    status: str


def read_pid_file(path: Path) -> PidFile | None:
    """What the server says of itself; None without a file, or while it is still being written."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return None
    with contextlib.suppress(IndexError, ValueError):
        folder = Path(lines[4]) if len(lines) > 4 and lines[4] else None
        return PidFile(abs(int(lines[0])), folder, lines[7].strip() if len(lines) > 7 else "")
    return None


def disown(paths: list[Path]) -> dict[Path, str]:
    """Put nobody's pid in each file whose pid another process (or a zombie) carries; returns the old texts.

    PostgreSQL takes any process with that pid for a server. The rest of the file stays, so that it still
    checks by itself whether the shared memory named there is in use.
    """
    old_texts = {}
    for path in paths:
        found = read_pid_file(path)
        if found is not None and _exists(found.pid):
            old_texts[path] = text = path.read_text()
            _rewrite(path, "\n".join([str(NOBODYS_PID), *text.splitlines()[1:], ""]))
    return old_texts


def own_again(old_texts: dict[Path, str]) -> None:
    for path, text in old_texts.items():
        if path.exists():
            _rewrite(path, text)


def members(data: Path) -> set[int]:
    """Processes of the server over this data folder: all work in it. Empty without /proc."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == data:
                found.add(int(entry.name))
    return found


def evict(data: Path) -> None:
    """End what a killed server left behind; SIGQUIT is PostgreSQL's word for *now, without saving*."""
    for pid in members(data):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)


def tell(data: Path, pid: int, word: signal.Signals) -> bool:
    """Signal the server if that pid is still its own."""
    known = members(data)
    if known and pid not in known:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, word)
        return True
    return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _rewrite(path: Path, text: str) -> None:
    # In place: the file keeps its owner, and only the server's account may make new ones here.
    with path.open("r+") as file:
        file.truncate()
        file.write(text)
