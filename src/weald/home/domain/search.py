"""Search over everything: what can be found by its text, and what apps find by their own means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from weald.core.permissions import Actor, visible
from weald.core.registry import SEARCH_PROVIDERS, Hit
from weald.measures.queries.comparison import likenesses_of
from weald.practices.queries.folding import origins_among
from weald.schools.enums import TermKind
from weald.schools.models import Organisation, Term
from weald.search.domain.finding import Found, find
from weald.search.models import SearchDocument
from weald.search.queries.facets import FACETS
from weald.search.registry import NAMES

MOST_HITS, FIRST_HITS, FIRST_PEOPLE = 50, 3, 6
PERSON = "person"
# Of each school's nearest neighbours.
MOST_ALIKE = 25
FIRST_OPTIONS = 8
HEADINGS = {
    "kind": "What it is",
    "phases": "Phase",
    "key_stages": "Key stage",
    "subject": "Subject",
    "concept": "Concept",
    "area": "Area",
    "stage": "How far it has come",
}
TERMS = {
    "phases": TermKind.PHASE,
    "key_stages": TermKind.KEY_STAGE,
    "subject": TermKind.SUBJECT,
    "concept": TermKind.CONCEPT,
    "area": TermKind.AREA,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a facet, and how many there would be."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What the list can be narrowed by, the commonest first."""

    name: str
    heading: str
    options: list[Option]

    @property
    def first(self) -> int:
        """How many are seen at once."""
        return FIRST_OPTIONS

    @property
    def more(self) -> int:
        return max(0, len(self.options) - FIRST_OPTIONS)

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One document as the page shows it."""

    document: SearchDocument
    kind: str
    at: str
    about: str
    is_alike: bool
    has_words: bool
    # Adaptations of it that were found, on whichever page they would have been.
    beneath: list[SearchDocument] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """Everything the search page shows."""

    text: str
    found: Found
    places: list[Hit] = field(default_factory=list)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[int, str] = field(default_factory=dict)
    alike: frozenset[int] = frozenset()

    @cached_property
    def facets(self) -> list[Facet]:
        facets = [Facet(name, HEADINGS[name], self._options(name)) for name in FACETS]
        return [one for one in facets if len(one.options) > 1 or one.chosen]

    def _options(self, facet: str) -> list[Option]:
        counts = dict(self.found.counted.facets[facet])
        chosen = self.chosen.get(facet, "")
        if chosen:
            counts.setdefault(chosen, 0)
        options = [
            Option(code, self._name(facet, code), many, code == chosen) for code, many in counts.items()
        ]
        return sorted(options, key=lambda one: (not one.is_chosen, -one.count, one.name))

    def _name(self, facet: str, code: str) -> str:
        return self.names.get((facet, code), code)

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(document) for document in self.found.documents]

    def _row(self, document: SearchDocument) -> Row:
        codes = [("stage", document.stage), ("subject", document.subject)]
        codes += [("key_stages", code) for code in document.key_stages]
        return Row(
            document,
            kind=self._name("kind", document.kind),
            at=self.homes.get(document.home_id or 0, ""),
            about=" · ".join(self._name(facet, code) for facet, code in codes if code),
            is_alike=document.home_id in self.alike,
            has_words=document.pk not in self.found.by_meaning,
            beneath=self.found.beneath.get(document.pk, []),
        )

    @property
    def first_places(self) -> list[Hit]:
        return [hit for hit in self.places if hit.kind != PERSON][:FIRST_HITS]

    @property
    def has_more_places(self) -> bool:
        return len([hit for hit in self.places if hit.kind != PERSON]) > FIRST_HITS

    @property
    def people(self) -> list[Hit]:
        return [hit for hit in self.places if hit.kind == PERSON][:FIRST_PEOPLE]

    @property
    def is_empty(self) -> bool:
        return not self.found.documents and not self.places


def search(
    text: str, by: Actor, *, chosen: Mapping[str, str], page: int = 1, as_typed: bool = False
) -> Results:
    """Find documents; and, as long as nothing narrows them, schools, trusts and whatever else apps find."""
    alike = schools_like(by)
    found = find(text, by=by, chosen=chosen, alike=alike, page=page, as_typed=as_typed, origins=origins_among)
    is_whole = page == 1 and not any(chosen.values())
    homes = {one.home_id for one in found.documents if one.home_id}
    return Results(
        text,
        found,
        places=hits(text, by) if is_whole else [],
        names=names(),
        chosen=chosen,
        homes=dict(visible(Organisation.objects.filter(pk__in=homes), by).values_list("pk", "name")),
        alike=alike,
    )


def hits(text: str, by: Actor) -> list[Hit]:
    """Ask every app that finds by its own means, best first; each answers only what may be seen."""
    if not text:
        return []
    found = [hit for provider in SEARCH_PROVIDERS for hit in provider(text, by)]
    return sorted(found, key=lambda hit: (-hit.score, hit.title))[:MOST_HITS]


def schools_like(by: Actor) -> frozenset[int]:
    """Give the schools like those the actor works at."""
    if not by.own:
        return frozenset()
    likenesses = likenesses_of(by.own, by).values()
    return frozenset(each["school"] for likeness in likenesses for each in likeness.neighbours[:MOST_ALIKE])


def names() -> dict[tuple[str, str], str]:
    """Give what each code of a facet is called."""
    facet_of = {kind: facet for facet, kind in TERMS.items()}
    terms = Term.objects.filter(kind__in=facet_of).values_list("kind", "code", "name")
    return {**NAMES, **{(facet_of[TermKind(kind)], code): name for kind, code, name in terms}}
