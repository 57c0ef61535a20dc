from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from weald.core.errors import EnvironmentProblem


class PostgresProblem(EnvironmentProblem):
    """Something about the database that a person has to put right."""


_REMEDIES = {
    errno.ENOSPC: "Free some space there, then run the command again: nothing already stored is lost.",
    errno.EDQUOT: "Free some space there, then run the command again: nothing already stored is lost.",
    errno.EROFS: "Set WEALD_DATA to a folder on a disk that can be written to.",
    errno.EACCES: "Make the folder writable for the user who runs Weald, or set WEALD_DATA to another one.",
    errno.EPERM: "Make the folder writable for the user who runs Weald, or set WEALD_DATA to another one.",
    errno.ENOTDIR: "Set WEALD_DATA to a folder: part of this path is a file.",
    errno.EEXIST: "Set WEALD_DATA to a folder: this path is a file.",
}


@contextlib.contextmanager
def explaining(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses about the data folder into words."""
    try:
        yield
    except OSError as error:
        raise PostgresProblem(
            need=f"Weald keeps its database in {folder}.",
            finding=f"The system says: {error.strerror} ({error.filename or folder}).",
            remedy=_REMEDIES.get(error.errno or 0, "Check the folder, or set WEALD_DATA to another one."),
        ) from error


# What the server writes to its log before it gives up, and what helps.
_LAST_WORDS = (
    (
        "No space left on device",
        "Free some space there, then run the command again: nothing stored is lost.",
    ),
    ("still in use", "Another PostgreSQL is using this folder: stop it first."),
    ("invalid permissions", "Give the folder back its permissions: chmod 700."),
    ("wrong ownership", "Give the folder back to the user who made it, or run Weald as that user."),
    ("Permission denied", "Let the user who runs Weald read and write everything below the data folder."),
    ("could not create shared memory", "Give the machine more memory, or stop other programs."),
    (
        "could not locate a valid checkpoint",
        "The files are damaged: restore the last back-up into a new folder.",
    ),
    ("could not look up effective user ID", "Run Weald as a user that has an entry in /etc/passwd."),
    ("could not look up user ID", "Run Weald as a user that has an entry in /etc/passwd."),
)


def last_words(doing: str, output: str, where: Path) -> PostgresProblem:
    """Explain a PostgreSQL program's end from the last lines it wrote."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    finding = (telling or lines or ["It wrote nothing."])[-1]
    for words, remedy in _LAST_WORDS:
        if words in "\n".join(telling) or words in finding:
            return PostgresProblem(need=doing, finding=finding, remedy=remedy)
    return PostgresProblem(need=doing, finding=finding, remedy=f"The whole account is in {where}.")
