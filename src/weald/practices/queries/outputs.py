"""Practices that came of a community."""

from collections.abc import Collection

from weald.communities.models import Community, Enrolment
from weald.communities.queries.outputs import KINDS, MOST_OFFERED, OutputKind
from weald.core.permissions import Actor, visible
from weald.practices.models import Practice


def _titles(ids: Collection[str], actor: Actor) -> dict[str, str]:
    found = visible(Practice.objects.filter(pk__in=ids), actor)
    return {str(pk): title for pk, title in found.values_list("pk", "title")}


def _offered(community: Community, words: str, actor: Actor) -> dict[str, str]:
    """Give practices with these words in their title; without any, what its members wrote last."""
    found = visible(Practice.objects.filter(withdrawn_at__isnull=True), actor)
    if words:
        found = found.filter(title__icontains=words)
    else:
        members = Enrolment.objects.filter(community=community, left_on__isnull=True).values("person_id")
        written = Practice.authors.through.objects.filter(user__in=members).values("practice_id")
        found = found.filter(pk__in=written)
    newest = found.order_by("-changed_at", "pk").values_list("pk", "title")[:MOST_OFFERED]
    return {str(pk): title for pk, title in newest}


KINDS["practices.practice"] = OutputKind("practice", "practices:practice", _titles, _offered)
