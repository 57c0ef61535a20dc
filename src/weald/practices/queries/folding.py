"""Which of the documents found are adaptations, and of which others found."""

from collections.abc import Sequence

from django.db import connection

# By their numbers, each found in an index: of a nation's practices a search weighs a few hundred.
MADE_OF = """
    SELECT made.id, origin.id
    FROM search_searchdocument AS made
    JOIN practices_practice AS practice ON practice.id = made.target_id::bigint
    JOIN search_searchdocument AS origin
        ON origin.label = 'practices.practice' AND origin.target_id = practice.origin_id::text
    WHERE made.label = 'practices.practice' AND NOT practice.stands_alone
        AND made.id = ANY(%(found)s) AND origin.id = ANY(%(found)s)
"""


def origins_among(documents: Sequence[int]) -> dict[int, int]:
    """Say of each which other it was made of, where both were found and it does not stand on its own."""
    with connection.cursor() as cursor:
        cursor.execute(MADE_OF, {"found": list(documents)})
        return dict(cursor.fetchall())
