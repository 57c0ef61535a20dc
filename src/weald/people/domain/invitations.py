"""Inviting somebody to a role, and what becomes of the invitation.

The link in the e-mail carries the only copy of the token; the database keeps its hash.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused
from weald.core.permissions import Actor, permit
from weald.people.domain.accounts import make_account
from weald.people.domain.letters import send_invitation
from weald.people.domain.roles import take_up
from weald.people.models import Invitation, Role, User
from weald.people.queries.invitations import token_digest
from weald.people.queries.people import person_with
from weald.people.queries.places import offer_of
from weald.schools.models import Organisation

OPEN_FOR = timedelta(days=14)
# From a token to the address of the page where it is accepted; the page's app knows it, the domain doesn't.
LinkTo = Callable[[str], str]


@transaction.atomic
def invite(
    *,
    email: str,
    organisation: Organisation,
    role: str,
    by: Actor,
    link_to: LinkTo,
    name: str = "",
    subject: str = "",
) -> Invitation:
    """Offer a role to whoever reads that address. An offer still standing is sent again with a new link.

    Whether the address already has an account changes nothing that the inviter sees.
    """
    email = email.lower()
    person = person_with(email)
    permit("people.give_role", by, offer_of(organisation, role, person.pk if person else None))
    token = secrets.token_urlsafe(32)
    sent = {
        "token_hash": token_digest(token),
        "expires_at": timezone.now() + OPEN_FOR,
        "subject": subject,
    }
    invitation, is_new = Invitation.objects.update_or_create(
        email=email,
        organisation=organisation,
        role=role,
        accepted_at=None,
        withdrawn_at=None,
        defaults=sent,
        create_defaults=sent | {"name": name, "invited_by_id": by.person_id},
    )
    ledger.append(
        Verb.INVITED,
        invitation,
        by=by,
        place_id=organisation.pk,
        audience=Audience.SCHOOL,
        payload={"role": str(role), "again": not is_new},
    )
    address = link_to(token)
    transaction.on_commit(lambda: send_invitation(invitation, address, by=by))
    return invitation


def resend(invitation: Invitation, *, by: Actor, link_to: LinkTo) -> Invitation:
    """Send an open or expired invitation again; links sent before stop working."""
    _refuse_closed(invitation)
    return invite(
        email=invitation.email,
        organisation=invitation.organisation,
        role=invitation.role,
        by=by,
        link_to=link_to,
        name=invitation.name,
        subject=invitation.subject,
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    permit("people.give_role", by, offer_of(invitation.organisation, invitation.role))
    _refuse_closed(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    ledger.append(
        Verb.WITHDREW, invitation, by=by, place_id=invitation.organisation_id, audience=Audience.SCHOOL
    )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, person: User) -> Role:
    """Take up the role that was offered to this person's own address."""
    invitation = _lock_open(invitation)
    if person.email != invitation.email:
        raise Refused(
            "An invitation is for the address it was sent to.",
            "You are signed in with another one.",
            "Sign out and open the link again, or ask for an invitation to the address you use here.",
        )
    return _take(invitation, person)


@transaction.atomic
def accept_as_newcomer(invitation: Invitation, *, name: str, password: str | None) -> User:
    """Make the account and take up the role. Holding the link shows that the address is theirs."""
    invitation = _lock_open(invitation)
    if person_with(invitation.email):
        raise Refused(
            "An account is made once for an address.",
            "This address has one.",
            "Sign in with it and open the link again.",
        )
    person = make_account(email=invitation.email, name=name, password=password)
    _take(invitation, person)
    return person


def _take(invitation: Invitation, person: User) -> Role:
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return take_up(
        person,
        invitation.organisation,
        invitation.role,
        by=Actor(person_id=person.pk, name=person.name),
        subject=invitation.subject,
    )


def _lock_open(invitation: Invitation) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation.pk)
    )
    if not invitation.is_open:
        raise Conflict(
            "An invitation can be accepted once, until it runs out.",
            "This one is no longer open.",
            "Ask whoever sent it for a new one.",
        )
    return invitation


def _refuse_closed(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Conflict(
            "Only an invitation that still stands can be sent again or withdrawn.",
            f"This one was {invitation.standing}.",
            "Invite the person anew if they should hold the role.",
        )
