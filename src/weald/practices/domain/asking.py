"""Asking what a page leaves open. The rest of a practice is written when somebody wants it."""

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.practices.models import Ask, Practice
from weald.practices.queries.line import line_of

MOST_OPEN = 5


def ask(practice: Practice, *, about: str, text: str, place_id: int, by: Actor) -> Ask:
    """Ask the authors something, for a place. They find it on their Today until one of them answers."""
    permit("practices.ask", by, practice)
    if place_id not in by.own:
        raise WealdError(
            "A question is asked for a place where you work.", "You do not work there.", "Choose another."
        )
    with transaction.atomic():
        mine = Ask.objects.filter(practice=practice, asked_by_id=by.person_id, answered_at__isnull=True)
        if mine.count() >= MOST_OPEN:
            raise Conflict(
                f"At most {MOST_OPEN} of somebody’s questions about one practice wait at a time.",
                "You have as many.",
                "Wait for an answer, or phone the school.",
            )
        asked = Ask.objects.create(
            practice=practice,
            about=about,
            text=text,
            asked_by_id=by.person_id,
            asked_for_id=place_id,
            asked_at=timezone.now(),
        )
        ledger.append(
            Verb.ASKED,
            practice,
            by=by,
            place_id=place_id,
            audience=Audience(practice.audience),
            payload={"ask": asked.pk} | ({"about": about} if about else {}),
        )
    return asked


def reply(asked: Ask, *, text: str, by: Actor) -> Ask:
    """Answer a question; from then on everyone who may see the practice reads both."""
    permit("practices.answer", by, line_of(asked.practice))
    with transaction.atomic():
        locked = Ask.objects.select_for_update().select_related("practice").get(pk=asked.pk)
        if locked.answered_at:
            raise Conflict(
                "A question is answered once.",
                "Another author has answered it meanwhile.",
                "Read their answer; what is missing belongs into the practice itself.",
            )
        locked.answer, locked.answered_by_id, locked.answered_at = text, by.person_id, timezone.now()
        locked.save(update_fields=["answer", "answered_by", "answered_at"])
        practice = locked.practice
        record(Verb.REPLIED, practice, by=by, payload={"ask": locked.pk})
    return locked
