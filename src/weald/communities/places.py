"""What communities registers with core."""

from weald.communities.domain import (
    enrolling,
    own_data,
    searching,  # noqa: F401 -- it registers what may be found
)
from weald.communities.queries import (  # noqa: F401 -- they register what may be seen
    communities,
    gatherings,
    partnerships,
    threads,
    visits,
)
from weald.core.registry import ERASERS, EXPORTERS
from weald.people.domain.roles import ROLES_CHANGED

EXPORTERS["communities"] = own_data.communities_of
EXPORTERS["gatherings"] = own_data.gatherings_of
EXPORTERS["writing"] = own_data.writing_of
EXPORTERS["visits"] = own_data.visits_of
ERASERS["communities"] = own_data.erase_traces
ROLES_CHANGED.append(enrolling.enrol_person)
