"""What a school carries: few things; adding one asks what stops; stopping is work that deserves thanks."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Refused, WealdError
from weald.core.permissions import Actor, permit
from weald.people.queries.places import workplace
from weald.practices.domain.adopting import stop_adoption
from weald.practices.domain.tumbler import need_reason
from weald.practices.enums import AdoptionState, StopReason
from weald.practices.models import Adoption, Practice, RoomMade, Stopping
from weald.practices.queries.focus import carriers_of


@transaction.atomic
def stop(
    adoption: Adoption,
    *,
    reason: str,
    because: str,
    by: Actor,
    on: date | None = None,
    replaced_by: Practice | None = None,
    thanks: str = "",
    thanked: Collection[int] = (),
) -> Stopping:
    """Stop something for good reason, name what takes its place, and thank those who carried it."""
    on = on or timezone.localdate()
    because = need_reason(because, "Stopping says why, so that the next school need not find out.")
    _says_how(adoption, reason, replaced_by)
    adoption = stop_adoption(adoption, because=because, by=by, on=on)
    stopping = Stopping.objects.create(
        adoption=adoption,
        reason=reason,
        because=because,
        replaced_by=replaced_by,
        thanks=thanks.strip(),
        stopped_by_id=by.person_id,
        stopped_at=timezone.now(),
    )
    if carried := carriers_of(adoption).filter(pk__in=set(thanked)):
        stopping.thanked.set(carried)
        ledger.append(
            Verb.THANKED,
            stopping,
            by=by,
            place_id=adoption.organisation_id,
            audience=Audience(adoption.practice.audience),
            payload={"practice": adoption.practice_id, "people": len(carried)},
        )
    return stopping


def _says_how(adoption: Adoption, reason: str, replaced_by: Practice | None) -> None:
    if reason not in StopReason.values:
        raise WealdError("Stopping names one of the reasons.", "None is chosen.", "Choose the nearest.")
    if (reason == StopReason.REPLACED) != (replaced_by is not None):
        raise WealdError(
            "What is replaced names what takes its place, and nothing else does.",
            "Reason and replacement do not go together.",
            "Choose the practice that takes its place, or another reason.",
        )
    if replaced_by == adoption.practice:
        raise WealdError("Something else takes its place.", "This is the same practice.", "Choose another.")


@transaction.atomic
def make_room(adoption: Adoption, *, stopped: Adoption | None = None, words: str = "", by: Actor) -> RoomMade:
    """Say what a new adoption takes the room of, or why nothing has to stop."""
    permit("practices.adopt", by, workplace(adoption.organisation))
    if stopped is not None:
        stopped.refresh_from_db()
    if stopped is not None and (
        stopped.organisation_id != adoption.organisation_id or stopped.state != AdoptionState.STOPPED
    ):
        raise WealdError(
            "Room is made by something that stopped here.",
            "This is still in use, or somewhere else.",
            "Stop it first, or say in words what makes room.",
        )
    if stopped is None:
        words = need_reason(words, "Every addition is paid for with somebody’s time.")
    if RoomMade.objects.filter(adoption=adoption).exists():
        raise Refused(
            "Where the room came from is said once.",
            "It has been said.",
            "Stop something, if it is too much.",
        )
    return RoomMade.objects.create(
        adoption=adoption,
        stopped=stopped,
        words=words.strip()[:300],
        said_by_id=by.person_id,
        said_at=timezone.now(),
    )
