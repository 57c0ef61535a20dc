"""Tokens with which programs act for a person, never further than the person does."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Refused, WealdError
from weald.core.permissions import Actor
from weald.people.models import Role, Token, User
from weald.people.queries.roles import held_on
from weald.people.queries.tokens import live

# So that whoever finds one in a file, a person or a scanner, knows what it opens.
SIGN = "weald_"
SHOWN = 12
LONGEST = timedelta(days=366)
MOST = 20
USED_TO_THE = timedelta(hours=1)


def hash_of(secret: str) -> str:
    """Hash a secret: 256 random bits need no slow hash, and a request no slower answer."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    person: User, *, name: str, roles: Iterable[Role], may_write: bool, lasts: timedelta, by: Actor
) -> tuple[Token, str]:
    """Give a new token and its secret, which is kept nowhere and shown this once."""
    _only_own(person.pk, by)
    User.objects.select_for_update().get(pk=person.pk)
    now = timezone.now()
    _check(person, now_live=live(Token.objects.filter(person=person), now).count(), lasts=lasts)
    chosen = _own_roles(person, roles)
    secret = SIGN + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        name=name,
        beginning=secret[:SHOWN],
        token_hash=hash_of(secret),
        may_write=may_write,
        made_at=now,
        expires_at=now + lasts,
    )
    token.roles.set(chosen)
    ledger.append(
        Verb.CHANGED, token, by=by, audience=Audience.TEAM, payload={"made": True, "may_write": may_write}
    )
    return token, secret


@transaction.atomic
def revoke(token: Token, *, by: Actor) -> Token:
    _only_own(token.person_id, by)
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        ledger.append(Verb.WITHDREW, token, by=by, audience=Audience.TEAM)
    return token


def token_behind(secret: str) -> Token | None:
    """Give the living token of a secret, if there is one, and note that it was used."""
    if not secret.startswith(SIGN):
        return None
    now = timezone.now()
    found = live(Token.objects.filter(token_hash=hash_of(secret), person__is_active=True), now)
    token = found.select_related("person").prefetch_related("roles").first()
    if token and (token.last_used_at is None or now - token.last_used_at > USED_TO_THE):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def export_tokens(person_id: int) -> list[dict[str, Any]]:
    """List a person's tokens for their own data; no secret is kept that could be given."""
    return [
        {
            "name": token.name,
            "begins": token.beginning,
            "may_write": token.may_write,
            "made_at": token.made_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
            "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
            "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        }
        for token in Token.objects.filter(person_id=person_id).order_by("made_at")
    ]


def erase_tokens(person_id: int) -> int:
    return Token.objects.filter(person_id=person_id).delete()[0]


def _check(person: User, *, now_live: int, lasts: timedelta) -> None:
    if not timedelta(0) < lasts <= LONGEST:
        raise WealdError(
            "A token lasts a year at most, so that a forgotten one comes to its end.",
            f"This one would last {lasts.days} days.",
            "Choose an earlier date, and make a new one then.",
        )
    if now_live >= MOST:
        raise WealdError(
            f"A person has {MOST} living tokens at most.",
            f"{person.name} has {now_live}.",
            "Revoke those that nothing uses any more.",
        )


def _own_roles(person: User, roles: Iterable[Role]) -> list[Role]:
    wanted = {role.pk for role in roles}
    held = [role for role in held_on(Role.objects.filter(person=person)) if role.pk in wanted]
    if len(held) < len(wanted):
        raise Refused(
            "A token acts in roles that its owner holds.",
            "One of these is not held by you today.",
            "Choose among your own roles.",
        )
    return held


def _only_own(person_id: int, by: Actor) -> None:
    if by.person_id != person_id:
        raise Refused(
            "Tokens are made and revoked by the person they act for.",
            "This is somebody else.",
            "Ask them.",
        )
