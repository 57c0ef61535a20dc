"""Search for programs: everything a token may see, by words and by meaning."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from weald.core.permissions import actor_of
from weald.operations import reads
from weald.search.domain.finding import find

router = Router(tags=["Search"])
MOST_LETTERS, MOST_PAGES = 400, 50


class HitOut(Schema):
    label: str = Field(description="What it is: practices.practice, communities.community, …")
    id: str
    title: str
    excerpt: str
    stage: str
    by_meaning: bool = Field(description="It has not the words, but means something near.")


class FacetOut(Schema):
    facet: str
    code: str
    count: int


class FoundOut(Schema):
    total: int
    page: int
    pages: int
    taken_as: str = Field(description="The words as they were taken, where some were misspelt.")
    items: list[HitOut]
    facets: list[FacetOut]


@reads(router, "/search", rule="core.anyone", answer=FoundOut)
def search(request: HttpRequest, q: str = "", page: int = 1) -> dict[str, Any]:
    """Find practices and what else there is; the counts are of what the token may see."""
    found = find(q[:MOST_LETTERS], by=actor_of(request), page=min(max(page, 1), MOST_PAGES))
    return {
        "total": found.counted.total,
        "page": found.page,
        "pages": found.pages,
        "taken_as": found.taken_as,
        "items": [
            {
                "label": one.label,
                "id": one.target_id,
                "title": one.title,
                "excerpt": one.excerpt,
                "stage": one.stage,
                "by_meaning": one.pk in found.by_meaning,
            }
            for one in found.documents
        ],
        "facets": [
            {"facet": facet, "code": code, "count": count}
            for facet, counts in found.counted.facets.items()
            for code, count in counts.items()
        ],
    }
