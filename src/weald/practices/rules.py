"""Who may share, change, adopt, adapt and answer for a practice.

What a rule judges is a small record filled by a query (`queries.line`), so that a rule itself asks nothing.
Whether somebody may know of the practice at all was decided before, by its visibility.
"""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import LEADING, RoleKind
from weald.people.rules import Workplace
from weald.practices.rules_evidence import Line, carries
from weald.schools.enums import Kind

# Who speaks for a school or trust when it takes up a practice; for a team, everyone who works in it.
TAKING_UP = LEADING | {RoleKind.SUBJECT_LEAD, RoleKind.NETWORK_LEAD}
# Roles that watch over a place or read about it do not write its practices.
WATCHING = frozenset({RoleKind.EXTERNAL_READER, RoleKind.GOVERNOR, RoleKind.TRUSTEE})


def works_at(actor: Actor, place: Workplace) -> bool:
    """Say whether the actor works at the place or above it, other than watching over it."""
    return any(role.kind not in WATCHING and role.organisation_id in place.above for role in actor.roles)


def _not_of(actor: Actor, line: Line, need: str) -> Refusal | None:
    if actor.is_system or carries(actor, line):
        return None
    return Refusal(
        need,
        f"You neither wrote “{line.title}” nor lead {line.home.name}."
        if actor.is_known
        else "You are not signed in.",
        "Adapt it: an adaptation is yours to write, and can be returned to those who wrote this.",
    )


@rule(
    "practices.see",
    "Whoever a practice was shared with reads it, its history and its line; who wrote it, who adopted it and "
    "those to whom it came back always do.",
)
def see(actor: Actor, thing: object = None) -> Refusal | None:
    return None


@rule("practices.share", "Practices are shared, adapted and alloyed by those who work at their home.")
def share(actor: Actor, place: Workplace) -> Refusal | None:
    if actor.is_system or works_at(actor, place):
        return None
    return Refusal(
        f"A practice at home in {place.name} is written by somebody who works there.",
        "You do not, today." if actor.is_known else "You are not signed in.",
        "Choose an organisation you work at as its home.",
    )


@rule(
    "practices.write",
    "A practice is changed by those who wrote it and by those who lead the place it is at home in.",
)
def write(actor: Actor, line: Line) -> Refusal | None:
    return _not_of(actor, line, "A practice is changed by those who wrote it or lead its home.")


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


@rule(
    "practices.ask",
    "Everyone who works in the sector may ask those who wrote a practice what it leaves open.",
)
def ask(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        "Those who wrote a practice are asked by people who work in schools and trusts.",
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Ask for an invitation from your school or trust.",
    )


@rule(
    "practices.answer",
    "What comes back and what is asked is answered, and thanked for, by those who wrote the practice and "
    "those who lead its home.",
)
def answer(actor: Actor, line: Line) -> Refusal | None:
    return _not_of(
        actor, line, "What comes back to a practice is answered by those who wrote it or lead its home."
    )


@rule(
    "practices.return",
    "An adaptation is returned, and made to stand on its own, by those who wrote it or lead its home.",
)
def return_(actor: Actor, line: Line) -> Refusal | None:
    return _not_of(actor, line, "An adaptation is returned by those who wrote it or lead its home.")


@rule(
    "practices.keep",
    "Who sees a practice, who writes it, and whether it is withdrawn is decided by those who wrote it, those "
    "who lead its home, and stewards.",
)
def keep(actor: Actor, line: Line) -> Refusal | None:
    if actor.holds(RoleKind.STEWARD):
        return None
    return _not_of(
        actor, line, "Who sees and who writes a practice is decided by those who wrote it or lead its home."
    )
