"""What practices keep about one person: giving it to them, and letting their name go."""

from typing import Any

from weald.people.domain.own_data import rows
from weald.practices.models import Adoption, Ask, Practice, Return, Version


def versions_of(person_id: int) -> list[dict[str, Any]]:
    found = Version.objects.filter(made_by_id=person_id).order_by("made_at")
    return rows(
        found,
        practice="practice_id",
        version="number",
        title="title",
        summary="summary",
        what_changed="note",
        written_at="made_at",
        at="made_at_school__name",
    )


def round_of(person_id: int) -> list[dict[str, Any]]:
    """List what the person took up, returned, answered and asked."""
    adopted = rows(
        Adoption.objects.filter(adopted_by_id=person_id).order_by("adopted_at"),
        took_up="practice__title",
        at="organisation__name",
        said_at="adopted_at",
    )
    sent = rows(
        Return.objects.filter(sent_by_id=person_id).order_by("sent_at"),
        returned_to="to_practice__title",
        message="message",
        what_happened="happened",
        sent_at="sent_at",
    )
    answered = rows(
        Return.objects.filter(answered_by_id=person_id).order_by("answered_at"),
        answered_about="to_practice__title",
        answer="state",
        reason="reason",
        answered_at="answered_at",
    )
    asked = rows(
        Ask.objects.filter(asked_by_id=person_id).order_by("asked_at"),
        asked_about="practice__title",
        question="text",
        asked_at="asked_at",
    )
    return adopted + sent + answered + asked


def erase_name(person_id: int) -> int:
    """Take the person's name from what they made and did; what they gave to others stays theirs to use."""
    erased = Version.objects.filter(made_by_id=person_id).update(made_by=None)
    erased += Practice.objects.filter(made_by_id=person_id).update(made_by=None)
    erased += Practice.authors.through.objects.filter(user_id=person_id).delete()[0]
    erased += Adoption.objects.filter(adopted_by_id=person_id).update(adopted_by=None)
    for name in ("sent_by", "answered_by", "thanked_by"):
        erased += Return.objects.filter(**{f"{name}_id": person_id}).update(**{name: None})
    for name in ("asked_by", "answered_by"):
        erased += Ask.objects.filter(**{f"{name}_id": person_id}).update(**{name: None})
    return erased
