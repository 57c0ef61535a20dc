"""What somebody said about practices: their part of the data kept about them. Erased, it keeps no name."""

from typing import Any

from weald.people.domain.own_data import rows
from weald.practices.models import Account, Answer, Endorsement, Objection


def accounts_of(person_id: int) -> list[dict[str, Any]]:
    told = Account.objects.filter(told_by_id=person_id).order_by("told_at")
    return rows(
        told,
        practice="adoption__practice__title",
        place="adoption__organisation__name",
        told_at="told_at",
        text="text",
        would_go_on="would_go_on",
        hours="hours",
    )


def objections_of(person_id: int) -> list[dict[str, Any]]:
    raised = Objection.objects.filter(raised_by_id=person_id).order_by("raised_at")
    return rows(
        raised,
        practice="contest__practice__title",
        raised_at="raised_at",
        text="text",
        would_settle="would_settle",
        stands="standing",
        dissent="dissent",
    )


def answers_of(person_id: int) -> list[dict[str, Any]]:
    said = Answer.objects.filter(answered_by_id=person_id).order_by("answered_at")
    return rows(said, practice="objection__contest__practice__title", answered_at="answered_at", text="text")


def endorsements_of(person_id: int) -> list[dict[str, Any]]:
    given = Endorsement.objects.filter(person_id=person_id).order_by("given_at")
    return rows(
        given,
        practice="practice__title",
        place="organisation__name",
        given_at="given_at",
        stance="stance",
        words="words",
        replaced_at="replaced_at",
    )
