"""Visits: for the two of them, and for nobody else whatever their role."""

from django.db.models import Q, QuerySet

from weald.communities.models import CalendarLink, Visit, VisitNote
from weald.core.permissions import Actor, visibility


@visibility(Visit)
def visits(queryset: QuerySet[Visit], actor: Actor) -> QuerySet[Visit]:
    # Not even the server's own operator reads them through a page, a list or a file.
    if actor.person_id is None:
        return queryset.none()
    return queryset.filter(Q(host_id=actor.person_id) | Q(guest_id=actor.person_id))


@visibility(VisitNote)
def notes(queryset: QuerySet[VisitNote], actor: Actor) -> QuerySet[VisitNote]:
    if actor.person_id is None:
        return queryset.none()
    return queryset.filter(Q(visit__host_id=actor.person_id) | Q(visit__guest_id=actor.person_id))


@visibility(CalendarLink)
def calendar_links(queryset: QuerySet[CalendarLink], actor: Actor) -> QuerySet[CalendarLink]:
    return queryset.filter(person_id=actor.person_id) if actor.is_known else queryset.none()


def visits_of(actor: Actor) -> QuerySet[Visit]:
    both = Q(host_id=actor.person_id or 0) | Q(guest_id=actor.person_id or 0)
    return Visit.objects.filter(both).select_related("host", "guest", "organisation").order_by("-invited_at")
