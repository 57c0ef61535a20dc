"""Gatherings and who comes, as far as the actor may know."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from weald.communities.enums import Answer
from weald.communities.models import Attendance, Enrolment, Gathering
from weald.communities.queries.communities import readable_ids
from weald.core.permissions import Actor, visibility, visible

COMING = Q(attendances__answer=Answer.COMING)


@visibility(Gathering)
def gatherings(queryset: QuerySet[Gathering], actor: Actor) -> QuerySet[Gathering]:
    return queryset.filter(community__in=readable_ids(actor))


@visibility(Attendance)
def attendances(queryset: QuerySet[Attendance], actor: Actor) -> QuerySet[Attendance]:
    """Who comes is for the members of the community; one's own answer is one's own."""
    if not actor.is_known:
        return queryset.none()
    mine = Enrolment.objects.filter(person_id=actor.person_id, left_on__isnull=True).values("community_id")
    return queryset.filter(Q(person_id=actor.person_id) | Q(gathering__community__in=mine))


def to_come(queryset: QuerySet[Gathering], now: datetime) -> QuerySet[Gathering]:
    return queryset.filter(ends_at__gte=now, called_off_at__isnull=True).order_by("begins_at", "pk")


def counted(queryset: QuerySet[Gathering]) -> QuerySet[Gathering]:
    """Add how many come and came, and what it takes of their schools, in minutes."""
    came = Q(attendances__came_at__isnull=False)
    return queryset.annotate(
        coming=Count("attendances", filter=COMING),
        came=Count("attendances", filter=came),
        cover=Sum("attendances__cover_minutes", filter=COMING | came),
        travel=Sum("attendances__travel_minutes", filter=COMING | came),
        ways_unknown=Count(
            "attendances", filter=(COMING | came) & Q(attendances__travel_minutes__isnull=True)
        ),
    )


def unanswered(actor: Actor, now: datetime) -> QuerySet[Gathering]:
    """Give what the actor's communities have called and they have not answered, the next first.

    Whoever muted a network is not asked.
    """
    belongs = Enrolment.objects.filter(
        person_id=actor.person_id or 0,
        left_on__isnull=True,
        muted_at__isnull=True,
        community=OuterRef("community"),
    )
    said = Attendance.objects.filter(
        Q(came_at__isnull=False) | ~Q(answer=""),
        gathering=OuterRef("pk"),
        person_id=actor.person_id or 0,
    )
    found = to_come(visible(Gathering.objects.all(), actor), now).filter(begins_at__gt=now)
    return found.filter(Exists(belongs), ~Exists(said)).select_related("community")


def calendar_of(person_id: int, since: datetime) -> QuerySet[Gathering]:
    """Give what belongs in somebody's calendar: what their communities call, unless they said no or muted."""
    belongs = Enrolment.objects.filter(
        person_id=person_id,
        left_on__isnull=True,
        muted_at__isnull=True,
        community=OuterRef("community"),
    )
    answers = Attendance.objects.filter(gathering=OuterRef("pk"), person_id=person_id)
    said_no = answers.filter(answer=Answer.NOT_COMING)
    coming = answers.filter(answer=Answer.COMING)
    return (
        Gathering.objects.filter(Exists(belongs) | Exists(coming), ~Exists(said_no), ends_at__gte=since)
        .select_related("community", "host")
        .order_by("begins_at", "pk")
    )


def register_of(gathering: Gathering) -> QuerySet[Attendance]:
    return (
        Attendance.objects.filter(gathering=gathering)
        .exclude(answer="", came_at__isnull=True)
        .select_related("person", "organisation")
        .order_by(F("answer").asc(), "person__name", "pk")
    )
