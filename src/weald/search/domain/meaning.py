"""The table of what documents mean: there where the server has the extension `vector`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from weald.search.queries.meaning import has_meaning

TABLE = """
    CREATE TABLE IF NOT EXISTS search_meaning (
        document_id bigint PRIMARY KEY REFERENCES search_searchdocument (id) ON DELETE CASCADE,
        embedding vector(256) NOT NULL
    )
"""
INDEX = """
    CREATE INDEX IF NOT EXISTS search_meaning_near ON search_meaning USING hnsw (embedding vector_ip_ops)
"""
KEEP = """
    INSERT INTO search_meaning (document_id, embedding) VALUES (%s, %s)
    ON CONFLICT (document_id) DO UPDATE SET embedding = excluded.embedding
"""


def make_table(through: Any) -> bool:  # noqa: ANN401 -- whichever of Django's connections migrates
    """Make the table, as the role that owns tables; say whether the server can hold it."""
    with through.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(TABLE)
        cursor.execute(INDEX)
    has_meaning.cache_clear()
    return True


@contextmanager
def indexed_afterwards(through: Any) -> Iterator[None]:  # noqa: ANN401 -- as above
    """Leave the index out while very many are learnt, and build it of all of them at once.

    In minutes, where putting them in one by one takes an hour; who searches meanwhile is answered by reading
    all. For the role that owns tables.
    """
    if not make_table(through):
        yield
        return
    with through.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS search_meaning_near")
    try:
        yield
    finally:
        make_table(through)


def keep_meaning(documents: Sequence[int], embeddings: NDArray[np.float32]) -> None:
    rows = [(pk, str(row.tolist())) for pk, row in zip(documents, embeddings, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)
