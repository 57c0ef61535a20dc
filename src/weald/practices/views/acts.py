"""What a reader may do with a practice: each act with its page, or the reason why not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from weald.core.errors import Refusal
from weald.core.permissions import Actor, refusal
from weald.people.queries.places import workplace
from weald.people.rules import Workplace
from weald.practices.models import Adoption, Practice
from weald.practices.queries.line import line_of
from weald.practices.queries.taking_up import adoptions_spoken_for
from weald.practices.rules.line import WATCHING, Line
from weald.schools.models import Organisation


@dataclass(frozen=True, slots=True)
class Meeting:
    """A practice and its reader, with what the rules about both judge by, asked once."""

    practice: Practice
    actor: Actor
    line: Line
    # The reader's first place of work.
    place: Workplace
    # Where the reader may speak for it, the practice is in use.
    adoptions: list[Adoption]

    @property
    def is_author(self) -> bool:
        return self.actor.person_id in self.line.authors

    @property
    def is_in_use_here(self) -> bool:
        return any(one.organisation_id == self.place.id for one in self.adoptions)


Subject = Callable[[Meeting], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a practice, offered where its rule lets the reader."""

    name: str
    rule: str
    url_name: str
    subject: Subject = lambda meeting: meeting.line
    # Whether it makes sense of a practice at all, before anybody is asked.
    applies: Callable[[Practice], bool] = lambda practice: True
    # Whether it makes sense for this reader: nobody asks themself, or takes up what they use.
    suits: Callable[[Meeting], bool] = lambda meeting: True
    # Whether it is for those who wrote it; the others are not told why they may not.
    is_authors: bool = False
    # Whether pressing it does something at once, instead of leading to a page.
    is_done_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """An act as one reader meets it."""

    name: str
    url: str
    refusal: Refusal | None
    is_done_at_once: bool


# In the order in which a reader thinks of them; the first that is allowed stands out. Those who wrote it
# first think of what is theirs to do.
ACTS: list[Act] = [
    Act("Ask", "practices.ask", "practices:ask", suits=lambda meeting: not meeting.is_author),
    Act("Change", "practices.write", "practices:change", is_authors=True, is_done_at_once=True),
    Act("Look after", "practices.keep", "practices:keep", is_authors=True),
]


def acts_for(practice: Practice, actor: Actor) -> list[Offered]:
    adoptions = list(adoptions_spoken_for(practice, actor))
    meeting = Meeting(practice, actor, line_of(practice), _place_of(actor), adoptions)
    acts = [act for act in ACTS if act.applies(practice) and act.suits(meeting)]
    if meeting.is_author:
        acts.sort(key=lambda act: not act.is_authors)
    offered = [_offer(act, meeting) for act in acts]
    return [*newer_for(practice, adoptions), *(one for one in offered if one is not None)]


def newer_for(practice: Practice, adoptions: Iterable[Adoption]) -> list[Offered]:
    """Offer the newest version to those places of the reader that do as an older one says."""
    if practice.hidden_at or practice.is_withdrawn:
        return []
    behind = [one for one in adoptions if one.version_id != practice.head_id]
    go_on = f"Go on with version {practice.head.number}"
    return [
        Offered(
            go_on if len(behind) == 1 else f"{go_on} at {one.organisation.name}",
            reverse("practices:follow", args=[one.pk]),
            None,
            is_done_at_once=True,
        )
        for one in behind
    ]


def _offer(act: Act, meeting: Meeting) -> Offered | None:
    refused = refusal(act.rule, meeting.actor, act.subject(meeting))
    if refused and act.is_authors:
        return None
    url = reverse(act.url_name, args=[meeting.practice.pk])
    return Offered(act.name, url, refused, act.is_done_at_once)


def _place_of(actor: Actor) -> Workplace:
    """Give where the reader would take a practice up; nowhere, for whoever works nowhere."""
    for role in actor.roles:
        if role.organisation_id in actor.own and role.kind not in WATCHING:
            return workplace(Organisation.objects.get(pk=role.organisation_id))
    return Workplace(0, "your school", "", frozenset())
