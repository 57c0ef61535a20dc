"""How answers look: a page at a time, and problems in the same three sentences as on a page."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

T = TypeVar("T")
MOST = 200
USUAL = 50


class Problem(Schema):
    """Why it was not done (RFC 9457): what was needed, what was found, what to do."""

    status: int
    title: str
    need: str | None = None
    finding: str | None = None
    remedy: str | None = None


# What any operation may answer instead.
PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 412, 422, 428, 429), Problem)


class Sheet(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=f"How many at a time, {MOST} at most.")
    after: int | None = Field(
        None, ge=0, description="Go on after the item with this id; follow `next` instead of counting."
    )


class Page(Schema, Generic[T]):
    """A part of a list, newest first; `next` is the address of the rest, or null."""

    items: list[T]
    next: str | None = None


def page(
    request: HttpRequest, rows: QuerySet[Any], sheet: Sheet, show: Callable[[Any], Any]
) -> dict[str, Any]:
    """Give one page by key, so that what is added meanwhile neither repeats nor hides anything."""
    if sheet.after is not None:
        rows = rows.filter(pk__lt=sheet.after)
    found: list[Model] = list(rows.order_by("-pk")[: sheet.limit + 1])
    shown, more = found[: sheet.limit], len(found) > sheet.limit
    return {"items": [show(row) for row in shown], "next": _next(request, shown[-1].pk) if more else None}


def _next(request: HttpRequest, after: int) -> str:
    query = request.GET.copy()
    query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"
