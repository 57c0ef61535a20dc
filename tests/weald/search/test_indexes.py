"""A search goes by its indexes, and leaves everything else as it was."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.search import SearchDocumentFactory

from weald.core.permissions import SYSTEM
from weald.search.domain.finding import find
from weald.search.queries.indexes import SETTINGS, by_indexes

pytestmark = pytest.mark.django_db


def settings() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, current_setting(name, true) FROM unnest(%s::text[]) AS name", [list(SETTINGS)]
        )
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_settings_hold_within_and_not_after():
    before = settings()

    with by_indexes():
        within = settings()

    assert within == SETTINGS
    assert settings()["enable_seqscan"] == before["enable_seqscan"] == "on"


def test_a_rare_word_is_looked_up_in_the_index():
    SearchDocumentFactory.create_batch(3)

    with CaptureQueriesContext(connection) as asked:
        find("sesquipedalian", by=SYSTEM)
    looked = next(one["sql"] for one in asked if "sesquipedalian" in one["sql"] and "LIMIT 1" in one["sql"])

    with by_indexes(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {looked}")
        assert "document_words" in "".join(line for (line,) in cursor.fetchall())
