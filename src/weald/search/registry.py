"""What can be found: apps register how each of their things reads, and where its names come from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from weald.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Document:
    """How a thing reads to whoever searches. Its home and audience are those of the thing itself."""

    title: str
    # What the list of what was found shows beneath the title.
    excerpt: str
    kind: str
    home_id: int | None
    audience: str
    updated_at: datetime
    # Said of it rather than in it: names of its subject and concept, and what else people call them.
    keywords: str = ""
    body: str = ""
    stage: str = ""
    subject: str = ""
    concept: str = ""
    area: str = ""
    phases: tuple[str, ...] = ()
    key_stages: tuple[str, ...] = ()
    weight: float = 0.0

    @property
    def text(self) -> str:
        """All of it, as it is learnt."""
        return f"{self.title}. {self.keywords}. {self.excerpt}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where one kind of things comes from, and how they read: None for each that is not to be found.

    Many are read at once, so that what all of them need is asked once.
    """

    things: Callable[[], QuerySet[Any]]
    documents_of: Callable[[Sequence[Any]], list[Document | None]]
    # Ids of those an actor sees beyond their audience: what they wrote, use or belong to. A few.
    also_seen: Callable[[Actor], Iterable[Any]]
    # The page of one of them, by its id.
    url_name: str


SOURCES: dict[str, Source] = {}
# Names of codes that are no terms of the vocabulary: ("kind", "policy") → "policy or service".
NAMES: dict[tuple[str, str], str] = {}


def register(
    model: type[Model],
    documents_of: Callable[[Sequence[Any]], list[Document | None]],
    *,
    url_name: str,
    things: Callable[[], QuerySet[Any]] | None = None,
    also_seen: Callable[[Actor], Iterable[Any]] = lambda actor: (),
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Make the things of a model findable; `things` fetches what `documents_of` needs along with them."""
    SOURCES[model._meta.label_lower] = Source(
        things or model._default_manager.all, documents_of, also_seen, url_name
    )
    for facet, named in (names or {}).items():
        NAMES.update({(facet, code): name for code, name in named.items()})
