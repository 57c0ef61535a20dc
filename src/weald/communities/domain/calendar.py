"""Gatherings as other calendars read them."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from weald.communities.models import CalendarLink, Gathering
from weald.communities.queries.gatherings import calendar_of
from weald.people.models import User

SALT = "weald.communities.calendar"
PRODUCT = "-//Weald//Gatherings//EN"
# Past gatherings stay in a calendar for a while, so that one can look something up.
BACK = timedelta(days=120)

AddressOf = Callable[[Gathering], str]


@transaction.atomic
def secret_for(person: User) -> str:
    """Give what stands in the address of somebody's feed. It is signed, not stored."""
    link, _ = CalendarLink.objects.get_or_create(person=person, defaults={"made_at": timezone.now()})
    return _signed(link)


@transaction.atomic
def renew_secret(person: User) -> str:
    """End the address there was: whoever has it reads no more."""
    secret_for(person)
    link = CalendarLink.objects.select_for_update().get(person=person)
    link.turn, link.made_at = link.turn + 1, timezone.now()
    link.save(update_fields=["turn", "made_at"])
    return _signed(link)


def _signed(link: CalendarLink) -> str:
    return signing.Signer(salt=SALT).sign(f"{link.person_id}-{link.turn}").replace(":", "-")


def person_of(secret: str) -> User | None:
    """Give whose feed an address is, unless it was ended or they left."""
    number, _, rest = secret.partition("-")
    turn, _, signature = rest.partition("-")
    try:
        signing.Signer(salt=SALT).unsign(f"{number}-{turn}:{signature}")
    except signing.BadSignature:
        return None
    link = CalendarLink.objects.select_related("person").filter(
        person_id=int(number), turn=int(turn), person__is_active=True
    )
    found = link.first()
    return found.person if found else None


def feed_of(person: User, address_of: AddressOf) -> bytes:
    return as_calendar(calendar_of(person.pk, timezone.now() - BACK), address_of, name="Weald")


def as_calendar(gatherings: Iterable[Gathering], address_of: AddressOf, *, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    for gathering in gatherings:
        calendar.add_component(_event(gathering, address_of(gathering)))
    written: bytes = calendar.to_ical()
    return written


def _event(gathering: Gathering, address: str) -> Event:
    event = Event()
    event.add("uid", f"gathering-{gathering.pk}@{address.split('/')[2]}")
    event.add("sequence", gathering.revision)
    event.add("dtstamp", gathering.changed_at)
    event.add("dtstart", gathering.begins_at)
    event.add("dtend", gathering.ends_at)
    event.add("summary", f"{gathering.title} ({gathering.community.name})")
    event.add("url", address)
    parts = [gathering.agenda, gathering.link, address]
    event.add("description", "\n\n".join(part for part in parts if part))
    where = [gathering.place, gathering.host.name if gathering.host else ""]
    if place := ", ".join(part for part in where if part) or gathering.link:
        event.add("location", place)
    event.add("status", "CANCELLED" if gathering.called_off_at else "CONFIRMED")
    return event
