"""What belongs to a practice is known to whoever may know of the practice."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from weald.core.permissions import Actor, known_ids, visibility
from weald.practices.models import (
    Account,
    Answer,
    Contest,
    Endorsement,
    MeasuredEffect,
    Move,
    Objection,
    Participation,
    Practice,
    ProtectedWindow,
    Reference,
    Stopping,
    Threshold,
    Trial,
)

# Where each finds its practice.
PRACTICE_OF: dict[type[Model], str] = {
    Account: "adoption__practice",
    Answer: "objection__contest__practice",
    Contest: "practice",
    Endorsement: "practice",
    MeasuredEffect: "practice",
    Move: "practice",
    Objection: "contest__practice",
    Participation: "trial__practice",
    ProtectedWindow: "practice",
    Reference: "practice",
    Stopping: "adoption__practice",
    Trial: "practice",
}


def _through(path: str) -> Callable[[QuerySet[Any], Actor], QuerySet[Any]]:
    def known_with_its_practice(things: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        if actor.is_system:
            return things
        return things.filter(**{f"{path}__in": known_ids(Practice, actor)})

    return known_with_its_practice


for model, path in PRACTICE_OF.items():
    visibility(model)(_through(path))


@visibility(Threshold)
def thresholds_seen(thresholds: QuerySet[Threshold], actor: Actor) -> QuerySet[Threshold]:
    """What the gates ask for is public."""
    return thresholds
