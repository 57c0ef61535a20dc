"""Who has no community, and which lead carries too many, within somebody's reach."""

from datetime import date
from typing import Any, cast

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from weald.communities.models import Enrolment
from weald.communities.rules import CONVENING
from weald.core.permissions import Actor
from weald.people.enums import LEADING, RoleKind
from weald.people.models import Role
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell
from weald.schools.queries.organisations import OPEN, current
from weald.schools.queries.reach import inside

# From here on a lead is asked whether it is too much.
MANY = 3


def reach_of(actor: Actor) -> frozenset[int] | None:
    """Give the organisations whose coverage the actor sees; None is all of them."""
    if actor.is_system or actor.holds(RoleKind.STEWARD):
        return None
    kinds = {*CONVENING, *LEADING}
    held = frozenset(role.organisation_id for role in actor.roles if role.kind in kinds)
    today = timezone.localdate()
    within = Spell.objects.filter(parent__in=held, period__contains=today).values_list("child_id", flat=True)
    return inside(held | set(within), today)


def sight_of(actor: Actor) -> frozenset[int] | None:
    """Give the organisations whose ties the actor sees: what they convene or lead, else their own trusts."""
    reach = reach_of(actor)
    return reach if reach is None or reach else actor.trusts


def schools_within(reach: frozenset[int] | None) -> QuerySet[Organisation]:
    """Give the open schools within reach, each once, with its trust and authority."""
    schools = Organisation.objects.filter(kind=Kind.SCHOOL, identity__isnull=True, status__in=OPEN)
    if reach is not None:
        schools = schools.filter(pk__in=reach)
    today = timezone.localdate()
    return schools.annotate(
        trust_name=current(Kind.TRUST, today, "parent__name"),
        authority_name=current(Kind.LOCAL_AUTHORITY, today, "parent__name"),
    ).order_by("name", "pk")


def without_community(reach: frozenset[int] | None, on: date | None = None) -> QuerySet[Role]:
    """Give today's roles of those who are in no open community, or have muted all of theirs."""
    heard = Enrolment.objects.filter(
        person=OuterRef("person"),
        left_on__isnull=True,
        muted_at__isnull=True,
        community__closed_at__isnull=True,
    )
    roles = Role.objects.filter(period__contains=on or timezone.localdate(), person__is_active=True)
    roles = roles.exclude(kind=RoleKind.EXTERNAL_READER)
    if reach is not None:
        roles = roles.filter(organisation__in=reach)
    # Looked up for each role in the order of the list, until a page is full; NOT EXISTS would first find
    # everybody in the country who is in none.
    roles = roles.annotate(first_heard=Subquery(heard.values("pk")[:1])).filter(first_heard__isnull=True)
    return roles.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")


def leads_of_many(reach: frozenset[int] | None) -> QuerySet[Enrolment, dict[str, Any]]:
    """Give the people who lead several communities, with how many and for how many members, most first."""
    led = Enrolment.objects.filter(
        is_lead=True, left_on__isnull=True, community__closed_at__isnull=True
    ).order_by()
    if reach is not None:
        here = Role.objects.filter(organisation__in=reach, period__contains=timezone.localdate())
        led = led.filter(person__in=here.values("person_id"))
    many = led.values("person_id").annotate(led=Count("pk")).filter(led__gte=MANY)
    members = Q(community__enrolments__left_on__isnull=True)
    # Members are counted of those who lead many only: a network may hold tens of thousands.
    found = led.filter(person__in=many.values("person_id")).values("person_id", name=F("person__name"))
    found = found.annotate(
        led=Count("community", distinct=True),
        members=Count("community__enrolments", filter=members, distinct=True),
    )
    return cast("QuerySet[Enrolment, dict[str, Any]]", found.order_by("-led", "name"))
