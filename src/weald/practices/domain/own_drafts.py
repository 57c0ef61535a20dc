"""What somebody was writing, as part of their own data."""

from typing import Any

from weald.people.domain.own_data import rows
from weald.practices.models import Draft


def drafts_of(person_id: int) -> list[dict[str, Any]]:
    found = Draft.objects.filter(person_id=person_id).order_by("begun_at")
    return rows(found, began_at="begun_at", saved_at="saved_at", of="practice__title", text="fields")


def erase_drafts(person_id: int) -> int:
    """Nobody else knows of a draft: it goes with its writer."""
    return Draft.objects.filter(person_id=person_id).delete()[0]
