"""Calling a gathering, saying whether one comes, and what it takes of the schools."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

from django.db import transaction
from django.utils import timezone

from weald.communities.domain.activity import touch
from weald.communities.models import Attendance, Community, Gathering
from weald.communities.queries.communities import members_of, seat_of
from weald.communities.queries.places import TEACHING, held_by
from weald.communities.rules import Writing
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused
from weald.core.permissions import Actor, permit
from weald.schools.models import Organisation

# The way by road is about so much longer than the straight one, at this pace through town and country.
DETOUR = 1.3
METRES_A_MINUTE = 40_000 / 60
# One says "I am here" from a little before until a week after.
EARLY = timedelta(minutes=30)
LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class When:
    """What a gathering is about, when and where."""

    title: str
    begins_at: datetime
    ends_at: datetime
    agenda: str = ""
    place: str = ""
    host: Organisation | None = None
    link: str = ""
    in_school_time: bool = False


FIELDS = ("title", "begins_at", "ends_at", "agenda", "place", "host", "link", "in_school_time")


@transaction.atomic
def call_gathering(community: Community, when: When, *, by: Actor) -> Gathering:
    permit("communities.call_gathering", by, seat_of(community, by))
    now = timezone.now()
    facts = {name: getattr(when, name) for name in FIELDS}
    gathering = Gathering.objects.create(
        community=community, called_by_id=by.person_id, called_at=now, changed_at=now, **facts
    )
    _write(Verb.GATHERED, gathering, by)
    touch(community)
    return gathering


@transaction.atomic
def change_gathering(gathering: Gathering, when: When, *, by: Actor, expected_revision: int) -> Gathering:
    """Change what was called. At another time everybody is asked again."""
    gathering = _locked(gathering, by)
    if gathering.revision != expected_revision:
        raise Conflict(
            "A gathering is changed as it stands.",
            "Somebody changed it while you were at it.",
            "Look at what it says now, and change that.",
        )
    is_moved = (gathering.begins_at, gathering.ends_at) != (when.begins_at, when.ends_at)
    for name in FIELDS:
        setattr(gathering, name, getattr(when, name))
    _changed(gathering, [*FIELDS])
    answered = Attendance.objects.filter(gathering=gathering).exclude(answer="")
    if is_moved:
        answered.filter(came_at__isnull=True).update(answer="", answered_at=None)
    for attendance in answered:
        _reckon(attendance, gathering)
        attendance.save(update_fields=["cover_minutes", "travel_minutes"])
    _write(Verb.CHANGED, gathering, by)
    return gathering


@transaction.atomic
def call_off(gathering: Gathering, *, by: Actor) -> Gathering:
    gathering = _locked(gathering, by)
    if gathering.called_off_at is None:
        gathering.called_off_at = timezone.now()
        _changed(gathering, ["called_off_at"])
        _write(Verb.WITHDREW, gathering, by)
    return gathering


def _locked(gathering: Gathering, by: Actor) -> Gathering:
    gathering = (
        Gathering.objects.select_for_update(of=("self",)).select_related("community").get(pk=gathering.pk)
    )
    permit(
        "communities.change_gathering",
        by,
        Writing(seat_of(gathering.community, by), gathering.called_by_id),
    )
    return gathering


def _changed(gathering: Gathering, fields: list[str]) -> None:
    gathering.revision += 1
    gathering.changed_at = timezone.now()
    gathering.save(update_fields=[*fields, "revision", "changed_at"])


@transaction.atomic
def answer(gathering: Gathering, said: str, *, by: Actor) -> Attendance:
    """Say whether one comes; saying it again changes it."""
    permit("communities.read_inside", by, seat_of(gathering.community, by))
    _still_on(gathering, gathering.ends_at)
    attendance = _attendance(gathering, by.person_id)
    attendance.answer, attendance.answered_at = said, timezone.now()
    _reckon(attendance, gathering)
    attendance.save()
    return attendance


@transaction.atomic
def say_here(gathering: Gathering, *, by: Actor) -> Attendance:
    """Say that one is there, or was: one tap."""
    permit("communities.read_inside", by, seat_of(gathering.community, by))
    _still_on(gathering, gathering.ends_at + LATE)
    if timezone.now() < gathering.begins_at - EARLY:
        raise Refused(
            "One is there once it begins.",
            "It has not begun.",
            "Say that you are coming; come back here on the day.",
        )
    return _came(gathering, by.person_id, by)


@transaction.atomic
def keep_register(gathering: Gathering, came: list[int], *, by: Actor) -> int:
    """Say who of the members was there. Gives how many were."""
    gathering = _locked(gathering, by)
    known = members_of(gathering.community).filter(person_id__in=came).values_list("person_id", flat=True)
    here = set(known)
    for person_id in sorted(here):
        _came(gathering, person_id, by)
    Attendance.objects.filter(gathering=gathering).exclude(person_id__in=here).update(came_at=None)
    return len(here)


def _came(gathering: Gathering, person_id: int | None, by: Actor) -> Attendance:
    attendance = _attendance(gathering, person_id)
    if attendance.came_at is None:
        attendance.came_at = timezone.now()
        _reckon(attendance, gathering)
        attendance.save()
        if person_id == by.person_id:
            _write(Verb.ATTENDED, gathering, by)
        touch(gathering.community)
    return attendance


def _attendance(gathering: Gathering, person_id: int | None) -> Attendance:
    attendance, _ = Attendance.objects.select_for_update().get_or_create(
        gathering=gathering, person_id=person_id
    )
    return attendance


def _still_on(gathering: Gathering, until: datetime) -> None:
    need = "One answers a gathering that takes place."
    if gathering.called_off_at is not None:
        raise Refused(need, "It was called off.", "Ask whoever called it.")
    if timezone.now() > until:
        raise Refused(need, "It is over.", "Whoever leads the community can still mark who was there.")


def _reckon(attendance: Attendance, gathering: Gathering) -> None:
    """Count travel there and back, and the cover of whoever would have taught meanwhile."""
    roles = list(held_by(attendance.person_id))
    home = roles[0].organisation if roles else None
    attendance.organisation = home
    attendance.travel_minutes, attendance.cover_minutes = travel_minutes(home, gathering), 0
    if gathering.in_school_time and any(role.kind in TEACHING for role in roles):
        length = gathering.ends_at - gathering.begins_at
        attendance.cover_minutes = int(length.total_seconds() // 60) + (attendance.travel_minutes or 0)


def travel_minutes(home: Organisation | None, gathering: Gathering) -> int | None:
    """Reckon the way there and back; None where it is not known. To a link alone nobody travels."""
    if gathering.link and not gathering.place and gathering.host_id is None:
        return 0
    host = gathering.host
    if home is None or host is None:
        return None
    if home.pk == host.pk:
        return 0
    if home.easting is None or home.northing is None or host.easting is None or host.northing is None:
        return None
    metres = hypot(home.easting - host.easting, home.northing - host.northing)
    return round(2 * metres * DETOUR / METRES_A_MINUTE)


def _write(verb: Verb, gathering: Gathering, by: Actor) -> None:
    community = gathering.community
    record(verb, community, by=by, thing=gathering)
