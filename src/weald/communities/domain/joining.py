"""Coming into a community and leaving it: joining, asking, inviting, muting."""

from django.db import transaction
from django.utils import timezone

from weald.communities.domain.activity import touch
from weald.communities.enums import How
from weald.communities.models import Approach, Community, Enrolment
from weald.communities.queries.communities import seat_of
from weald.communities.queries.places import person_in
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import Conflict
from weald.core.permissions import Actor, permit, visible
from weald.people.models import User


def enrol(community: Community, person_id: int, how: How, *, is_lead: bool = False) -> Enrolment:
    """Put somebody into a community, or leave them as they are in it. Keeps what they once chose."""
    last = (
        Enrolment.objects.filter(community=community, person_id=person_id, left_on__isnull=False)
        .order_by("-left_on", "-pk")
        .first()
    )
    enrolment, is_new = Enrolment.objects.get_or_create(
        community=community,
        person_id=person_id,
        left_on=None,
        defaults={
            "how": how,
            "is_lead": is_lead,
            "joined_on": timezone.localdate(),
            "digest": last.digest if last else "",
        },
    )
    if not is_new and is_lead and not enrolment.is_lead:
        enrolment.is_lead = True
        enrolment.save(update_fields=["is_lead"])
    return enrolment


@transaction.atomic
def join(community: Community, *, by: Actor) -> Enrolment:
    permit("communities.join", by, seat_of(community, by))
    enrolment = enrol(community, person_in(by), How.JOINED)
    Approach.objects.filter(community=community, person_id=by.person_id, answered_at__isnull=True).update(
        answered_at=timezone.now(), is_agreed=True
    )
    record(Verb.ENROLLED, community, by=by)
    touch(community)
    return enrolment


@transaction.atomic
def ask_to_join(community: Community, *, by: Actor) -> Approach:
    permit("communities.ask_to_join", by, seat_of(community, by))
    return _approach(community, person_in(by), by)


@transaction.atomic
def invite(community: Community, person: User, *, by: Actor) -> Approach:
    """Ask a colleague to come in. They join by saying yes, never by being put there."""
    permit("communities.write", by, seat_of(community, by))
    if Enrolment.objects.filter(community=community, person=person, left_on__isnull=True).exists():
        raise Conflict(
            "Somebody is invited who is not there yet.",
            f"{person.name} is in {community.name} already.",
            "Nothing is left to do.",
        )
    approach = _approach(community, person.pk, by)
    record(Verb.INVITED, community, by=by)
    return approach


def _approach(community: Community, person_id: int, by: Actor) -> Approach:
    approach, _ = Approach.objects.get_or_create(
        community=community,
        person_id=person_id,
        answered_at=None,
        defaults={"made_by_id": person_in(by), "made_at": timezone.now()},
    )
    return approach


@transaction.atomic
def answer_approach(approach: Approach, *, is_agreed: bool, by: Actor) -> Approach:
    """Answer whether somebody joins: who was invited for themself, a lead where somebody asked."""
    approach = (
        visible(Approach.objects.select_for_update(of=("self",)), by)
        .select_related("community")
        .get(pk=approach.pk)
    )
    community = approach.community
    if approach.answered_at is not None:
        raise Conflict("A question is answered once.", "It has been answered.", "Nothing is left to do.")
    if approach.is_own or approach.person_id != by.person_id:
        permit("communities.lead", by, seat_of(community, by))
    approach.answered_at, approach.is_agreed = timezone.now(), is_agreed
    approach.save(update_fields=["answered_at", "is_agreed"])
    if is_agreed:
        enrol(community, approach.person_id, How.JOINED if approach.is_own else How.INVITED)
        record(Verb.ENROLLED, community, by=by)
        touch(community)
    return approach


@transaction.atomic
def leave(community: Community, *, by: Actor) -> Enrolment:
    """Leave a group. A network that enrols one by rule is muted instead: one stays, and is not asked."""
    enrolment = _own(community, by)
    if enrolment.how == How.RULE:
        return _mute(enrolment, is_muted=True)
    enrolment.left_on, enrolment.is_lead = timezone.localdate(), False
    enrolment.save(update_fields=["left_on", "is_lead"])
    record(Verb.LEFT, community, by=by)
    return enrolment


@transaction.atomic
def set_muted(community: Community, *, is_muted: bool, by: Actor) -> Enrolment:
    return _mute(_own(community, by), is_muted=is_muted)


@transaction.atomic
def choose_digest(community: Community, choice: str, *, by: Actor) -> Enrolment:
    enrolment = _own(community, by)
    enrolment.digest = choice
    enrolment.save(update_fields=["digest"])
    return enrolment


@transaction.atomic
def set_lead(enrolment: Enrolment, *, is_lead: bool, by: Actor) -> Enrolment:
    """Make a member a lead, or let one go who is not the last of a network."""
    community = Community.objects.select_for_update().get(pk=enrolment.community_id)
    if enrolment.person_id != by.person_id or is_lead:
        permit("communities.lead", by, seat_of(community, by))
    enrolment.is_lead = is_lead
    enrolment.save(update_fields=["is_lead"])
    record(Verb.CHANGED, community, by=by, payload={"leads": is_lead})
    return enrolment


def _own(community: Community, by: Actor) -> Enrolment:
    permit("communities.member", by, seat_of(community, by))
    return Enrolment.objects.select_for_update().get(
        community=community, person_id=by.person_id, left_on__isnull=True
    )


def _mute(enrolment: Enrolment, *, is_muted: bool) -> Enrolment:
    enrolment.muted_at = timezone.now() if is_muted else None
    enrolment.save(update_fields=["muted_at"])
    return enrolment
