"""Letting go of files that nothing uses: of discarded drafts, replaced ones, texts taken down."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from weald.files.models import Chunk, StoredFile

KEPT_UNUSED = timedelta(days=7)


def unused_files() -> QuerySet[StoredFile]:
    """Give the files that no row of any app has pointed to for a week. Who points is asked of the models."""
    unused = StoredFile.objects.filter(stored_at__lt=timezone.now() - KEPT_UNUSED)
    for relation in StoredFile._meta.related_objects:
        if relation.related_model is not Chunk:
            users = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            unused = unused.exclude(Exists(users))
    return unused


def forget_unused() -> int:
    """Delete them one by one. Whoever begins to use one at that moment wins: the database sees to it."""
    forgotten = 0
    for file in unused_files().iterator():
        try:
            with transaction.atomic():
                file.delete()
        except IntegrityError:
            continue
        forgotten += 1
    return forgotten
