"""What came of a community: threads of its own, and whatever kinds of things higher apps say can be."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse

from weald.communities.models import Community, Output, Thread
from weald.core.permissions import Actor, visible

MOST_SHOWN, MOST_OFFERED = 30, 10


@dataclass(frozen=True, slots=True)
class OutputKind:
    """A kind of thing that can come of a community."""

    # What it is called: "practice".
    name: str
    url_name: str
    # Titles by id, of those an actor may know of.
    titled: Callable[[Collection[str], Actor], Mapping[str, str]]
    # Ids and titles of what an actor could mean by some words; without words, what is near at hand.
    offered: Callable[[Community, str, Actor], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came of a community, as a page shows it."""

    pk: int
    kind: str
    title: str
    url: str
    added_by_id: int | None


KINDS: dict[str, OutputKind] = {}


def outputs_of(community: Community, actor: Actor) -> list[Came]:
    """Give what the actor may know of, the newest first: one question, and one for each kind."""
    outputs = visible(Output.objects.filter(community=community), actor).order_by("-added_at", "-pk")
    found = list(outputs[:MOST_SHOWN])
    titles = {
        label: kind.titled([one.target_id for one in found if one.target_label == label], actor)
        for label, kind in KINDS.items()
    }
    return [
        Came(
            one.pk,
            KINDS[one.target_label].name,
            titles[one.target_label][one.target_id],
            reverse(KINDS[one.target_label].url_name, args=[one.target_id]),
            one.added_by_id,
        )
        for one in found
        if one.target_id in titles.get(one.target_label, {})
    ]


def offered_to(community: Community, words: str, actor: Actor) -> dict[str, dict[str, str]]:
    """Give, by label, what could be added."""
    there = set(Output.objects.filter(community=community).values_list("target_label", "target_id"))
    return {
        label: {
            pk: name for pk, name in kind.offered(community, words, actor).items() if (label, pk) not in there
        }
        for label, kind in KINDS.items()
    }


def _thread_titles(ids: Collection[str], actor: Actor) -> dict[str, str]:
    found = visible(Thread.objects.filter(pk__in=ids), actor)
    return {str(pk): title for pk, title in found.values_list("pk", "title")}


def _threads_offered(community: Community, words: str, actor: Actor) -> dict[str, str]:
    found = visible(Thread.objects.filter(community=community, title__icontains=words), actor)
    newest = found.order_by("-last_at", "pk").values_list("pk", "title")[:MOST_OFFERED]
    return {str(pk): title for pk, title in newest}


KINDS["communities.thread"] = OutputKind("thread", "communities:thread", _thread_titles, _threads_offered)
