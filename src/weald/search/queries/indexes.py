"""How PostgreSQL is to go about a search."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# So many meanings are looked at before more are asked for; it goes on till enough may be seen by the reader.
REACH, FARTHEST = 100, 5_000

SETTINGS = {
    # To find the first few with a rare word the planner would read all texts: a hundred times slower.
    "enable_seqscan": "off",
    "hnsw.ef_search": str(REACH),
    "hnsw.max_scan_tuples": str(FARTHEST),
    "hnsw.iterative_scan": "strict_order",
}


@contextmanager
def by_indexes() -> Iterator[None]:
    """Look things up in the indexes of words and of meanings, within one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS each (name, value)",
            [list(SETTINGS), list(SETTINGS.values())],
        )
        yield
