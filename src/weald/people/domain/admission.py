"""Whether somebody who proved an identity elsewhere has, or may have, an account here."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction

from weald.people.domain.invitations import accept_as_newcomer
from weald.people.models import Invitation, User
from weald.people.queries.invitations import open_invitation_by, open_invitations_to
from weald.people.queries.people import person_confirmed_at, person_with


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a provider says of somebody; `is_shown` if it vouches that the address is theirs."""

    email: str
    is_shown: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The account to sign in to. With a second factor nothing is linked until that has been given too."""

    person: User
    may_be_linked: bool


@transaction.atomic
def admit(visitor: Visitor, *, token: str = "") -> Admitted | None:
    """Match a confirmed address, or let an invited person in; None for everyone else."""
    if visitor.is_shown and (person := person_confirmed_at(visitor.email)):
        return Admitted(person, may_be_linked=not Authenticator.objects.filter(user=person).exists())
    invitation = _invitation_for(visitor, token)
    # An account that exists is never entered by an invitation: its own address or password leads there.
    if invitation is None or person_with(invitation.email):
        return None
    name = invitation.name or visitor.name or invitation.email.partition("@")[0]
    return Admitted(accept_as_newcomer(invitation, name=name, password=None), may_be_linked=True)


def _invitation_for(visitor: Visitor, token: str) -> Invitation | None:
    # Whoever holds the link has read the e-mail, so the address there may differ from the one here.
    if token and (invitation := open_invitation_by(token)):
        return invitation
    return open_invitations_to(visitor.email).first() if visitor.is_shown else None
