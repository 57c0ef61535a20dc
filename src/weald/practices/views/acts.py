"""What a reader may do with a practice: each act with its page, or the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from weald.core.errors import Refusal
from weald.core.permissions import Actor, refusal
from weald.people.queries.places import workplace
from weald.people.rules import Workplace
from weald.practices.models import Practice
from weald.practices.queries.line import line_of
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


# In the order in which a reader thinks of them; the first that is allowed stands out.
ACTS: list[Act] = [
    Act("Ask", "practices.ask", "practices:ask"),
    Act("Change", "practices.write", "practices:change", is_authors=True, is_done_at_once=True),
    Act("Keep", "practices.keep", "practices:keep", is_authors=True),
]


def acts_for(practice: Practice, actor: Actor) -> list[Offered]:
    meeting = Meeting(practice, actor, line_of(practice), _place_of(actor))
    offered = [_offer(act, meeting) for act in ACTS if act.applies(practice)]
    return [one for one in offered if one is not None]


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
