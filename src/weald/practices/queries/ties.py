"""What ties schools: one took up what another one made."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from weald.communities.queries.ties import Acted
from weald.practices.models import Adoption


def adopted_from(since: datetime) -> Iterator[Acted]:
    """Give each adoption of a version that was made at another school."""
    taken = Adoption.objects.filter(adopted_at__gte=since).exclude(organisation=F("version__made_at_school"))
    for a, b, at in taken.values_list("version__made_at_school", "organisation", "adopted_at"):
        yield Acted(a, b, at, "adoption")
