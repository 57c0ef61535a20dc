"""Writing security changes that allauth makes into the ledger, in the transaction of the change."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.http import HttpRequest

from weald.core.permissions import Actor
from weald.people.domain.accounts import note_security_change
from weald.people.models import User

CHANGES = (
    (account.email_changed, "email"),
    (account.password_changed, "password"),
    (account.password_set, "password"),
    (account.password_reset, "password_forgotten"),
    (mfa.authenticator_added, "second_factor_added"),
    (mfa.authenticator_removed, "second_factor_removed"),
    (mfa.authenticator_reset, "recovery_codes"),
)


def listen() -> None:
    """Connect once, when the app is ready: allauth tells of its acts by signals only."""
    for signal, what in CHANGES:
        signal.connect(_note(what), weak=False, dispatch_uid=f"weald.{what}.{id(signal)}")
    social.social_account_added.connect(_linked, dispatch_uid="weald.linked")
    social.social_account_removed.connect(_unlinked, dispatch_uid="weald.unlinked")


def _note(what: str):  # noqa: ANN202 -- a receiver
    def receive(sender: type, user: User, **_: object) -> None:
        _write(user, what)

    return receive


def _linked(sender: type, request: HttpRequest, sociallogin: "social.SocialLogin", **_: object) -> None:
    _write(sociallogin.user, "linked")


def _unlinked(sender: type, request: HttpRequest, socialaccount: "social.SocialAccount", **_: object) -> None:
    _write(socialaccount.user, "unlinked")


def _write(person: User, what: str) -> None:
    note_security_change(person, what, by=Actor(person_id=person.pk, name=person.name))
