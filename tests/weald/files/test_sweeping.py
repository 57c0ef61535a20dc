"""Files that nothing uses go after a week; those in use stay."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.drafts import DraftFileFactory
from tests.factories.files import StoredFileFactory
from tests.factories.practices import AttachmentFactory
from tests.weald.files.test_storing import Endless

from weald.core.permissions import SYSTEM
from weald.files.domain import store, sweeping
from weald.files.models import Chunk, StoredFile
from weald.files.tasks import forget_unused_files

pytestmark = pytest.mark.django_db


def aged(file, days=8):
    StoredFile.objects.filter(pk=file.pk).update(stored_at=timezone.now() - timedelta(days=days))
    return file


def test_only_what_is_old_and_unused_goes():
    used, drafted = aged(AttachmentFactory().file), aged(DraftFileFactory().file)
    unused, fresh = aged(StoredFileFactory()), aged(StoredFileFactory(), days=6)

    forget_unused_files(0)

    assert set(StoredFile.objects.all()) == {used, drafted, fresh}
    assert not Chunk.objects.filter(file_id=unused.pk).exists()


def test_given_again_it_counts_as_new():
    kept = store(Endless(1_000), "a.pdf", by=SYSTEM).file
    aged(kept)

    again = store(Endless(1_000), "a.pdf", by=SYSTEM).file

    assert again == kept
    assert sweeping.forget_unused() == 0


def test_whoever_begins_to_use_one_at_that_moment_wins(monkeypatch):
    used = aged(AttachmentFactory().file)
    monkeypatch.setattr(sweeping, "unused_files", lambda: StoredFile.objects.filter(pk=used.pk))

    assert sweeping.forget_unused() == 0
    assert StoredFile.objects.filter(pk=used.pk).exists()
