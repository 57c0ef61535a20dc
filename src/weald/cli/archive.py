"""Everything a site keeps, in one file: the database, its keys, its signed heads, its uploads."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from weald import __version__
from weald.core.errors import EnvironmentProblem, WealdError
from weald.postgres.dump import is_empty, load_dump, roles_granted, write_dump

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
FOLDERS = ("keys", "heads", "uploads")
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file holds; `files` gives each one's SHA-256."""

    format: int
    weald: str
    made_at: str
    roles: list[str]
    files: dict[str, str]


def write_archive(file: Path, *, url: str, data: Path) -> Manifest:
    """Write beside the file's place and move it there when it is whole and on the disk."""
    if file.exists():
        raise WealdError(
            "A back-up is written into a new file.", f"{file} is there already.", "Choose another name."
        )
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
            dump, unfinished = Path(folder) / DATABASE, Path(folder) / "archive"
            write_dump(url, dump)
            with unfinished.open("xb") as raw:
                manifest = _fill(raw, dump, data, roles_granted(url))
                raw.flush()
                os.fsync(raw.fileno())
            unfinished.chmod(0o600)  # it holds keys
            unfinished.rename(file)
    except OSError as error:
        raise EnvironmentProblem(
            f"The back-up is written to {file.parent}.",
            f"The system says: {error.strerror}.",
            "Choose a folder that can be written to and has room for twice the database.",
        ) from error
    return manifest


def _fill(raw: IO[bytes], dump: Path, data: Path, roles: list[str]) -> Manifest:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        # The dump is compressed already.
        sums[DATABASE] = _add(archive, dump, zipfile.ZipInfo(DATABASE))
        for path in _kept_files(data):
            name = path.relative_to(data).as_posix()
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            sums[name] = _add(archive, path, entry)
        manifest = Manifest(FORMAT, __version__, datetime.now(UTC).isoformat(), roles, sums)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _kept_files(data: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (data / folder).rglob("*") if path.is_file())


def _add(archive: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> str:
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def restore_archive(file: Path, *, url: str, data: Path, force: bool) -> Manifest:
    """Check the whole file; then replace the database in one transaction, then each folder in one move."""
    if not force and not is_empty(url):
        raise WealdError(
            "A back-up is restored into an empty database.",
            "This one holds something already.",
            "Add --force to replace all of it, or set WEALD_DATA or DATABASE_URL to another place.",
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="restoring-") as folder:
        manifest = unpack(file, Path(folder))
        load_dump(url, Path(folder) / DATABASE, roles=manifest.roles)
        for name in FOLDERS:
            _replace(data / name, Path(folder) / name, Path(folder) / f"old-{name}")
    return manifest


def _replace(place: Path, new: Path, old: Path) -> None:
    if place.exists():
        place.rename(old)
    if new.exists():
        new.rename(place)


def unpack(file: Path, folder: Path) -> Manifest:
    """Lay the archive's files out, refusing one that is damaged, incomplete or of a later Weald."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            _check_version(manifest)
            for name, expected in manifest.files.items():
                if _extract(archive, name, folder) != expected:
                    raise _damaged(file, f"{name} is not what was backed up")
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        raise EnvironmentProblem(
            "Restoring reads the back-up and needs room for it in the data folder.",
            f"The system says: {error.strerror} ({error.filename or folder}).",
            "Check the file's name and the free space.",
        ) from error
    return manifest


def _extract(archive: zipfile.ZipFile, name: str, folder: Path) -> str:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} would lie outside the data folder")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("xb") as out:
        if name.startswith("keys/"):
            target.chmod(0o600)
        return _copy(source, out)


def _check_version(manifest: Manifest) -> None:
    def number(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version.split("."))

    if manifest.format > FORMAT or number(manifest.weald) > number(__version__):
        raise WealdError(
            "A back-up is restored by the version that made it, or a later one.",
            f"This one was made by Weald {manifest.weald}; this is {__version__}.",
            "Update Weald first.",
        )


def _damaged(file: Path, finding: str) -> WealdError:
    return WealdError(
        "A back-up must be whole.",
        f"{file} is damaged or no back-up of Weald: {finding}.",
        "Nothing was changed. Use another copy.",
    )
