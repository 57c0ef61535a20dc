"""What Hartwood lets Helen read, once there is something to read: its dividend, failed check and all."""

from __future__ import annotations

from weald.dividend.domain.share import release
from weald.dividend.queries.results import current_of
from weald.people.demo import HARTWOOD, INSPECTORATE
from weald.people.models import User
from weald.people.queries.actor import actor_for
from weald.schools.models import Organisation

GRAHAM = "graham@demo.weald.example"


def release_to_inspectorate() -> int:
    """Let Graham release every result of his trust, those that flatter it and those that don't."""
    graham = actor_for(User.objects.get(email=GRAHAM))
    inspectorate = Organisation.objects.get(name=INSPECTORATE)
    results = list(current_of(Organisation.objects.get(name=HARTWOOD)))
    for result in results:
        release(result, to=[inspectorate], by=graham)
    return len(results)
