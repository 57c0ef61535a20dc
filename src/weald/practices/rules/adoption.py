"""Who may say that a place takes a practice up, goes on with it or stops."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import LEADING, RoleKind
from weald.people.rules import Workplace
from weald.practices.rules.line import works_at
from weald.schools.enums import Kind

# Who speaks for a school or trust when it takes up a practice; for a team, everyone who works in it.
TAKING_UP = LEADING | {RoleKind.SUBJECT_LEAD, RoleKind.NETWORK_LEAD}


@rule(
    "practices.adopt",
    "That a school or trust takes a practice up, goes on to a newer version or stops is said by its leaders, "
    "subject leads and network leads; for a team, by everyone who works in it.",
)
def adopt(actor: Actor, place: Workplace) -> Refusal | None:
    if actor.is_system:
        return None
    if place.kind == Kind.TEAM and works_at(actor, place):
        return None
    if any(role.kind in TAKING_UP and role.organisation_id in place.above for role in actor.roles):
        return None
    return Refusal(
        f"That {place.name} takes up a practice, or stops, is said by its leaders and subject leads.",
        "You are none of these there." if actor.is_known else "You are not signed in.",
        "Ask one of them; or adopt it for a team you work in.",
    )
