"""What the ledger knows of one person, and forgetting it for good."""

from typing import Any

from django.db import transaction

from weald.core.models import Entry, Identity, ImportRun, Job


def acts_of(person_id: int) -> list[dict[str, Any]]:
    """List a person's own acts, for their data export."""
    mine = {identity.entry_id: identity for identity in Identity.objects.filter(person_id=person_id)}
    return [
        {
            "at": entry.at.isoformat(),
            "what": entry.get_verb_display(),
            "of": f"{entry.target_label} {entry.target_id}",
            "role": mine[entry.pk].role,
            "organisation": mine[entry.pk].organisation_id,
        }
        for entry in Entry.objects.filter(pk__in=mine).order_by("at")
    ]


@transaction.atomic
def erase_identity(person_id: int) -> int:
    """Forget who acted: the rows with the person and the salt go, the entries stay and still verify."""
    Job.objects.filter(requested_by_id=person_id).update(requested_by_id=None)
    ImportRun.objects.filter(requested_by_id=person_id).update(requested_by_id=None)
    erased, _ = Identity.objects.filter(person_id=person_id).delete()
    return erased
