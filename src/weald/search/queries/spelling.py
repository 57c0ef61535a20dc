"""Which known words a misspelt one may have been: the same for schools' names and for texts."""

from dataclasses import dataclass

from django.db import connection

from weald.search.models import Spelling

# Shorter words have too many neighbours to guess from.
SHORTEST_MISSPELT = 4
MOST_SPELLINGS, NEAREST = 80, 8
# Longer than any word.
MOST_LETTERS = 1_000

SPELLINGS = """
    SELECT word FROM {table}, unnest(trigrams) AS t
    WHERE trigrams && %(trigrams)s::text[] AND t = ANY(%(trigrams)s::text[])
        AND length(word) BETWEEN %(shortest)s AND %(longest)s
    GROUP BY word ORDER BY count(*)::float8 / (cardinality(trigrams) + %(many)s) DESC, word LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant, and how likely."""

    word: str
    score: float


def trigrams_of(word: str) -> list[str]:
    return sorted({f"  {word} "[n : n + 3] for n in range(len(word) + 1)})


def nearest(word: str, among: type[Spelling]) -> list[Candidate]:
    """Give the likeliest spellings, by shared trigrams first and letters changed then."""
    trigrams = trigrams_of(word)
    slips = 1 if len(word) <= SHORTEST_MISSPELT + 1 else 2 if len(word) <= 2 * SHORTEST_MISSPELT else 3
    with connection.cursor() as cursor:
        cursor.execute(
            SPELLINGS.format(table=connection.ops.quote_name(among._meta.db_table)),
            {
                "trigrams": trigrams,
                "many": len(trigrams),
                "shortest": len(word) - slips,
                "longest": len(word) + slips,
                "limit": MOST_SPELLINGS,
            },
        )
        near = [(distance(word, other, most=slips), other) for (other,) in cursor.fetchall()]
    kept = sorted(pair for pair in near if pair[0] <= slips)[:NEAREST]
    return [Candidate(other, 0.9 - 0.2 * far) for far, other in kept]


def distance(word: str, other: str, *, most: int = MOST_LETTERS) -> int:
    """Count letters changed, left out, added or swapped with their neighbour; beyond `most` no further."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            is_swap = i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against
            row.append(min(cost, before_last[j - 2] + 1) if is_swap else cost)
        if min(*row, *last) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]
