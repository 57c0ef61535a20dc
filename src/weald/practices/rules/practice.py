"""Who may see, share, write down and keep a practice."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import RoleKind
from weald.people.rules import Workplace
from weald.practices.rules.line import Line, only_writers, works_at


@rule(
    "practices.see",
    "Whoever a practice was shared with reads it, its history and its line; who wrote it, who adopted it and "
    "those to whom it came back always do.",
)
def see(actor: Actor, thing: object = None) -> Refusal | None:
    return None


@rule("practices.draft", "Whoever works in the sector writes drafts; nobody else knows of them.")
def draft(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        "Practices are written down by those who work in schools and with them.",
        "You hold no role in a school, trust or other organisation.",
        "Ask the organisation you work for to invite you.",
    )


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
    return only_writers(actor, line, "A practice is changed by those who wrote it or lead its home.")


@rule(
    "practices.keep",
    "Who sees a practice, who writes it, and whether it is withdrawn is decided by those who wrote it, those "
    "who lead its home, and stewards.",
)
def keep(actor: Actor, line: Line) -> Refusal | None:
    if actor.holds(RoleKind.STEWARD):
        return None
    return only_writers(
        actor, line, "Who sees and who writes a practice is decided by those who wrote it or lead its home."
    )
