"""What was reported: who may know of it, and what may be reported at all."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import SYSTEM, Actor, visibility, visible
from weald.core.registry import News, Waiting
from weald.people.enums import LEADING, MOST_HIDDEN_BY_ONE, RoleKind
from weald.people.models import Concern, Role, User
from weald.people.queries.places import workplace
from weald.people.rules import Looking
from weald.schools.models import Organisation, Spell
from weald.schools.queries.reach import INWARD_KINDS


@dataclass(frozen=True, slots=True)
class About:
    """A thing that can be reported, as the page about it names it."""

    title: str
    home: Organisation | None
    authors: frozenset[int]
    # What it says, where whoever must look might not be let in to read it.
    text: str = ""


@dataclass(frozen=True, slots=True)
class WentOn:
    """Where else words of a thing stand: titles and addresses of what one may know of, and how many more."""

    known: tuple[tuple[str, str], ...] = ()
    others: int = 0


def _nowhere(_: str, __: Actor) -> WentOn:
    return WentOn()


@dataclass(frozen=True, slots=True)
class Reportable:
    """How one kind of things is found, hidden and taken down. Higher apps register theirs."""

    # "practice", "post": what a sentence calls it.
    what: str
    # Its page, addressed by its id.
    url_name: str
    # One of them by its id, as far as an actor may know of it.
    find: Callable[[str, Actor], About | None]
    # Hide it since a moment, or show it again (None).
    hide: Callable[[str, datetime | None], None]
    # By its id, with what was wrong (a ConcernKind).
    take_down: Callable[[str, str, Actor], None]
    # Ids of those somebody wrote.
    written_by: Callable[[int], Collection[str]]
    # Where else its words stand, as far as an actor may know.
    went_on: Callable[[str, Actor], WentOn] = _nowhere

    def url_of(self, target_id: str) -> str:
        return reverse(self.url_name, args=[target_id])


REPORTABLE: dict[str, Reportable] = {}


def in_places_led(actor: Actor, path: str) -> Q:
    """Narrow to what is at home (`path`: the field) where the actor leads or within it, asking nothing."""
    led = [role.organisation_id for role in actor.roles if role.kind in LEADING]
    if not led:
        return Q(pk__in=[])
    within = Spell.objects.filter(kind__in=INWARD_KINDS, period__contains=timezone.localdate())
    schools = within.filter(parent__in=led).values("child_id")
    teams = within.filter(parent__in=schools).values("child_id")
    return Q(**{f"{path}__in": led}) | Q(**{f"{path}__in": schools}) | Q(**{f"{path}__in": teams})


@visibility(Concern)
def concerns_seen(concerns: QuerySet[Concern], actor: Actor) -> QuerySet[Concern]:
    """Give those the actor looks at or raised."""
    if actor.is_system or actor.holds(RoleKind.STEWARD):
        return concerns
    return concerns.filter(
        in_places_led(actor, "home") | Q(raised_by_id=actor.person_id, raised_by__isnull=False)
    )


def open_concern(label: str, target_id: object) -> Concern | None:
    """Give the report for whose sake a thing is hidden."""
    return Concern.objects.filter(
        target_label=label, target_id=str(target_id), looked_at__isnull=True, hides=True
    ).first()


def own_reports(actor: Actor) -> QuerySet[Concern]:
    """Give what the actor reported, the latest first; nobody's reports are nobody's."""
    own = Concern.objects.filter(raised_by_id=actor.person_id, raised_by__isnull=False)
    return own.order_by("-raised_at", "-pk")


def hides_more(actor: Actor) -> bool:
    """Tell whether one more report of this person would hide what it names."""
    hiding = Concern.objects.filter(raised_by_id=actor.person_id, looked_at__isnull=True, hides=True)
    return hiding.count() < MOST_HIDDEN_BY_ONE


def reported_ids(label: str) -> QuerySet[Concern, Any]:
    """Give the ids of what was reported and not looked at yet, hidden or not, for queries to look among."""
    waiting = Concern.objects.filter(target_label=label, looked_at__isnull=True)
    return waiting.values_list(Cast("target_id", BigIntegerField()))


def looking_at(concern: Concern, about: About | None) -> Looking:
    return Looking(
        place=workplace(concern.home) if concern.home else None,
        authors=about.authors if about else frozenset(),
        raised_by=concern.raised_by_id,
    )


def lookers(concern: Concern) -> QuerySet[User]:
    """Give everybody whom `people.look` lets look at it today."""
    looking = looking_at(concern, REPORTABLE[concern.target_label].find(concern.target_id, SYSTEM))
    may = Q(kind=RoleKind.STEWARD)
    if looking.place:
        may |= Q(kind__in=LEADING, organisation__in=looking.place.above)
    held = Role.objects.filter(may, period__contains=timezone.localdate())
    people = User.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk")
    return people.exclude(pk__in=looking.authors).exclude(pk=looking.raised_by or 0)


def waiting_key(concern: Concern) -> str:
    """Name it as something that waits, so that nobody is told of it twice."""
    return f"people.concern:{concern.pk}"


def waiting_concerns(actor: Actor) -> Iterator[Waiting]:
    """Give what was reported and waits for somebody who leads there, other than who reported it."""
    if not actor.holds(*LEADING, RoleKind.STEWARD):
        return
    waiting = visible(Concern.objects.filter(looked_at__isnull=True), actor)
    mine = Q()
    for label, kind in REPORTABLE.items():
        mine |= Q(target_label=label, target_id__in=kind.written_by(actor.person_id or 0))
    waiting = waiting.exclude(raised_by_id=actor.person_id).exclude(mine)
    for one in waiting.select_related("home").order_by("raised_at", "pk"):
        yield Waiting(
            key=waiting_key(one),
            text=f"A {REPORTABLE[one.target_label].what} was reported ({one.get_kind_display()}) and "
            f"{'is hidden' if one.hides else 'stays in sight'} until you have looked",
            url=reverse("people:concern", args=[one.pk]),
            since=one.raised_at,
            place=one.home.name if one.home else "",
            is_pressing=True,
        )


def concern_news(actor: Actor, since: datetime) -> Iterator[News]:
    """Tell authors what was reported and what came of it; and who reported, what came of that."""
    if actor.person_id is None:
        return
    lately = Concern.objects.filter(Q(raised_at__gte=since) | Q(looked_at__gte=since))
    for label, kind in REPORTABLE.items():
        mine = Q(target_id__in=kind.written_by(actor.person_id))
        found = lately.filter(mine | Q(raised_by_id=actor.person_id), target_label=label)
        for one in found.order_by("-raised_at", "-pk"):
            yield from _told(one, kind, since, is_author=one.raised_by_id != actor.person_id)


def _told(concern: Concern, kind: Reportable, since: datetime, *, is_author: bool) -> Iterator[News]:
    whose = f"A {kind.what} you wrote" if is_author else f"The {kind.what} you reported"
    key = f"people.concern:{concern.pk}"
    # Whoever reported it may not see it any more, but how that stands.
    url = kind.url_of(concern.target_id) if is_author else reverse("people:concern", args=[concern.pk])
    if concern.looked_at and concern.looked_at >= since:
        title = f"{whose} was looked at: {concern.get_outcome_display()}"
        yield News(f"{key}:outcome", concern.looked_at, title, url, concern.because)
    elif is_author and concern.is_open:
        how = "is hidden" if concern.hides else "stays in sight"
        title = f"{whose} was reported ({concern.get_kind_display()}); it {how} until somebody has looked"
        yield News(key, concern.raised_at, title, url)
