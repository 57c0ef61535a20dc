"""Secret feed addresses: made from a nonce and the site's secret, shown to their person, ended at will."""

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.urls import reverse

from weald.home.models import FeedKey
from weald.people.models import User

SALT = "home.feed"


def key_of(feed: FeedKey) -> str:
    return signing.Signer(salt=SALT).sign_object([feed.person_id, str(feed.nonce)])


def feed_address(person_id: int) -> str:
    """Give the person's feed address, or none where they have none."""
    feed = FeedKey.objects.filter(pk=person_id).first()
    return f"{settings.WEALD_ADDRESS}{reverse('home:own_feed', args=[key_of(feed)])}" if feed else ""


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
