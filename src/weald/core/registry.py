"""What apps tell core about themselves, so that higher apps can compose them without importing upward."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from weald.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation."""

    name: str
    url_name: str
    order: int
    # Where one is in this place: what the addresses of its pages begin with.
    prefixes: tuple[str, ...]
    count: Callable[[Actor], int] | None = None
    may_see: Callable[[Actor], bool] = lambda actor: True
    is_behind_role: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing a search found."""

    title: str
    subtitle: str
    url: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A part an app offers to a page of a lower app: `render(request, subject)` → HTML or ''."""

    page: str
    order: int
    render: Callable[[HttpRequest, Any], str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page that shows an app at work, and the demo person who may open it (`demo --once`)."""

    app: str
    person: str | None
    find_url: Callable[[], str]


SearchProvider = Callable[[str, Actor], Iterable[Hit]]

PLACES: list[Place] = []
SEARCH_PROVIDERS: list[SearchProvider] = []
SLOTS: list[Slot] = []
SAMPLES: list[Sample] = []
# A person's own data: name of the part → function(person id) → rows; and what to run at erasure.
EXPORTERS: dict[str, Callable[[int], list[dict[str, Any]]]] = {}
ERASERS: dict[str, Callable[[int], int]] = {}


def places_for(actor: Actor) -> list[Place]:
    return sorted((place for place in PLACES if place.may_see(actor)), key=lambda place: place.order)


def slots_for(page: str, request: HttpRequest, subject: Any) -> list[str]:  # noqa: ANN401 -- each page has its own subject
    parts = sorted((slot for slot in SLOTS if slot.page == page), key=lambda slot: slot.order)
    return [html for slot in parts if (html := slot.render(request, subject))]
