"""Finding people by name, with their role or school where that is said too: those one may know of."""

import re
from collections.abc import Collection, Iterator

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, QuerySet, When
from django.urls import reverse

from weald.core.permissions import Actor, visible
from weald.core.registry import Hit
from weald.people.models import Role, User
from weald.people.queries.roles import held_on

WORD = re.compile(r"[^\W_]+")
MOST_WORDS, MOST_ROLES = 6, 200
# A name with all that was typed in it, and one whose role or school has the rest.
WHOLE, PARTLY = 2.0, 1.2


def find_people(text: str, actor: Actor) -> Iterator[Hit]:
    """Give those the actor may know of, in one question; nobody, where no word begins a name."""
    words = [word.lower() for word in WORD.findall(text)][:MOST_WORDS]
    if not words or not actor.is_known:
        return
    people = User.objects.annotate(said=SearchVector("name", config="simple")).filter(
        said=_begun(words, " | "), is_active=True
    )
    roles = visible(held_on(Role.objects.filter(person__in=people)), actor)
    found: dict[int, list[Role]] = {}
    for role in _first(roles, words).select_related("person", "organisation")[:MOST_ROLES]:
        found.setdefault(role.person_id, []).append(role)
    for held in found.values():
        yield from _hit(held, words)


def _first(roles: QuerySet[Role], words: Collection[str]) -> QuerySet[Role]:
    """Order by name; before the list is cut, no John Smith may stand behind every John and every Smith."""
    if len(words) == 1:
        return roles.order_by("person__name", "pk")
    said = roles.alias(said=SearchVector("person__name", config="simple"))
    is_whole = Case(When(said=_begun(words, " & "), then=0), default=1)
    return said.order_by(is_whole, "person__name", "pk")


def _begun(words: Collection[str], joint: str) -> SearchQuery:
    return SearchQuery(joint.join(f"{word}:*" for word in words), config="simple", search_type="raw")


def _hit(held: list[Role], words: Collection[str]) -> Iterator[Hit]:
    person = held[0].person
    where = "; ".join(f"{_as(role)} at {role.organisation.name}" for role in held)
    left = [word for word in words if not _begins(word, person.name)]
    if len(left) == len(words) or not all(_begins(word, where) for word in left):
        return
    url = reverse("home:person_contribution", args=[person.pk])
    yield Hit(person.name, where[:1].upper() + where[1:], url, "person", PARTLY if left else WHOLE)


def _as(role: Role) -> str:
    return (
        f"{role.get_kind_display()}, {role.subject.replace('_', ' ')},"
        if role.subject
        else role.get_kind_display()
    )


def _begins(word: str, text: str) -> bool:
    return any(one.startswith(word) for one in WORD.findall(text.lower()))
