"""What waits for a person, for Today."""

from typing import Any

from weald.core.permissions import Actor, visible
from weald.people.enums import Standing
from weald.people.models import JoinRequest, User
from weald.people.queries.interests import academic_year, standings, year_label
from weald.people.queries.invitations import open_invitations_to

MOST_REQUESTS = 5


def waiting_for(actor: Actor) -> dict[str, Any]:
    """Give what is to be accepted, decided (the longest waiting first) and declared."""
    if actor.person_id is None:
        return {}
    person, year = User.objects.get(pk=actor.person_id), academic_year()
    requests = JoinRequest.objects.filter(decided_at__isnull=True).select_related("organisation")
    must_declare = actor.roles and standings([person.pk], year)[person.pk] != Standing.DECLARED
    return {
        "invitations": list(open_invitations_to(person.email)),
        "requests": list(visible(requests, actor).order_by("asked_at")[:MOST_REQUESTS]),
        "undeclared": year_label(year) if must_declare else "",
    }
