"""Learning documents after they were written: their words for spelling, and what they mean."""

import re
from collections.abc import Iterable, Mapping

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from weald.search.domain.embedding import embed, unit
from weald.search.domain.meaning import keep_meaning
from weald.search.models import SearchDocument
from weald.search.queries.meaning import has_meaning
from weald.search.registry import SOURCES, Document

WORD = re.compile(r"[^\W\d_]{3,30}")

# In the order of the alphabet, so that two who learn at once wait for each other and not in a ring.
LEARN_WORDS = """
    INSERT INTO search_searchword (word, trigrams, stem, documents)
    SELECT word, parts.trigrams, stem, 1 FROM (
        SELECT DISTINCT word, (ts_lexize('english_stem', word))[1] AS stem FROM unnest(%s::text[]) AS word
    ) AS said
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT substr('  ' || word || ' ', n, 3)) AS trigrams
        FROM generate_series(1, length(word) + 1) AS n
    ) AS parts
    WHERE stem IS NOT NULL AND NOT EXISTS (SELECT FROM search_searchword known WHERE known.word = said.word)
    ORDER BY word ON CONFLICT DO NOTHING
"""
# Words that stand nowhere any more go: what was erased is not kept as a spelling.
COUNT = """
    WITH stood AS MATERIALIZED (
        SELECT word AS stem, ndoc FROM ts_stat('SELECT words FROM search_searchdocument')
    ),
    counted AS (
        UPDATE search_searchword AS known SET documents = stood.ndoc FROM stood
        WHERE stood.stem = known.stem AND known.documents <> stood.ndoc
    )
    DELETE FROM search_searchword AS known WHERE NOT EXISTS (SELECT FROM stood WHERE stood.stem = known.stem)
"""


def learn(documents: Iterable[int]) -> None:
    """Take the documents' words into the dictionary and keep what each means."""
    with transaction.atomic():
        chosen = SearchDocument.objects.filter(pk__in=documents, label__in=SOURCES, is_learnt=False)
        kept = list(chosen.order_by("pk").select_for_update().only("pk", "label", "target_id"))
        texts = read(kept)
        keep(texts)
        SearchDocument.objects.filter(pk__in=texts).update(is_learnt=True)


def keep(documents: Mapping[int, Document]) -> None:
    """Take their words into the dictionary and keep what each means."""
    keep_words(document.text for document in documents.values())
    if documents and has_meaning():
        keep_meaning(list(documents), meanings(list(documents.values())))


def read(kept: list[SearchDocument]) -> dict[int, Document]:
    """Ask each document's app how the thing reads now."""
    texts = {}
    for label in {one.label for one in kept}:
        of_label = {one.target_id: one.pk for one in kept if one.label == label}
        source = SOURCES[label]
        things = list(source.things().filter(pk__in=of_label))
        for thing, document in zip(things, source.documents_of(things), strict=True):
            if document is not None:
                texts[of_label[str(thing.pk)]] = document
    return texts


def meanings(documents: list[Document]) -> NDArray[np.float32]:
    """Weigh title, keywords and excerpt alike, however short: the whole text blurs what it is about."""
    parts = zip(*((one.title, one.keywords, one.excerpt) for one in documents), strict=True)
    return unit(np.sum([embed(list(part)) for part in parts], axis=0))


def keep_words(texts: Iterable[str]) -> None:
    words = {word for text in texts for word in WORD.findall(text.lower())}
    with connection.cursor() as cursor:
        cursor.execute(LEARN_WORDS, [sorted(words)])


def count_words() -> None:
    """Count in how many documents each word stands: rare words say more about what is meant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT)
