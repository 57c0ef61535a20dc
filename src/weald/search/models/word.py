from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Spelling(models.Model):
    """A word with its trigrams: where misspelt words find home."""

    word = models.TextField(primary_key=True)
    trigrams = ArrayField(models.TextField())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.word


class SearchWord(Spelling):
    """A word of some document's text, as it is written there and as PostgreSQL stems it."""

    stem = models.TextField()
    # In how many documents a word of this stem stood when last counted.
    documents = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            GinIndex(fields=["trigrams"], name="search_word_trigrams", fastupdate=False),
            models.Index(fields=["stem"], name="search_word_stem"),
        ]
