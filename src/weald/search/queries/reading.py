"""What somebody typed, as the terms it is about: stemmed by the database, with what means the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from weald.search.queries.synonyms import LONGEST, Expression, synonyms

MOST_CHARACTERS, MOST_WORDS = 200, 12
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
PART = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
# In how many documents a word stands that no count knows yet.
UNCOUNTED = 1
# Up to so many documents are counted.
FEW = 5_000

# How many documents there are: as the planner knows it, or counted while there are few.
STEMS = f"""
    SELECT word, stems, coalesce((
        SELECT max(documents) FROM search_searchword AS known WHERE known.stem = ANY(stems)), 0),
        among.documents
    FROM unnest(%s::text[]) AS word, tsvector_to_array(to_tsvector('english', word)) AS stems, (
        SELECT CASE WHEN reltuples > {FEW} THEN reltuples::bigint
            ELSE (SELECT count(*) FROM search_searchdocument) END AS documents
        FROM pg_class WHERE oid = 'search_searchdocument'::regclass
    ) AS among
"""  # noqa: S608 -- our own words


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for. The first of its readings is what was typed; others mean the same."""

    said: Expression
    # As PostgreSQL writes queries: 'year' <-> '7'
    readings: tuple[str, ...]
    documents: int
    # What means the same, as one would write it.
    others: str = ""

    @property
    def query(self) -> str:
        return f"({' | '.join(self.readings)})"


@dataclass(frozen=True, slots=True)
class Said:
    """All that was asked for."""

    terms: tuple[Term, ...] = ()
    # What must not be there.
    without: tuple[str, ...] = ()
    # All the words side by side; '' where there are not several.
    phrase: str = ""
    # About how many documents there are.
    among: int = 1

    def all_of(self) -> str:
        return self._less([term.query for term in self.terms], " & ")

    def as_typed(self) -> str:
        """Ask for the words themselves, not for what means the same."""
        return self._less([term.readings[0] for term in self.terms], " & ")

    def any_of(self, terms: Iterable[Term]) -> str:
        return self._less([f"({' | '.join(term.query for term in terms)})"], " & ")

    def _less(self, wanted: list[str], joint: str) -> str:
        return joint.join([*(f"({one})" for one in wanted), *(f"!({each})" for each in self.without)])


@dataclass(frozen=True, slots=True)
class Taken:
    """What was probably meant, as it would be typed, and each word that had to be changed for it."""

    said: Said
    text: str
    changed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stems:
    """The database's stems of words and how many documents have each; a stop word has none."""

    of: dict[str, tuple[str, ...]]
    documents: dict[str, int]
    among: int = 1

    def query(self, words: Expression) -> str:
        """Give a query for the words side by side, as far apart as typed; '' where all are stop words."""
        parts: list[str] = []
        gap = 0
        for word in words:
            gap += 1
            stems = self.of.get(word, ())
            if stems:
                joint = f" <{gap}> " if parts else ""
                both = " & ".join(quoted(stem) for stem in stems)
                parts.append(joint + (f"({both})" if len(stems) > 1 else both))
                gap = 0
        return "".join(parts)


def read(said: str) -> Said:
    """Read what was typed: words, "phrases in quotes", and -what must not be there."""
    wanted, unwanted = split(said[:MOST_CHARACTERS])
    typed = tuple(word for one in wanted for word in one)[:MOST_WORDS]
    stems = stems_of({*typed, *(word for one in unwanted for word in one), *_words_of_synonyms(wanted)})
    found = [term_of(one, stems) for one in wanted[:MOST_WORDS]]
    without = [stems.query(one) for one in unwanted]
    return Said(
        terms=tuple({term.query: term for term in found if term is not None}.values()),
        without=tuple(query for query in without if query),
        phrase=stems.query(typed) if len(typed) > 1 else "",
        among=stems.among,
    )


def split(said: str) -> tuple[list[Expression], list[Expression]]:
    """Divide into what is wanted and what is not; expressions that have synonyms stay together."""
    wanted: list[Expression] = []
    unwanted: list[Expression] = []
    loose: list[str] = []
    for less, phrase, less_word, word in PART.findall(said):
        words = words_in(phrase or word)
        if less or less_word:
            unwanted.append(words)
        elif phrase:
            wanted += [*expressions(loose), words]
            loose = []
        else:
            loose += words
    return [one for one in [*wanted, *expressions(loose)] if one], [one for one in unwanted if one]


def words_in(said: str) -> Expression:
    return tuple(word.lower().replace("’", "'") for word in WORD.findall(said))


def expressions(words: list[str]) -> list[Expression]:
    """Keep together what `synonyms.txt` knows as one expression, the longest first."""
    known, found, place = synonyms(), [], 0
    while place < len(words):
        reach = range(min(LONGEST, len(words) - place), 1, -1)
        longest = next((n for n in reach if tuple(words[place : place + n]) in known), 1)
        found.append(tuple(words[place : place + longest]))
        place += longest
    return found


def term_of(said: Expression, stems: Stems) -> Term | None:
    own = stems.query(said)
    if not own:
        return None
    others = synonyms().get(said, ())
    readings = tuple(dict.fromkeys(filter(None, [own, *map(stems.query, others)])))
    # An expression stands where its rarest word does, at most.
    counts = [stems.documents.get(word, 0) for word in said if stems.of.get(word)]
    return Term(said, readings, max(min(counts), UNCOUNTED), " ".join(" ".join(other) for other in others))


def _words_of_synonyms(wanted: list[Expression]) -> Iterable[str]:
    known = synonyms()
    return (word for one in wanted for other in known.get(one, ()) for word in other)


def stems_of(words: Iterable[str]) -> Stems:
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [sorted(set(words))])
        rows = cursor.fetchall()
    return Stems(
        {word: tuple(stems) for word, stems, *_ in rows},
        {word: count for word, _, count, _ in rows},
        max((among for *_, among in rows), default=1) or 1,
    )


def quoted(stem: str) -> str:
    escaped = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
