"""Files in the database: whole, once, in bounded memory; and out again only as downloads."""

import io
import threading
import tracemalloc

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.files import ChunkFactory, StoredFileFactory
from tests.personas import make_cast
from tests.weald.files.samples import PDF

from weald.core.errors import Refused
from weald.core.permissions import SYSTEM
from weald.core.registry import ERASERS
from weald.files.domain import content_of, store
from weald.files.enums import MediaType
from weald.files.errors import Unfit
from weald.files.models import Chunk, StoredFile
from weald.files.models.stored_file import CHUNK_BYTES, MOST_BYTES
from weald.files.views.download import as_download

pytestmark = pytest.mark.django_db


class Endless:
    """Gives as much as is asked for, and counts."""

    def __init__(self, size: int, piece: bytes = b"%PDF-1.7\n" + b"x" * 91) -> None:
        self.left, self.piece, self.given = size, piece, 0

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        self.left -= size
        self.given += size
        return (self.piece * (size // len(self.piece) + 1))[:size]


def test_a_file_comes_back_byte_for_byte_and_is_kept_once():
    amina = make_cast().amina.actor
    content = PDF + b"%" * (2 * CHUNK_BYTES)

    first = store(io.BytesIO(content), "a/grid.pdf", by=amina)
    second = store(io.BytesIO(content), "other.pdf", by=SYSTEM)

    assert first.file == second.file
    assert (first.name, second.name) == ("grid.pdf", "other.pdf")
    assert first.changes == ("the folder was left out of its name",)
    assert b"".join(content_of(first.file)) == content
    assert [len(piece) for piece in content_of(first.file)] == [CHUNK_BYTES, CHUNK_BYTES, len(PDF)]
    assert first.file.stored_by_id == amina.person_id
    assert first.file.media_type == MediaType.PDF
    assert str(first.file).startswith("PDF ")
    assert str(first.file.chunks.first()).startswith("piece 0 of")


def test_storing_twenty_megabytes_holds_only_pieces():
    tracemalloc.start()
    kept = store(Endless(20_000_000), "big.pdf", by=SYSTEM)
    sent = sum(len(piece) for piece in content_of(kept.file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent == 20_000_000
    assert peak < 8_000_000


def test_too_much_is_refused_before_all_of_it_is_read():
    stream = Endless(10 * MOST_BYTES)

    with pytest.raises(Unfit) as refused:
        store(stream, "huge.pdf", by=SYSTEM)

    assert refused.value.refusal.need == "A file is 50 MB at most."
    assert stream.given <= MOST_BYTES + CHUNK_BYTES
    assert not StoredFile.objects.exists()


def test_an_empty_file_is_refused():
    with pytest.raises(Unfit, match="empty"):
        store(io.BytesIO(), "empty.pdf", by=SYSTEM)


@pytest.mark.parametrize("person", ["nobody", "bo", "helen"])
def test_who_does_not_work_in_the_sector_keeps_no_files(person):
    actor = getattr(make_cast(), person).actor

    with pytest.raises(Refused, match="invite"):
        store(io.BytesIO(PDF), "a.pdf", by=actor)


@pytest.mark.django_db(transaction=True)
def test_the_same_content_from_two_at_once_is_kept_once():
    barrier, kept = threading.Barrier(2), []

    def give() -> None:
        barrier.wait()
        kept.append(store(io.BytesIO(PDF * 9_000), "a.pdf", by=SYSTEM).file.pk)
        connection.close()

    threads = [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(kept)) == 1
    assert StoredFile.objects.count() == 1
    assert b"".join(content_of(StoredFile.objects.get())) == PDF * 9_000


def test_the_database_refuses_a_piece_that_is_too_large_and_a_second_of_the_same_place():
    file = StoredFileFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ChunkFactory(file=file, data=b"x" * (CHUNK_BYTES + 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ChunkFactory(file=file, position=0)
    assert Chunk.objects.count() == 1


def test_a_file_leaves_only_as_a_download():
    file = StoredFileFactory(content=b"<script>alert(1)</script>")

    response = as_download(file, "Zoë’s “grid” 🌱\r\nX-Bad: 1.txt")

    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Zo%C3%AB")
    assert "X-Bad" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Length"] == "25"


def test_whoever_is_erased_is_no_longer_named_beside_a_file():
    amina = make_cast().amina.actor
    kept = store(io.BytesIO(PDF), "a.pdf", by=amina).file

    assert ERASERS["files"](amina.person_id) == 1

    kept.refresh_from_db()
    assert kept.stored_by_id is None
