"""Secret feed addresses: made from a nonce and the site's secret, shown to their person, ended at will."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.urls import reverse

from weald.home.models import FeedKey
from weald.people.models import User

SALT = "home.feed"


def key_of(feed: FeedKey) -> str:
    return signing.Signer(salt=SALT).sign_object([feed.person_id, str(feed.nonce)])


@dataclass(frozen=True, slots=True)
class Address:
    """A secret address, and what a newsreader finds there."""

    of: str
    url: str


def addresses_of(person_id: int, communities: Iterable[tuple[int, str]]) -> list[Address]:
    """Give the person's own feed, that of all practices and one of each community; none without a key."""
    feed = FeedKey.objects.filter(pk=person_id).first()
    if feed is None:
        return []
    key, site = key_of(feed), settings.WEALD_ADDRESS
    return [
        Address("What moved where you belong", f"{site}{reverse('home:own_feed', args=[key])}"),
        Address("New and changed practices", f"{site}{reverse('home:own_practices_feed', args=[key])}"),
        *(
            Address(name, f"{site}{reverse('home:own_community_feed', args=[key, pk])}")
            for pk, name in communities
        ),
    ]


def renew(person: User) -> FeedKey:
    """Make a new secret address; the one before opens nothing any more."""
    feed, _ = FeedKey.objects.update_or_create(person=person, defaults={"nonce": uuid4()})
    return feed


def revoke(person: User) -> None:
    FeedKey.objects.filter(person=person).delete()


def reader_by(key: str) -> User | None:
    """Give the person whose feed the key opens today."""
    try:
        person_id, nonce = signing.Signer(salt=SALT).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None
    feed = FeedKey.objects.filter(pk=person_id, nonce=nonce, person__is_active=True)
    found = feed.select_related("person").first()
    return found.person if found else None
