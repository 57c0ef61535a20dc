"""Naming partners: organisations a thing is shared with by name, whatever else its audience is."""

from collections.abc import Collection

from weald.core.enums import Audience
from weald.core.errors import WealdError
from weald.core.models import Share
from weald.core.permissions import Actor


def name_partners(label: str, target_id: object, audience: str, named: Collection[int], *, by: Actor) -> int:
    """Keep exactly these as its partners; none, unless its audience is its named partners. Say how many."""
    named = set(named) if audience == Audience.PARTNERS else set[int]()
    if audience == Audience.PARTNERS and not named:
        raise WealdError(
            "Sharing with named partners names them.", "Nobody is named.", "Choose at least one organisation."
        )
    shares = Share.objects.filter(target_label=label, target_id=str(target_id))
    shares.exclude(organisation_id__in=named).delete()
    Share.objects.bulk_create(
        [
            Share(
                target_label=label,
                target_id=str(target_id),
                organisation_id=organisation_id,
                shared_by_id=by.person_id or 0,
            )
            for organisation_id in sorted(named)
        ],
        ignore_conflicts=True,
    )
    return len(named)
