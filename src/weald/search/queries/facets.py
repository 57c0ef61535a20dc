"""How many of what was found is of each kind, phase or subject: counted among what the reader may see."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from weald.search.models import SearchDocument

FACETS = ("kind", "phases", "key_stages", "subject", "concept", "area", "stage")
SEVERAL = frozenset({"phases", "key_stages"})

Chosen = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are as chosen, and how many there would be with another choice of one facet."""

    total: int
    facets: dict[str, dict[str, int]]


def narrowed(documents: QuerySet[SearchDocument], chosen: Chosen) -> QuerySet[SearchDocument]:
    return documents.filter(_asked(chosen))


def _asked(chosen: Chosen) -> Q:
    wanted = Q()
    for facet in FACETS:
        if code := chosen.get(facet):
            wanted &= Q(**{f"{facet}__contains": [code]}) if facet in SEVERAL else Q(**{facet: code})
    return wanted


def counted(documents: QuerySet[SearchDocument], chosen: Chosen) -> Counted:
    """Count in one reading: how often each combination occurs, then each facet from the combinations.

    A facet's own choice does not narrow its own counts, so that one sees what else there is.
    """
    rows = documents.order_by().values_list(*FACETS).annotate(many=Count("pk"))
    facets: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    total = 0
    for *codes, many in rows:
        misses = [
            facet for facet, held in zip(FACETS, codes, strict=True) if not _is_held(facet, held, chosen)
        ]
        if not misses:
            total += many
        for facet, held in _to_count(codes, misses):
            facets[facet].update(dict.fromkeys(_codes(held), many))
    return Counted(total, {facet: dict(found) for facet, found in facets.items()})


def _is_held(facet: str, held: str | list[str], chosen: Chosen) -> bool:
    code = chosen.get(facet)
    return not code or (code in held if facet in SEVERAL else code == held)


def _to_count(codes: list[str | list[str]], misses: list[str]) -> Iterable[tuple[str, str | list[str]]]:
    """Give the facets in which a combination counts: all, or the one whose choice alone leaves it out."""
    pairs = zip(FACETS, codes, strict=True)
    return pairs if not misses else [pair for pair in pairs if misses == [pair[0]]]


def _codes(held: str | list[str]) -> Iterable[str]:
    return [code for code in ([held] if isinstance(held, str) else held) if code]
