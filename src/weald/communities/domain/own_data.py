"""What communities keep about one person: giving it to them, and forgetting it."""

from typing import Any

from django.db.models import Q

from weald.communities.models import (
    Approach,
    Attendance,
    CalendarLink,
    Community,
    Enrolment,
    Gathering,
    Goal,
    Mention,
    Output,
    Post,
    Reference,
    Thread,
    Visit,
    VisitNote,
)
from weald.people.domain.own_data import rows


def communities_of(person_id: int) -> list[dict[str, Any]]:
    found = Enrolment.objects.filter(person_id=person_id).order_by("joined_on", "pk")
    return rows(
        found,
        community="community__name",
        how="how",
        leads="is_lead",
        joined_on="joined_on",
        left_on="left_on",
        muted_at="muted_at",
        digest="digest",
    ) + rows(
        Approach.objects.filter(person_id=person_id).order_by("made_at"),
        asked_about="community__name",
        asked_at="made_at",
        agreed="is_agreed",
    )


def gatherings_of(person_id: int) -> list[dict[str, Any]]:
    return rows(
        Attendance.objects.filter(person_id=person_id).order_by("gathering__begins_at"),
        gathering="gathering__title",
        community="gathering__community__name",
        began_at="gathering__begins_at",
        answer="answer",
        was_there_from="came_at",
        cover_minutes="cover_minutes",
        travel_minutes="travel_minutes",
    )


def writing_of(person_id: int) -> list[dict[str, Any]]:
    return rows(
        Post.objects.filter(written_by_id=person_id).order_by("written_at"),
        community="thread__community__name",
        thread="thread__title",
        text="text",
        written_at="written_at",
    )


def visits_of(person_id: int) -> list[dict[str, Any]]:
    """Give the person's visits, and of what was said only what they said themself."""
    visits = Visit.objects.filter(Q(host_id=person_id) | Q(guest_id=person_id)).order_by("invited_at")
    return rows(
        visits,
        teacher="host__name",
        colleague="guest__name",
        focus="focus",
        lesson_at="lesson_at",
        state="state",
        invited_at="invited_at",
    ) + rows(
        VisitNote.objects.filter(written_by_id=person_id).order_by("written_at"),
        said="text",
        said_at="written_at",
    )


def erase_traces(person_id: int) -> int:
    """Forget where they were and what was said between two. What they wrote for all stays, nameless."""
    erased = 0
    for found in (
        Visit.objects.filter(Q(host_id=person_id) | Q(guest_id=person_id)),
        Enrolment.objects.filter(person_id=person_id),
        Approach.objects.filter(Q(person_id=person_id) | Q(made_by_id=person_id)),
        Attendance.objects.filter(person_id=person_id),
        Mention.objects.filter(person_id=person_id),
        CalendarLink.objects.filter(person_id=person_id),
    ):
        erased += found.delete()[0]
    Post.objects.filter(written_by_id=person_id).update(written_by=None, organisation=None)
    Community.objects.filter(started_by_id=person_id).update(started_by=None)
    Thread.objects.filter(started_by_id=person_id).update(started_by=None)
    Gathering.objects.filter(called_by_id=person_id).update(called_by=None)
    Reference.objects.filter(added_by_id=person_id).update(added_by=None)
    Output.objects.filter(added_by_id=person_id).update(added_by=None)
    Goal.objects.filter(set_by_id=person_id).update(set_by=None)
    Goal.objects.filter(told_by_id=person_id).update(told_by=None)
    return erased
