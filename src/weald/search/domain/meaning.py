"""The table of what documents mean: there where the server has the extension `vector`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from weald.search.queries.meaning import has_meaning

MAKE = """
    CREATE TABLE IF NOT EXISTS search_meaning (
        document_id bigint PRIMARY KEY REFERENCES search_searchdocument (id) ON DELETE CASCADE,
        embedding vector(256) NOT NULL
    );
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
        cursor.execute(MAKE)
    has_meaning.cache_clear()
    return True


def keep_meaning(documents: Sequence[int], embeddings: NDArray[np.float32]) -> None:
    rows = [(pk, str(row.tolist())) for pk, row in zip(documents, embeddings, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)
