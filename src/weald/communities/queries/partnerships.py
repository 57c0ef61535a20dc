"""Partnerships, who is in them, and what they answer for."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from weald.communities.models import Goal
from weald.communities.rules import Partner
from weald.core.permissions import Actor, visibility, visible
from weald.people.enums import LEADING, RoleKind
from weald.people.models import Role
from weald.people.queries.places import workplace
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell

MEMBER_KINDS = (Kind.SCHOOL, Kind.TRUST, Kind.FEDERATION)


@visibility(Goal)
def goals(queryset: QuerySet[Goal], actor: Actor) -> QuerySet[Goal]:
    """What partners answer for is known to whoever may know of the partnership."""
    return queryset.filter(partnership__in=visible(Organisation.objects.all(), actor).values("pk"))


def partnerships(on: date) -> QuerySet[Organisation]:
    """Give every partnership with how many are in it today and how many goals are open."""
    within = Spell.objects.filter(parent=OuterRef("pk"), period__contains=on).order_by()
    goals_open = Goal.objects.filter(partnership=OuterRef("pk"), is_reached__isnull=True).order_by()
    return Organisation.objects.filter(kind=Kind.PARTNERSHIP).annotate(
        members=Subquery(within.values("parent").annotate(n=Count("pk")).values("n")),
        open_goals=Subquery(goals_open.values("partnership").annotate(n=Count("pk")).values("n")),
    )


def members_of(partnership: Organisation) -> QuerySet[Spell]:
    return (
        Spell.objects.filter(parent=partnership, period__contains=timezone.localdate())
        .select_related("child", "child__details")
        .order_by("child__name", "pk")
    )


def convenors_of(partnership: Organisation) -> QuerySet[Role]:
    return (
        Role.objects.filter(
            organisation=partnership,
            period__contains=timezone.localdate(),
            kind__in=[RoleKind.NETWORK_LEAD, RoleKind.STEWARD],
        )
        .select_related("person")
        .order_by("person__name", "pk")
    )


def partner_of(member: Organisation) -> Partner:
    place = workplace(member)
    return Partner(place.id, place.name, place.above)


def could_bring(actor: Actor) -> QuerySet[Organisation]:
    """Give the schools and trusts at which the actor holds a leading role."""
    led = {role.organisation_id for role in actor.roles if role.kind in LEADING}
    return Organisation.objects.filter(Q(pk__in=led), kind__in=MEMBER_KINDS).order_by("name", "pk")
