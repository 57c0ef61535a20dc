"""What apps tell core about themselves, so that higher apps can compose them without importing upward."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that needs one person; gone as soon as they, or whoever else can, have acted."""

    # The same for as long as it is the same request: "practices.return:17".
    key: str
    text: str
    url: str
    since: datetime
    due_on: date | None = None
    place: str = ""
    # Somebody may come to harm meanwhile: it stands before all else.
    is_pressing: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Something that moved where a person belongs, or thanks they received; told once."""

    key: str
    at: datetime
    title: str
    url: str
    text: str = ""
    kind: Literal["moved", "thanks"] = "moved"
    # The community it happened in, where it did: whose digest the person may have turned down.
    community_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of thing given or received, counted and told in words: never a sum, a price or a rank."""

    direction: Literal["given", "received"]
    count: int
    # What it was, for one and for many: "practice shared", "practices shared".
    one: str
    many: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """Whose giving and receiving is told: a person, or an organisation with all within it."""

    label: Literal["people.user", "schools.organisation"]
    pk: int


SearchProvider = Callable[[str, Actor], Iterable[Hit]]

PLACES: list[Place] = []
SEARCH_PROVIDERS: list[SearchProvider] = []
SLOTS: list[Slot] = []
SAMPLES: list[Sample] = []
# What needs a person; what moved since a moment; what was given and received since one. Each asks a constant
# number of queries and answers only what the actor may know of.
WAITING: list[Callable[[Actor], Iterable[Waiting]]] = []
NEWS: list[Callable[[Actor, datetime], Iterable[News]]] = []
TALLIES: list[Callable[[Actor, Contributor, datetime], Iterable[Tally]]] = []
# A person's own data: name of the part → function(person id) → rows; and what to run at erasure.
EXPORTERS: dict[str, Callable[[int], list[dict[str, Any]]]] = {}
ERASERS: dict[str, Callable[[int], int]] = {}


def places_for(actor: Actor) -> list[Place]:
    return sorted((place for place in PLACES if place.may_see(actor)), key=lambda place: place.order)


def slots_for(page: str, request: HttpRequest, subject: Any) -> list[str]:  # noqa: ANN401 -- each page has its own subject
    parts = sorted((slot for slot in SLOTS if slot.page == page), key=lambda slot: slot.order)
    return [html for slot in parts if (html := slot.render(request, subject))]
