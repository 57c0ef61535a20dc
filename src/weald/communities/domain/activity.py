"""Whether a community is alive: what happens in it keeps it open."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from weald.communities.enums import QUIET_FOR, TIME_TO_ANSWER, CommunityKind
from weald.communities.models import Community
from weald.communities.queries.communities import seat_of
from weald.core.domain import ledger
from weald.core.domain.ledger import Act
from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.permissions import SYSTEM, Actor, permit
from weald.search.domain.documents import index, unindex


def touch(community: Community) -> None:
    """Note that something happened here; a question whether to close is answered by that."""
    Community.objects.filter(pk=community.pk).update(
        active_at=Greatest(F("active_at"), timezone.now()), asked_at=None
    )


@transaction.atomic
def close_the_quiet() -> tuple[int, int]:
    """Ask the leads of groups gone quiet, and close those whose leads were asked in vain.

    Gives how many were asked and closed.
    """
    now = timezone.now()
    groups = Community.objects.filter(
        kind=CommunityKind.SOFT, closes_when_quiet=True, closed_at__isnull=True, active_at__lt=now - QUIET_FOR
    )
    unheard = list(groups.filter(asked_at__lt=now - TIME_TO_ANSWER).select_for_update())
    Community.objects.filter(pk__in=[group.pk for group in unheard]).update(closed_at=now, asked_at=None)
    for group in unheard:
        unindex(group)
    ledger.append_many(_closed(group, SYSTEM) for group in unheard)
    asked = groups.filter(asked_at__isnull=True).update(asked_at=now)
    return asked, len(unheard)


@transaction.atomic
def keep_open(community: Community, *, by: Actor) -> None:
    """Say that a quiet group shall go on."""
    permit("communities.lead", by, seat_of(community, by))
    touch(community)


@transaction.atomic
def close(community: Community, *, by: Actor) -> Community:
    permit("communities.lead", by, seat_of(community, by))
    community.closed_at, community.asked_at = timezone.now(), None
    community.save(update_fields=["closed_at", "asked_at"])
    index(community)
    ledger.append_many([_closed(community, by)])
    return community


@transaction.atomic
def reopen(community: Community, *, by: Actor) -> Community:
    permit("communities.reopen", by, seat_of(community, by))
    community.closed_at, community.active_at = None, timezone.now()
    community.save(update_fields=["closed_at", "active_at"])
    index(community)
    record(Verb.CHANGED, community, by=by, payload={"open": True})
    return community


def _closed(community: Community, by: Actor) -> Act:
    return Act(
        verb=Verb.CHANGED,
        target_label=community._meta.label_lower,
        target_id=str(community.pk),
        person_id=by.person_id,
        place_id=community.home_id,
        audience=Audience(community.audience),
        payload={"open": False},
    )
