"""Whose digest is due, since when, and what they were told already."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from weald.communities.models import Enrolment
from weald.home.enums import Rhythm
from weald.home.models import Digest, QuietTime, Seen, Told
from weald.people.models import User

# More than anybody can be in; a page of choices stays a page.
MOST_COMMUNITIES = 200


def period_on(rhythm: str, day: date) -> date:
    """Give the day a round is for: the day itself, or the Monday of its week."""
    return day if rhythm == Rhythm.DAILY else day - timedelta(days=day.weekday())


def community_choices(person_id: int) -> dict[int, str]:
    """Give what the person chose for single communities, where it is not as for everything else."""
    own = Enrolment.objects.filter(person_id=person_id, left_on__isnull=True).exclude(digest="")
    return dict(own.values_list("community_id", "digest"))


def last_decided(person_id: int) -> dict[str, datetime]:
    """Say for each rhythm when the person's digest was last looked at."""
    latest = Digest.objects.filter(person_id=person_id).order_by().values_list("rhythm")
    return dict(latest.annotate(latest=Max("decided_at")))


def decided(person_id: int, periods: Mapping[str, date]) -> set[str]:
    """Say which of the rounds have been looked at."""
    asked = Q(pk__in=[])
    for rhythm, day in periods.items():
        asked |= Q(rhythm=rhythm, period_on=day)
    return set(Digest.objects.filter(asked, person_id=person_id).values_list("rhythm", flat=True))


def told_of(person_id: int, keys: Collection[str]) -> set[str]:
    return set(Told.objects.filter(person_id=person_id, key__in=keys).values_list("key", flat=True))


def looked_at(person_id: int) -> datetime | None:
    return Seen.objects.filter(pk=person_id).values_list("at", flat=True).first()


def quiet_times(person_id: int) -> QuietTime:
    """Give when the person wants to be left alone: their own choice, or what suits most."""
    return QuietTime.objects.filter(pk=person_id).first() or QuietTime(person_id=person_id)


def due_people(now: datetime, is_quiet_by_default: bool, is_holiday: bool) -> QuerySet[User]:
    """Give everybody whose round has not been looked at and who may be written to now."""
    local = timezone.localtime(now)
    awake = _awake(local, is_holiday)
    chosen = QuietTime.objects.filter(person_id=OuterRef("pk"))
    may_write = Q(Exists(chosen.filter(awake)))
    if not is_quiet_by_default:
        may_write |= ~Q(Exists(chosen))
    due = _due(Rhythm.DAILY, local.date()) | _due(Rhythm.WEEKLY, local.date())
    return User.objects.filter(may_write, due, is_active=True).order_by("pk")


def _due(rhythm: Rhythm, today: date) -> Q:
    looked = Digest.objects.filter(
        person_id=OuterRef("pk"), rhythm=rhythm, period_on=period_on(rhythm, today)
    )
    for_one = Enrolment.objects.filter(person_id=OuterRef("pk"), left_on__isnull=True, digest=rhythm)
    wants = Q(digest=rhythm) | Q(digest__in=Rhythm.values) & Q(Exists(for_one))
    return wants & ~Q(Exists(looked))


def _awake(local: datetime, is_holiday: bool) -> Q:
    """Say of a row of quiet times that this is none of them, by the clock on the wall."""
    hour = local.hour
    same_day = Q(begins__lte=F("ends")) & (Q(begins__gt=hour) | Q(ends__lte=hour))
    over_night = Q(begins__gt=F("ends")) & Q(begins__gt=hour, ends__lte=hour)
    awake = same_day | over_night
    if local.isoweekday() > 5:
        awake &= Q(at_weekends=False)
    if is_holiday:
        awake &= Q(in_holidays=False)
    return awake


def enrolled_in(person_id: int) -> list[Enrolment]:
    """List the communities the person is in, for their choices, by name."""
    mine = Enrolment.objects.filter(person_id=person_id, left_on__isnull=True, community__closed_at=None)
    return list(mine.select_related("community").order_by("community__name", "pk")[:MOST_COMMUNITIES])
