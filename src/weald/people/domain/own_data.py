"""Everything kept about one person: giving it to them, and erasing it."""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Refused
from weald.core.permissions import Actor
from weald.core.registry import ERASERS, EXPORTERS
from weald.people.domain.roles import end_role
from weald.people.models import EmailDomain, Interest, Invitation, JoinRequest, Role, User
from weald.people.queries.roles import held_on
from weald.schools.models import Organisation

NAMELESS = "Somebody who left"


def rows(found: QuerySet[Any], **columns: str) -> list[dict[str, Any]]:
    """Give the rows as plain values under the names a reader understands."""
    return [
        {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        for row in found.values_list(*columns.values())
    ]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return {"from": _plain(value.lower), "until": _plain(value.upper)}
    return value


def account_of(person_id: int) -> list[dict[str, Any]]:
    found = User.objects.filter(pk=person_id)
    return rows(
        found, name="name", email="email", digest="digest", joined_at="joined_at", last_sign_in="last_login"
    )


def sign_ins_of(person_id: int) -> list[dict[str, Any]]:
    """List how the person signs in: addresses, linked accounts, second factors (never their secrets)."""
    addresses = rows(EmailAddress.objects.filter(user_id=person_id), email="email", confirmed="verified")
    linked = rows(
        SocialAccount.objects.filter(user_id=person_id),
        linked_with="provider",
        their_number_there="uid",
        linked_at="date_joined",
        last_used_at="last_login",
    )
    factors = rows(
        Authenticator.objects.filter(user_id=person_id),
        second_factor="type",
        added_at="created_at",
        last_used_at="last_used_at",
    )
    sessions = rows(
        UserSession.objects.filter(user_id=person_id),
        signed_in_at="created_at",
        address="ip",
        browser="user_agent",
    )
    return addresses + linked + factors + sessions


def roles_of(person_id: int) -> list[dict[str, Any]]:
    found = Role.objects.filter(person_id=person_id).order_by("period")
    return rows(found, role="kind", organisation="organisation__name", subject="subject", held="period")


def interests_of(person_id: int) -> list[dict[str, Any]]:
    found = Interest.objects.filter(person_id=person_id).order_by("declared_at")
    return rows(
        found,
        academic_year="academic_year",
        kind="kind",
        organisation="organisation__name",
        detail="detail",
        declared_at="declared_at",
        withdrawn_at="withdrawn_at",
    )


def invitations_of(person_id: int) -> list[dict[str, Any]]:
    """List the invitations sent to the person's address; those they sent are in the ledger's part."""
    found = Invitation.objects.filter(_to_or_accepted_by(person_id)).order_by("invited_at")
    return rows(
        found,
        email="email",
        role="role",
        organisation="organisation__name",
        invited_at="invited_at",
        accepted_at="accepted_at",
        withdrawn_at="withdrawn_at",
    )


def _to_or_accepted_by(person_id: int) -> Q:
    addresses = User.objects.filter(pk=person_id).values("email")
    return Q(accepted_by_id=person_id) | Q(email__in=addresses)


@transaction.atomic
def export_of(person: User, *, by: Actor) -> dict[str, Any]:
    """Gather everything every app keeps about the person."""
    _only_self(person, by, "Data about a person is given to that person.")
    ledger.append(Verb.EXPORTED, person, by=by, audience=Audience.TEAM)
    parts = {name: exporter(person.pk) for name, exporter in EXPORTERS.items()}
    name_places(parts["ledger"])
    return {
        "what": "Everything Weald keeps about one person",
        "made_at": timezone.now().isoformat(),
        "parts": parts,
    }


def name_places(acts: list[dict[str, Any]]) -> None:
    """Put names where the ledger, which knows no organisations, has numbers."""
    found = Organisation.objects.filter(pk__in={act["organisation"] for act in acts})
    names = dict(found.values_list("pk", "name"))
    for act in acts:
        act["organisation"] = names.get(act["organisation"])


def erase_sign_ins(person_id: int) -> int:
    """Sign the person out everywhere and forget every way in."""
    for session in UserSession.objects.filter(user_id=person_id):
        session.end()
    erased = 0
    for model in (SocialAccount, Authenticator, EmailAddress):
        erased += model.objects.filter(user_id=person_id).delete()[0]
    return erased


def erase_traces(person_id: int) -> int:
    """Forget roles, interests, invitations to or by the person, and what they decided about others."""
    email = User.objects.values_list("email", flat=True).get(pk=person_id)
    erased = JoinRequest.objects.filter(email=email).delete()[0]
    erased += Invitation.objects.filter(_to_or_accepted_by(person_id)).delete()[0]
    erased += Interest.objects.filter(person_id=person_id).delete()[0]
    # A headteacher's dates name them to anyone who knows the school: history goes with the person.
    erased += Role.objects.filter(person_id=person_id).delete()[0]
    Invitation.objects.filter(invited_by_id=person_id).update(invited_by=None)
    JoinRequest.objects.filter(decided_by_id=person_id).update(decided_by=None)
    EmailDomain.objects.filter(mapped_by_id=person_id).update(mapped_by=None)
    return erased


@transaction.atomic
def erase(person: User, *, by: Actor) -> User:
    """Forget a person for good, at their own wish or by whoever runs the server on their behalf.

    What they made keeps a maker without a name. The ledger keeps what was done: the rows that said who
    did it go with their salts, so the chains still verify and no longer tell.
    """
    _only_self(person, by, "A person is erased at their own wish.")
    person = User.objects.select_for_update().get(pk=person.pk)
    for role in held_on(Role.objects.filter(person=person)):
        end_role(role, by=by)
    ledger.append(Verb.ERASED, person, by=by, audience=Audience.TEAM)
    for eraser in ERASERS.values():
        eraser(person.pk)
    person.email = f"erased-{person.pk}@erased.invalid"
    person.name = NAMELESS
    person.password = make_password(None)
    person.last_login = None
    person.is_active = False
    person.erased_at = timezone.now()
    person.save()
    return person


def _only_self(person: User, by: Actor, need: str) -> None:
    if by.is_system or by.person_id == person.pk:
        return
    raise Refused(need, "This is somebody else.", "Ask them, or whoever runs the server.")
