"""What of everything that can be found a reader may know of: by home and audience, as the things are."""

from django.db.models import OuterRef, Q, QuerySet

from weald.core.permissions import Actor, audience_query, visibility
from weald.search.models import SearchDocument
from weald.search.registry import SOURCES


@visibility(SearchDocument)
def documents(queryset: QuerySet[SearchDocument], actor: Actor) -> QuerySet[SearchDocument]:
    """Show what the audience shows; and what the actor has a part in, as its app tells."""
    if actor.is_system:
        return queryset
    allowed = audience_query(actor, home="home_id", label=OuterRef("label"), pk="target_id")
    for label, source in SOURCES.items() if actor.is_known else ():
        if own := [str(pk) for pk in source.also_seen(actor)]:
            allowed |= Q(label=label, target_id__in=own)
    return queryset.filter(allowed)
