"""What ties schools: one took up what another one made."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import F

from weald.communities.queries.ties import Acted
from weald.practices.models import Adoption


def adopted_from(since: datetime, among: Collection[int] | None) -> Iterator[Acted]:
    """Give each adoption of a version made at another school; with `among`, by or from one of these."""
    taken = Adoption.objects.filter(adopted_at__gte=since).exclude(organisation=F("version__made_at_school"))
    if among is not None:
        made = Adoption.objects.filter(version__made_at_school__in=among)
        theirs = Adoption.objects.filter(organisation__in=among).values("pk")
        taken = taken.filter(pk__in=theirs.union(made.values("pk")))
    for a, b, at in taken.values_list("version__made_at_school", "organisation", "adopted_at"):
        yield Acted(a, b, at, "adoption")
