"""Drafts: nobody but their writer knows of them."""

from django.db.models import QuerySet

from weald.core.permissions import Actor, visibility
from weald.practices.models import Draft, DraftFile


@visibility(Draft)
def own_drafts(drafts: QuerySet[Draft], actor: Actor) -> QuerySet[Draft]:
    return drafts.filter(person_id=actor.person_id) if actor.is_known else drafts.none()


@visibility(DraftFile)
def own_draft_files(files: QuerySet[DraftFile], actor: Actor) -> QuerySet[DraftFile]:
    return files.filter(draft__person_id=actor.person_id) if actor.is_known else files.none()


def drafts_newest_first() -> QuerySet[Draft]:
    return Draft.objects.select_related("practice", "base__practice").order_by("-saved_at", "-pk")
