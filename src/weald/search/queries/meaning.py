"""Documents that mean something near to what was asked."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from pgvector.django import MaxInnerProduct

from weald.search.models import SearchDocument


@cache
def has_meaning() -> bool:
    """Say whether the server holds meanings; asked once in a process's life."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_meaning') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def nearest(
    documents: QuerySet[SearchDocument], meaning: list[float], *, most: int, least: float
) -> list[tuple[int, float]]:
    """Give the nearest documents with how near each is (1: the same, 0: unrelated), nearest first."""
    distance: Any = MaxInnerProduct("meaning__embedding", meaning)
    near = documents.filter(meaning__isnull=False).annotate(distance=distance).order_by("distance")
    found = [(pk, -float(far)) for pk, far in near.values_list("pk", "distance")[:most]]
    return [(pk, near) for pk, near in found if near >= least]
