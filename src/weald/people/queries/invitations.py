"""Invitations and requests to join."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from weald.core.permissions import Actor, visibility
from weald.people.enums import LEADING, RoleKind
from weald.people.models import EmailDomain, Invitation, JoinRequest
from weald.schools.queries.reach import inside


def led_by(actor: Actor) -> frozenset[int] | None:
    """Give the places the actor leads today; None for a steward, who keeps every list."""
    if actor.holds(RoleKind.STEWARD):
        return None
    led = {role.organisation_id for role in actor.roles if role.kind in LEADING}
    return inside(led, timezone.localdate()) if led else frozenset()


@visibility(Invitation)
def visible_invitations(invitations: QuerySet[Invitation], actor: Actor) -> QuerySet[Invitation]:
    led = led_by(actor)
    return invitations if led is None else invitations.filter(organisation_id__in=led)


@visibility(JoinRequest)
def visible_requests(requests: QuerySet[JoinRequest], actor: Actor) -> QuerySet[JoinRequest]:
    led = led_by(actor)
    return requests if led is None else requests.filter(organisation_id__in=led)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    ).select_related("organisation")


def open_invitation_by(token: str) -> Invitation | None:
    return open_invitations().filter(token_hash=token_digest(token)).first()


def open_invitations_to(email: str) -> QuerySet[Invitation]:
    return open_invitations().filter(email=email.lower()).order_by("pk")


def domain_of(email: str) -> EmailDomain | None:
    domain = email.rpartition("@")[2].lower()
    return EmailDomain.objects.filter(domain=domain).select_related("organisation").first()
