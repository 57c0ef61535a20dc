"""Ending digests with one press, by whoever holds the letter: no sign-in, and nothing else can be done."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from weald.core.permissions import Actor
from weald.people.domain.accounts import choose_digest
from weald.people.enums import Digest as Choice
from weald.people.models import User

SALT = "home.stop"


def stop_address(person_id: int) -> str:
    token = signing.Signer(salt=SALT).sign_object(person_id)
    return f"{settings.WEALD_ADDRESS}{reverse('home:stop', args=[token])}"


def person_by(token: str) -> User | None:
    try:
        person_id = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=person_id, is_active=True).first()


def stop(person: User) -> User:
    """Send the person no digest any more, in their own name. Asked twice it is done once."""
    if person.digest == Choice.NEVER:
        return person
    return choose_digest(person, Choice.NEVER, by=Actor(person_id=person.pk, name=person.name))
