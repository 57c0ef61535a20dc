"""What can be found: documents, what they mean, words."""

from datetime import UTC, datetime

import factory
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from factory.django import DjangoModelFactory

from weald.core.enums import Audience
from weald.search.models import Meaning, SearchDocument, SearchWord
from weald.search.queries.spelling import trigrams_of


class SearchDocumentFactory(DjangoModelFactory):
    class Meta:
        model = SearchDocument

    label = "practices.practice"
    target_id = factory.Sequence(lambda n: str(n + 1))
    title = "Ten minutes of fluency"
    excerpt = "Twelve questions on the board, straight after lunch."
    kind = "practice"
    audience = Audience.PUBLIC
    updated_at = datetime(2026, 3, 1, tzinfo=UTC)
    title_words = factory.LazyAttribute(lambda one: SearchVector(Value(one.title), config="english"))
    words = factory.LazyAttribute(
        lambda one: (
            SearchVector(Value(one.title), config="english", weight="A")
            + SearchVector(Value(one.excerpt), config="english", weight="C")
        )
    )


class MeaningFactory(DjangoModelFactory):
    class Meta:
        model = Meaning

    document = factory.SubFactory(SearchDocumentFactory)
    embedding = [1.0] + [0.0] * 255


class SearchWordFactory(DjangoModelFactory):
    class Meta:
        model = SearchWord

    word = "fluency"
    stem = "fluenci"
    trigrams = factory.LazyAttribute(lambda one: trigrams_of(one.word))
