"""Writing security changes that allauth makes into the ledger, in the transaction of the change."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db.models.signals import post_save

from weald.core.permissions import Actor
from weald.people.domain.accounts import note_security_change
from weald.people.models import User


def listen() -> None:
    """Connect once, when the app is ready: allauth tells of its acts by signals only."""
    account.email_changed.connect(_email_changed)
    account.password_changed.connect(_password_changed)
    account.password_set.connect(_password_changed)
    account.password_reset.connect(_password_forgotten)
    # Its own signal of an added factor comes after the commit, when it is too late to write with it.
    post_save.connect(_factor_added, sender=Authenticator)
    factor.authenticator_removed.connect(_factor_removed)
    social.social_account_added.connect(_linked)
    social.social_account_removed.connect(_unlinked)


def _note(person: User, what: str) -> None:
    note_security_change(person, what, by=Actor(person_id=person.pk, name=person.name))


def _email_changed(user: User, **_: Any) -> None:  # noqa: ANN401 -- what a signal brings beside
    _note(user, "email")


def _password_changed(user: User, **_: Any) -> None:  # noqa: ANN401 -- as above
    _note(user, "password")


def _password_forgotten(user: User, **_: Any) -> None:  # noqa: ANN401 -- as above
    _note(user, "password_forgotten")


def _factor_added(instance: Authenticator, created: bool, **_: Any) -> None:  # noqa: ANN401 -- Django's call
    if created:
        is_codes = instance.type == Authenticator.Type.RECOVERY_CODES
        _note(instance.user, "recovery_codes" if is_codes else "second_factor_added")


def _factor_removed(user: User, **_: Any) -> None:  # noqa: ANN401 -- as above
    _note(user, "second_factor_removed")


def _linked(sociallogin: SocialLogin, **_: Any) -> None:  # noqa: ANN401 -- as above
    _note(sociallogin.user, "linked")


def _unlinked(socialaccount: SocialAccount, **_: Any) -> None:  # noqa: ANN401 -- as above
    _note(socialaccount.user, "unlinked")
