"""What waits for a person: to be accepted, decided or declared."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import Actor, visible
from weald.core.registry import Waiting
from weald.people.enums import Standing
from weald.people.models import JoinRequest, User
from weald.people.queries.interests import FIRST_MONTH, academic_year, standings, year_label
from weald.people.queries.invitations import open_invitations_to

# Whoever keeps the people of a whole region reads the longest waiting here, all of them on their pages.
MOST_REQUESTS = 20


def waiting_for(actor: Actor) -> list[Waiting]:
    """Give what needs the person, in a constant number of queries."""
    if actor.person_id is None:
        return []
    person = User.objects.get(pk=actor.person_id)
    return [*_invitations(person), *_requests(actor), *_interests(actor, person)]


def _invitations(person: User) -> Iterator[Waiting]:
    for one in open_invitations_to(person.email):
        yield Waiting(
            key=f"people.invitation:{one.pk}",
            text=f"You are invited to be {one.get_role_display()}",
            url=reverse("people:me"),
            since=one.invited_at,
            due_on=timezone.localdate(one.expires_at),
            place=one.organisation.name,
        )


def _requests(actor: Actor) -> Iterator[Waiting]:
    asked = JoinRequest.objects.filter(decided_at__isnull=True).select_related("organisation")
    for one in visible(asked, actor).order_by("asked_at", "pk")[:MOST_REQUESTS]:
        yield Waiting(
            key=f"people.request:{one.pk}",
            text=f"{one.name} asks to join",
            url=reverse("people:invitations", args=[one.organisation_id]),
            since=one.asked_at,
            place=one.organisation.name,
        )


def _interests(actor: Actor, person: User) -> Iterator[Waiting]:
    year = academic_year()
    if not actor.roles or standings([person.pk], year)[person.pk] == Standing.DECLARED:
        return
    began = datetime(year, FIRST_MONTH, 1, tzinfo=timezone.get_current_timezone())
    yield Waiting(
        key=f"people.interests:{year}",
        text=f"Declare your interests for {year_label(year)}, or that there are none",
        url=reverse("people:interests"),
        since=max(began, person.joined_at),
    )
