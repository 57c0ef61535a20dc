"""Which documents have the words that were asked for, and how they are ranked by them."""

from collections.abc import Collection, Iterator
from itertools import starmap
from math import log
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from weald.search.models import SearchDocument
from weald.search.queries.reading import Said, Taken, Term

# Fewer documents with the words as typed than this, and those with others for the same are taken too;
PLENTY = 40
# fewer with all of them, and those with some …
ENOUGH = 5
# … as long as there are not more than so many: a word in every document says nothing.
MOST_LOOSE = 2_000
# So many are weighed word by word; which, is decided by titles and by how much others made of them.
MOST_WEIGHED = 250
# What a word counts for in the text, the excerpt, the keywords and the title.
WEIGHTS = [0.15, 0.4, 0.6, 1.0]
# PostgreSQL's own: divide by 1 + the logarithm of the length.
BY_LENGTH = Value(1)
# What another word for the same counts for.
SYNONYM = 0.5
# Who types a whole title means it.
WHOLE_TITLE = 3


def stemmed(query: str) -> SearchQuery:
    """Take a query whose words are stems already: stemming twice would change them."""
    return SearchQuery(query, config="simple", search_type="raw")


def matching(documents: QuerySet[SearchDocument], query: str) -> QuerySet[SearchDocument]:
    return documents.filter(words=stemmed(query)) if query else documents.none()


def wording(documents: QuerySet[SearchDocument], said: Said) -> str:
    """Choose what to ask for: the words as typed; where few have them, what means the same too; then some."""
    if matching(documents, said.as_typed())[:PLENTY].count() == PLENTY:
        return said.as_typed()
    query = said.all_of()
    if len(said.terms) < 2 or matching(documents, query)[:ENOUGH].count() == ENOUGH:
        return query
    telling: list[Term] = []
    stand = 0
    for term in sorted(said.terms, key=lambda term: term.documents):
        stand += term.documents
        if telling and stand > MOST_LOOSE:
            break
        telling.append(term)
    return f"({query}) | ({said.any_of(telling)})" if stand <= MOST_LOOSE or len(telling) > 1 else query


class Weighed(NamedTuple):
    """What speaks for one document."""

    pk: int
    weight: float
    score: float
    has_title: int
    has_phrase: int
    is_alike: int


def weighed(
    documents: QuerySet[SearchDocument], ids: Collection[int], taken: Taken, alike: Collection[int]
) -> Iterator[Weighed]:
    """Weigh documents by their words, and say what else speaks for each: title, phrase, a school like ours.

    Words weigh as in BM25: rare ones count more, repetition ever less, and a long text's for less.
    """
    said = taken.said
    in_title = [When(title_words=stemmed(said.all_of()), then=1)] if said.terms else []
    found = documents.filter(pk__in=ids).annotate(
        score=sum((_weigh(term, said.among) for term in said.terms), Value(0.0, FloatField())),
        has_title=Case(When(title__iexact=taken.text, then=WHOLE_TITLE), *in_title, default=0),
        has_phrase=_yes(Q(words=stemmed(said.phrase)) if said.phrase else None),
        is_alike=_yes(Q(home_id__in=alike) if alike else None),
    )
    return starmap(Weighed, found.values_list(*Weighed._fields))


def _weigh(term: Term, total: int) -> Combinable:
    rarity = (
        log(1 + (total - term.documents + 0.5) / (term.documents + 0.5)) if total > term.documents else 0.1
    )
    own = SearchRank(F("words"), stemmed(term.readings[0]), weights=WEIGHTS, normalization=BY_LENGTH)
    if len(term.readings) == 1:
        return own * rarity
    others = SearchRank(
        F("words"), stemmed(" | ".join(term.readings[1:])), weights=WEIGHTS, normalization=BY_LENGTH
    )
    return (own + others * SYNONYM) * rarity


def _yes(condition: Q | None) -> Combinable:
    return Case(When(condition, then=1), default=0) if condition is not None else Value(0)
