"""How a community reads to whoever searches."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from weald.communities.enums import CommunityKind
from weald.communities.models import Approach, Community, Enrolment
from weald.core.permissions import Actor, visible
from weald.people.enums import RoleKind
from weald.schools.queries.vocabulary import also_called
from weald.search.registry import Document, register


def documents_of(communities: Sequence[Community]) -> list[Document | None]:
    """Give what each says of itself; None once it is closed."""
    codes = [{one.subject, one.concept, *one.phases} for one in communities]
    return [_document_of(one, also) for one, also in zip(communities, also_called(codes), strict=True)]


def _document_of(community: Community, also: list[str]) -> Document | None:
    if not community.is_open:
        return None
    return Document(
        title=community.name,
        excerpt=community.purpose,
        kind=CommunityKind(community.kind).label,
        home_id=community.home_id,
        audience=community.audience,
        updated_at=community.active_at,
        keywords=", ".join(also),
        subject=community.subject,
        concept=community.concept,
        phases=tuple(community.phases),
    )


def also_seen(actor: Actor) -> Iterable[int]:
    """Give those the actor is in or asked to; to a steward, every network."""
    mine = Enrolment.objects.filter(person_id=actor.person_id, left_on__isnull=True).values("community_id")
    asked = Approach.objects.filter(person_id=actor.person_id, answered_at__isnull=True).values(
        "community_id"
    )
    part = Q(pk__in=mine) | Q(pk__in=asked)
    if actor.holds(RoleKind.STEWARD):
        part |= Q(kind=CommunityKind.HARD)
    return visible(Community.objects.filter(part), actor).values_list("pk", flat=True)


register(
    Community,
    documents_of,
    url_name="communities:community",
    also_seen=also_seen,
    names={"kind": {name: name for name in CommunityKind.labels}},
)
