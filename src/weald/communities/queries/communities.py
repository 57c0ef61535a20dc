"""Which communities somebody may know of, which they may read inside, and how they stand to one."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from weald.communities.enums import Joining
from weald.communities.models import Approach, Community, Enrolment, Output, Post, Reference
from weald.communities.rules import Seat
from weald.core.permissions import Actor, Ids, audience_query, ids_once, known_ids, visibility, visible
from weald.people.enums import LEADING, RoleKind
from weald.people.models import Role
from weald.people.queries.roles import held_on

LABEL = Community._meta.label_lower


def enrolled(actor: Actor, community: str = "pk") -> Exists:
    """Say whether the actor is in the community now; `community` is the field that leads to it."""
    now = Enrolment.objects.filter(left_on__isnull=True, person_id=actor.person_id or 0)
    return Exists(now.filter(community=OuterRef(community)))


@visibility(Community)
def communities(queryset: QuerySet[Community], actor: Actor) -> QuerySet[Community]:
    """Show what is shared with the actor, what they are in or asked to, and to a steward every network."""
    if actor.is_system:
        return queryset
    allowed = audience_query(actor, home="home_id", label=LABEL)
    if actor.is_known:
        asked = Approach.objects.filter(person_id=actor.person_id, answered_at__isnull=True)
        allowed |= Q(enrolled(actor)) | Q(Exists(asked.filter(community=OuterRef("pk"))))
    if actor.holds(RoleKind.STEWARD):
        allowed |= Q(kind="hard")
    return queryset.filter(allowed)


def readable_inside(actor: Actor) -> QuerySet[Community]:
    """Give the communities whose threads and gatherings the actor may read: their own, and open ones."""
    if actor.is_system:
        return Community.objects.all()
    if not actor.is_known:
        return Community.objects.none()
    within = Q(enrolled(actor))
    if actor.is_member:
        within |= Q(joining=Joining.OPEN)
    return visible(Community.objects.all(), actor).filter(within)


def readable_ids(actor: Actor) -> Ids:
    return ids_once(readable_inside, actor, lambda: readable_inside(actor))


@visibility(Enrolment)
def enrolments(queryset: QuerySet[Enrolment], actor: Actor) -> QuerySet[Enrolment]:
    """Members see each other; everybody else who may know of a community sees who leads it."""
    if actor.is_system:
        return queryset
    if not actor.is_known:
        return queryset.none()
    mine = Enrolment.objects.filter(person_id=actor.person_id, left_on__isnull=True).values("community_id")
    known = known_ids(Community, actor)
    return queryset.filter(
        Q(person_id=actor.person_id) | Q(community__in=mine) | Q(is_lead=True, community__in=known)
    )


@visibility(Approach)
def approaches(queryset: QuerySet[Approach], actor: Actor) -> QuerySet[Approach]:
    """A question whether to join is for the one it is about, who put it, and the leads."""
    if not actor.is_known:
        return queryset.none()
    led = leading(actor).values("pk")
    return queryset.filter(
        Q(person_id=actor.person_id) | Q(made_by_id=actor.person_id) | Q(community__in=led)
    )


@visibility(Reference)
def references(queryset: QuerySet[Reference], actor: Actor) -> QuerySet[Reference]:
    return queryset.filter(community__in=known_ids(Community, actor))


@visibility(Output)
def outputs(queryset: QuerySet[Output], actor: Actor) -> QuerySet[Output]:
    return queryset.filter(community__in=known_ids(Community, actor))


def members_of(community: Community) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(community=community, left_on__isnull=True).select_related("person")


def with_places(members: QuerySet[Enrolment], actor: Actor) -> QuerySet[Enrolment]:
    """Add where each works, where the actor may know of that; and where they last wrote from in there."""
    roles = held_on(visible(Role.objects.all(), actor)).filter(person=OuterRef("person"))
    works_at = roles.exclude(kind=RoleKind.EXTERNAL_READER).order_by("organisation__name")
    written = visible(Post.objects.all(), actor).filter(
        written_by=OuterRef("person"), thread__community=OuterRef("community"), organisation__isnull=False
    )
    return members.annotate(
        works_at=ArraySubquery(works_at.values_list("organisation__name", flat=True).distinct()),
        wrote_from=ArraySubquery(
            written.order_by("-written_at", "-pk").values_list("organisation__name", flat=True)[:1]
        ),
    )


def leading(actor: Actor) -> QuerySet[Community]:
    """Give the communities the actor leads."""
    led = Enrolment.objects.filter(person_id=actor.person_id or 0, is_lead=True, left_on__isnull=True)
    return Community.objects.filter(pk__in=led.values("community_id"))


def seat_of(community: Community, actor: Actor) -> Seat:
    """Say how the actor stands to a community, for its rules. The community must be visible to them."""
    held = Enrolment.objects.filter(
        community=community, person_id=actor.person_id or 0, left_on__isnull=True
    ).first()
    has_lead = (held is not None and held.is_lead) or (
        Enrolment.objects.filter(community=community, is_lead=True, left_on__isnull=True).exists()
    )
    keeps_home = community.home_id is not None and actor.holds(
        *LEADING, RoleKind.NETWORK_LEAD, RoleKind.STEWARD, at=frozenset({community.home_id})
    )
    return Seat(
        community_id=community.pk,
        name=community.name,
        is_network=community.is_network,
        joining=community.joining,
        is_open=community.is_open,
        is_in=held is not None,
        is_lead=held is not None and held.is_lead,
        has_lead=has_lead,
        keeps_home=keeps_home,
    )


def listed(queryset: QuerySet[Community], actor: Actor) -> QuerySet[Community]:
    """Add what a line of a list says: how many are in it, and whether the actor is."""
    within = Enrolment.objects.filter(community=OuterRef("pk"), left_on__isnull=True).order_by()
    # Counted for the lines that are shown, not for all there are: a subquery, after the page is cut.
    size = within.values("community").annotate(n=Count("pk")).values("n")
    return queryset.select_related("home").annotate(size=Coalesce(Subquery(size), 0), is_mine=enrolled(actor))
