"""What the round of a practice registers with core: what waits, moved and was given; people's own data."""

from django.urls import reverse

from weald.communities.domain.network import TIES
from weald.core.registry import ERASERS, EXPORTERS, NEWS, SAMPLES, TALLIES, WAITING, Sample
from weald.practices.domain import own_data
from weald.practices.models import Practice
from weald.practices.queries import today
from weald.practices.queries.ties import adopted_from


def line_of_the_oldest() -> str:
    """Lead to the line of the first practice; to the library where there is none yet."""
    first = Practice.objects.order_by("pk").values_list("pk", flat=True).first()
    return reverse("practices:lineage", args=[first]) if first else reverse("practices:library")


WAITING.append(today.waiting_returns)
NEWS.append(today.news)
TALLIES.append(today.tallies)
TIES.append(adopted_from)
EXPORTERS["practices"] = own_data.versions_of
EXPORTERS["practice_acts"] = own_data.round_of
ERASERS["practices"] = own_data.erase_name
SAMPLES.append(Sample("practices", "amina@demo.weald.example", line_of_the_oldest))
