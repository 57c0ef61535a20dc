"""What communities registers with core and with people."""

from django.urls import reverse

from weald.communities.domain import (
    enrolling,
    own_data,
    reporting,  # noqa: F401 -- it registers that posts may be reported
    searching,  # noqa: F401 -- it registers what may be found
)
from weald.communities.queries import (  # noqa: F401 -- they register what may be seen
    communities,
    gatherings,
    partnerships,
    threads,
    visits,
)
from weald.communities.queries.today import news_for, tallies_of, waiting_for
from weald.core.registry import ERASERS, EXPORTERS, NEWS, PLACES, SAMPLES, TALLIES, WAITING, Place, Sample
from weald.people.domain.roles import ROLES_CHANGED

PLACES.append(Place("Communities", "communities:index", order=50, prefixes=("/communities/",)))
WAITING.append(waiting_for)
NEWS.append(news_for)
TALLIES.append(tallies_of)
EXPORTERS["communities"] = own_data.communities_of
EXPORTERS["gatherings"] = own_data.gatherings_of
EXPORTERS["writing"] = own_data.writing_of
EXPORTERS["visits"] = own_data.visits_of
ERASERS["communities"] = own_data.erase_traces
ROLES_CHANGED.append(enrolling.enrol_person)
SAMPLES.append(Sample("communities", "amina@demo.weald.example", lambda: reverse("communities:index")))
