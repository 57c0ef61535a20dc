from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from weald.core.enums import Audience


class SearchDocument(models.Model):
    """What can be found of one thing. Written with the thing, gone with it.

    The row is kept narrow: counting what a whole sector may see reads nothing else. `text` and `words` go
    out of line (migration 0002); PostgreSQL does that for rows of two kilobytes and more, which the two of
    them make nearly every row. What a document means stands in `search_meaning` (`Meaning`).
    """

    # The thing: "practices.practice" and its id, as shares and the ledger name it.
    label = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    excerpt = models.CharField(max_length=400, blank=True)
    # Everything said in it and of it, for learning; and the same as PostgreSQL stems and weighs it.
    text = models.TextField(blank=True)
    words = SearchVectorField()
    title_words = SearchVectorField()

    kind = models.CharField(max_length=32)
    stage = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    concept = models.CharField(max_length=64, blank=True)
    area = models.CharField(max_length=64, blank=True)
    phases = ArrayField(models.CharField(max_length=32), default=list)
    key_stages = ArrayField(models.CharField(max_length=32), default=list)

    # An organisation; the app of organisations stands above this one. None: nobody's in particular.
    home_id = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=16, choices=Audience)
    # How much others have made of it, from 0: breaks ties.
    weight = models.FloatField(default=0)
    updated_at = models.DateTimeField()
    # Its words are in the dictionary and its meaning is worked out.
    is_learnt = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label", "target_id"], name="document_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="document_audience"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="document_weight"),
        ]
        indexes = [
            # Without a list of pending entries: a reader would pay for it, at an unforeseen moment.
            GinIndex(fields=["words"], name="document_words", fastupdate=False),
            models.Index(fields=["home_id"], name="document_home"),
            models.Index(fields=["id"], name="document_unlearnt", condition=Q(is_learnt=False)),
        ]

    def __str__(self) -> str:
        return self.title
