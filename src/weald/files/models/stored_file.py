from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual

from weald.files.enums import MediaType

CHUNK_BYTES = 256 * 1024
MOST_BYTES = 50 * 1000 * 1000


class StoredFile(models.Model):
    """Bytes somebody gave, kept once. What they are called is said where they are used."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80, choices=MediaType)
    stored_at = models.DateTimeField(auto_now_add=True)
    # Who gave it first; files knows nothing of people.
    stored_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_type_known", condition=Q(media_type__in=MediaType.values)),
            models.CheckConstraint(name="file_size_kept", condition=Q(size__gt=0, size__lte=MOST_BYTES)),
            models.CheckConstraint(name="file_digest_whole", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.get_media_type_display()} {self.sha256[:12]}"


class Chunk(models.Model):
    """A piece of a file, small enough that neither storing nor serving ever holds the whole in memory."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["file", "position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="chunk_once"),
            models.CheckConstraint(
                name="chunk_is_small",
                condition=Q(
                    LessThanOrEqual(
                        Func(F("data"), function="octet_length", output_field=models.IntegerField()),
                        CHUNK_BYTES,
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"piece {self.position} of {self.file_id}"
