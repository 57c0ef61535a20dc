"""Finding: what has the words and what means the same, fused into one list, with counts by facet.

What is found is settled before anything is chosen in a facet, so that every count is what choosing it shows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from weald.core.permissions import Actor, visible
from weald.search.domain.embedding import embed, unit
from weald.search.models import SearchDocument
from weald.search.queries.correcting import mended
from weald.search.queries.facets import Chosen, Counted, browsed, narrowed, picked
from weald.search.queries.indexes import by_indexes
from weald.search.queries.matching import MOST_WEIGHED, Weighed, weighed, wording
from weald.search.queries.meaning import has_meaning, nearest
from weald.search.queries.reading import Taken, read

A_PAGE, MOST_PAGES = 20, 20
MOST_NEAR = 40
# Of documents found, which other found there each stands beneath.
Origins = Callable[[Sequence[int]], Mapping[int, int]]
SAME = 1e-6
# What other words for the same count for in the meaning of a question.
SYNONYMS = 0.5


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a place in the list is made of; compared in docs/explanation/search.md."""

    words: float = 1.0
    meaning: float = 0.4
    title: float = 0.03
    phrase: float = 0.03
    alike: float = 0.008
    weight: float = 0.004
    # Reciprocal rank fusion: how much the first places stand out.
    flatness: int = 10
    # How near something must be that has none of the words.
    nearness: float = 0.3


SHIPPED = Ranking()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, how much there is, and how it was understood."""

    documents: list[SearchDocument]
    counted: Counted
    page: int = 1
    pages: int = 1
    # The words as they were taken, where some were changed; and which.
    taken_as: str = ""
    changed: dict[str, str] = field(default_factory=dict)
    # Found by its meaning: it has not the words.
    by_meaning: frozenset[int] = frozenset()
    # What stands beneath each of the documents, wherever in the whole list it was.
    beneath: Mapping[int, list[SearchDocument]] = field(default_factory=dict)


def none_beneath(documents: Sequence[int]) -> dict[int, int]:
    return {}


def find(
    text: str,
    *,
    by: Actor,
    chosen: Chosen | None = None,
    alike: Collection[int] = (),
    page: int = 1,
    as_typed: bool = False,
    ranking: Ranking = SHIPPED,
    origins: Origins = none_beneath,
) -> Found:
    """Find among everything the actor may see. `alike`: the schools like theirs. `as_typed`: mend nothing.

    A family by `origins` has one place on one page: where the first of it stands.
    """
    seen, chosen = visible(SearchDocument.objects.all(), by), chosen or {}
    if not text.strip():
        return _browsed(seen, chosen, page, origins)
    with by_indexes():
        taken = Taken(read(text), text) if as_typed else mended(text, seen)
        near = _near(taken, seen, ranking)
        query = wording(seen, taken.said) if taken.said.terms and ranking.words else ""
        in_title = taken.said.any_of(taken.said.terms) if query else ""
        pick = picked(seen, query, near, chosen, in_title=in_title, most=MOST_WEIGHED)
        asked = narrowed(SearchDocument.objects.all(), chosen)
        order = fused(weighed(asked, {*pick.ids, *near}, taken, alike), set(pick.ids), near, ranking)
    return replace(
        _on_page(folded(order, origins), pick.counted, page),
        taken_as=taken.text if taken.changed else "",
        changed=taken.changed,
        by_meaning=frozenset(near) - frozenset(pick.ids),
    )


def fused(
    weighed: Iterable[Weighed], with_words: Collection[int], near: Iterable[int], ranking: Ranking
) -> list[int]:
    """Order by the places in both lists, then by what else speaks for each."""
    weighed = list(weighed)
    meant = {pk: place for place, pk in enumerate(near, start=1)}
    words = placed({one.pk: one.score for one in weighed if one.pk in with_words})
    scores = {}
    for one in weighed:
        scores[one.pk] = (
            _share(ranking.words, words.get(one.pk), ranking)
            + _share(ranking.meaning, meant.get(one.pk), ranking)
            + ranking.title * one.has_title
            + ranking.phrase * one.has_phrase
            + ranking.alike * one.is_alike
            + ranking.weight * min(one.weight, 1.0)
        )
    return sorted(scores, key=lambda pk: (-scores[pk], pk))


def placed(scores: Mapping[int, float]) -> dict[int, int]:
    """Give each one's place, from 1; those that weigh the same share a place."""
    places: dict[int, int] = {}
    last, at = None, 0
    for place, pk in enumerate(sorted(scores, key=lambda pk: (-scores[pk], pk)), start=1):
        if last is None or last - scores[pk] > SAME:
            last, at = scores[pk], place
        places[pk] = at
    return places


def _share(weight: float, place: int | None, ranking: Ranking) -> float:
    return weight / (ranking.flatness + place) if place else 0.0


def _near(taken: Taken, seen: QuerySet[SearchDocument], ranking: Ranking) -> dict[int, float]:
    """Give what means nearly what was asked: as it was typed, with what else teachers call it."""
    if not ranking.meaning or not has_meaning():
        return {}
    others = " ".join(term.others for term in taken.said.terms)
    own, other = embed([taken.text, others])
    (meaning,) = unit((own + SYNONYMS * other)[None])
    return dict(nearest(seen, meaning.tolist(), most=MOST_NEAR, least=ranking.nearness))


def _browsed(seen: QuerySet[SearchDocument], chosen: Chosen, page: int, origins: Origins) -> Found:
    """Without words: what others made most of."""
    pick = browsed(seen, chosen, most=A_PAGE * MOST_PAGES)
    return _on_page(folded(pick.ids, origins), pick.counted, page)


def folded(order: Sequence[int], origins: Origins) -> dict[int, list[int]]:
    """Gather families beneath the one all of them come from, through any number of origins."""
    above = origins(order)
    families: dict[int, list[int]] = {}
    for pk in order:
        head = pk
        while head in above:
            head = above[head]
        families.setdefault(head, []).extend([pk] if pk != head else [])
    return families


def _on_page(families: Mapping[int, list[int]], count: Counted, page: int) -> Found:
    pages = max(1, min(MOST_PAGES, -(-len(families) // A_PAGE)))
    page = min(max(page, 1), pages)
    shown = list(families)[(page - 1) * A_PAGE : page * A_PAGE]
    wanted = [*shown, *(pk for head in shown for pk in families[head])]
    documents = SearchDocument.objects.defer("text", "words", "title_words").in_bulk(wanted)
    return Found(
        [documents[pk] for pk in shown if pk in documents],
        count,
        page,
        pages,
        beneath={
            head: [documents[pk] for pk in families[head] if pk in documents]
            for head in shown
            if families[head]
        },
    )
