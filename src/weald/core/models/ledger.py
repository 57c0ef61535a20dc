"""The ledger's three tables: what was done, who did it (erasable), where each chain ends."""

from django.db import models
from django.db.models import Q

from weald.core.enums import SECRET_VERBS, Audience, Verb

# Ordinary writers take any free chain; secret acts have chains of their own, so that
# the exact times of their neighbours cannot place them.
ORDINARY_SHARDS = range(16)
SECRET_SHARDS = range(16, 20)


class Entry(models.Model):
    """One act. The database refuses to update, delete or truncate it (migration 0002)."""

    id = models.UUIDField(primary_key=True)
    shard = models.SmallIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=24, choices=Verb)
    target_label = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    place_id = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=12, choices=Audience)
    payload = models.JSONField(default=dict)
    commitment = models.BinaryField(max_length=32, null=True)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shard", "seq"], name="entry_shard_seq"),
            models.CheckConstraint(name="entry_verb_known", condition=Q(verb__in=Verb.values)),
            models.CheckConstraint(name="entry_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="entry_secret_acts_name_nobody",
                condition=~Q(verb__in=sorted(SECRET_VERBS))
                | Q(commitment__isnull=True, place_id__isnull=True, payload={}),
            ),
            models.CheckConstraint(
                name="entry_secret_acts_stay_apart",
                condition=Q(verb__in=sorted(SECRET_VERBS), shard__gte=SECRET_SHARDS.start)
                | (~Q(verb__in=sorted(SECRET_VERBS)) & Q(shard__lt=SECRET_SHARDS.start)),
            ),
        ]
        indexes = [
            models.Index(fields=["target_label", "target_id"], name="entry_target"),
            models.Index(fields=["place_id", "-at"], name="entry_place_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label} {self.target_id}"


class Identity(models.Model):
    """Who acted, in which role, where: apart from the entry, so that it can be erased.

    The entry keeps only a salted hash of these three. With this row gone, so is the salt,
    and the entry still verifies but no longer says who.
    """

    # No foreign key: the entry outlives every identity and must not be locked by its erasure.
    entry_id = models.UUIDField(primary_key=True)
    person_id = models.BigIntegerField()
    role = models.CharField(max_length=32, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "identities"
        indexes = [models.Index(fields=["person_id"], name="identity_person")]

    def __str__(self) -> str:
        return f"identity of {self.entry_id}"


class Head(models.Model):
    """The end of one chain; the row a writer locks until its transaction ends."""

    shard = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"shard {self.shard} at {self.seq}"
