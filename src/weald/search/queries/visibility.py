"""What of everything that can be found a reader may know of: as the things themselves, by home and audience."""

from django.db.models import OuterRef, QuerySet

from weald.core.permissions import Actor, audience_query, visibility
from weald.search.models import SearchDocument


@visibility(SearchDocument)
def documents(queryset: QuerySet[SearchDocument], actor: Actor) -> QuerySet[SearchDocument]:
    if actor.is_system:
        return queryset
    return queryset.filter(audience_query(actor, home="home_id", label=OuterRef("label"), pk="target_id"))
