"""What the register's files have told, kept so that the order in which they are imported does not matter."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from weald.schools.enums import Kind
from weald.schools.models.organisation import Organisation
from weald.search.models import Spelling


class Provenance(models.Model):
    """Of which day the register's word for each fact is; an older file never overwrites it."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="provenance"
    )
    # field → ISO date, followed by “itself” where the file was about this organisation
    known_on = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"provenance of {self.organisation_id}"


class Sighting(models.Model):
    """A membership as register files told it, from the first to the last. Spells are drawn from these."""

    child = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sightings")
    parent = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="member_sightings")
    kind = models.CharField(max_length=16, choices=Kind)
    joined_on = models.DateField(null=True)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "parent", "joined_on"], name="sighting_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="sighting_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="sighting_in_order", condition=Q(first_seen_on__lte=F("last_seen_on"))
            ),
        ]
        indexes = [models.Index(fields=["kind", "child"], name="sighting_kind_child")]

    def __str__(self) -> str:
        return f"{self.child_id} in {self.parent_id}, seen {self.first_seen_on} to {self.last_seen_on}"


class Snapshot(models.Model):
    """A day on which a whole file told every membership of a kind: what it leaves out was over by then."""

    kind = models.CharField(max_length=16, choices=Kind)
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "as_of"], name="snapshot_once"),
            models.CheckConstraint(name="snapshot_kind_known", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self) -> str:
        return f"every {self.kind} on {self.as_of}"


class SearchEntry(models.Model):
    """The words by which an organisation is found. Written by the database itself (migration 0002)."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = ArrayField(models.TextField())

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [GinIndex(fields=["words"], name="search_entry_words")]

    def __str__(self) -> str:
        return " ".join(self.words)


class Word(Spelling):
    """A word that some organisation's name or town has. Written by the database itself (migration 0002)."""

    class Meta:
        indexes = [GinIndex(fields=["trigrams"], name="word_trigrams")]
