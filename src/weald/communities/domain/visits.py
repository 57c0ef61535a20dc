"""Come and watch. The ledger learns that there was a visit, and nothing of what was said."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from weald.communities.enums import VisitState
from weald.communities.models import Visit, VisitNote
from weald.communities.queries.places import person_in, works_at
from weald.communities.rules import Between
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused
from weald.core.permissions import Actor, permit
from weald.people.models import User

OPEN = (VisitState.INVITED, VisitState.ACCEPTED)


@transaction.atomic
def invite_to_watch(
    guest: User, focus: str, *, by: Actor, lesson_at: datetime | None = None, where: str = ""
) -> Visit:
    permit("communities.invite_to_watch", by)
    if guest.pk == by.person_id:
        raise Refused("Somebody else watches.", "This is you.", "Invite a colleague.")
    host = User.objects.get(pk=person_in(by))
    visit = Visit.objects.create(
        host=host,
        guest=guest,
        organisation=works_at(host.pk),
        focus=focus,
        lesson_at=lesson_at,
        where=where,
        invited_at=timezone.now(),
    )
    _write(Verb.INVITED, visit, by)
    return visit


@transaction.atomic
def answer_visit(visit: Visit, *, is_coming: bool, by: Actor) -> Visit:
    visit = _locked(visit, by)
    if visit.guest_id != by.person_id or visit.state != VisitState.INVITED:
        raise Conflict(
            "An invitation to watch is answered once, by who was invited.",
            f"It is {visit.get_state_display()}.",
            "Write a word to the other instead.",
        )
    return _move(visit, VisitState.ACCEPTED if is_coming else VisitState.DECLINED, by)


@transaction.atomic
def mark_watched(visit: Visit, *, by: Actor) -> Visit:
    visit = _locked(visit, by)
    if visit.state != VisitState.ACCEPTED:
        raise Conflict(
            "A lesson is watched by who agreed to come.",
            f"The visit is {visit.get_state_display()}.",
            "Answer the invitation first.",
        )
    return _move(visit, VisitState.WATCHED, by)


@transaction.atomic
def call_off_visit(visit: Visit, *, by: Actor) -> Visit:
    visit = _locked(visit, by)
    if visit.state not in OPEN:
        raise Conflict(
            "A visit to come is called off.",
            f"This one is {visit.get_state_display()}.",
            "Nothing is left to do.",
        )
    return _move(visit, VisitState.CALLED_OFF, by)


@transaction.atomic
def say(visit: Visit, text: str, *, by: Actor) -> VisitNote:
    """Say something to the other of the two."""
    permit("communities.visit", by, Between(visit.host_id, visit.guest_id))
    return VisitNote.objects.create(
        visit=visit, text=text, written_by_id=person_in(by), written_at=timezone.now()
    )


def _locked(visit: Visit, by: Actor) -> Visit:
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    permit("communities.visit", by, Between(visit.host_id, visit.guest_id))
    return visit


def _move(visit: Visit, state: VisitState, by: Actor) -> Visit:
    visit.state, visit.answered_at = state, timezone.now()
    visit.save(update_fields=["state", "answered_at"])
    _write(Verb.ATTENDED if state == VisitState.WATCHED else Verb.CHANGED, visit, by)
    return visit


def _write(verb: Verb, visit: Visit, by: Actor) -> None:
    # Without a place: the narrowest audience would else be read by everybody who works there.
    ledger.append(verb, visit, by=by, audience=Audience.TEAM)
