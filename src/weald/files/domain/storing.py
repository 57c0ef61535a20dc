"""Keeping a file: counted, recognised, and written in small pieces, once for each content."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.db import transaction
from django.utils import timezone

from weald.core.permissions import Actor, permit
from weald.files import rules  # noqa: F401 -- it declares the rule asked for below
from weald.files.domain.kinds import recognise
from weald.files.domain.names import harmless_name
from weald.files.errors import Unfit
from weald.files.models import Chunk, StoredFile
from weald.files.models.stored_file import CHUNK_BYTES, MOST_BYTES

MOST_WORDS = f"A file is {MOST_BYTES // 1_000_000} MB at most."


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file, the name it may be shown and sent under, and what had to be changed in that name."""

    file: StoredFile
    name: str
    changes: tuple[str, ...] = ()


def store(stream: Readable, name: str, *, by: Actor) -> Kept:
    """Keep what the stream gives. Never more than a piece is in memory; the whole is looked at on disk."""
    permit("files.store", by)
    with tempfile.TemporaryFile() as file:
        size, digest = write_down(stream, file)
        kind = recognise(file, size, name)
        fit = harmless_name(name, kind)
        # A text is what its name says: the same bytes may be a table here and a text there.
        kept = _known(digest) or keep(file, size=size, digest=digest, kind=kind, by=by)
    return Kept(kept, fit.text, fit.changes)


def write_down(stream: Readable, file: BinaryIO) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := stream.read(CHUNK_BYTES):
        size += len(piece)
        if size > MOST_BYTES:
            raise Unfit("This one is larger.", "Make its pictures smaller, or split it.", need=MOST_WORDS)
        digest.update(piece)
        file.write(piece)
    if not size:
        raise Unfit("This one is empty.", "Choose the file again.", need="A file has something in it.")
    return size, digest.hexdigest()


def _known(digest: str) -> StoredFile | None:
    """Give the file if its content is here already, counted as new: it is not swept up before it is used."""
    known = StoredFile.objects.filter(sha256=digest)
    return known.first() if known.update(stored_at=timezone.now()) else None


def keep(file: BinaryIO, *, size: int, digest: str, kind: str, by: Actor) -> StoredFile:
    with transaction.atomic():
        # Of two who bring the same content at once, the second waits for the first and takes theirs.
        kept, is_new = StoredFile.objects.get_or_create(
            sha256=digest, defaults={"size": size, "media_type": kind, "stored_by_id": by.person_id}
        )
        if is_new:
            file.seek(0)
            for position, data in enumerate(iter(lambda: file.read(CHUNK_BYTES), b"")):
                Chunk.objects.create(file=kept, position=position, data=data)
    return kept


def content_of(file: StoredFile) -> Iterator[bytes]:
    """Give the pieces one query at a time: no transaction is held open for as long as somebody downloads."""
    for position in range(-(-file.size // CHUNK_BYTES)):
        yield bytes(Chunk.objects.values_list("data", flat=True).get(file=file, position=position))
