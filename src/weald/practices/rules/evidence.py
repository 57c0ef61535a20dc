"""Who may add and check research, tell how it went, and have an effect estimated."""

from dataclasses import dataclass

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import RoleKind
from weald.people.rules import Workplace, not_same_person
from weald.practices.rules.line import Line, Planning, only_carriers, only_members, protected


@dataclass(frozen=True, slots=True)
class Checking:
    """A reference somebody wants to have checked."""

    added_by: int | None


@rule("practices.refer", "Everyone who works in the sector may add research to a practice they can see.")
def refer(actor: Actor, line: Line) -> Refusal | None:
    return only_members(actor, "References are added by people who work in schools and trusts.")


@rule(
    "practices.check_reference",
    "A reference is checked by somebody else than who added it, who works in the sector.",
)
def check_reference(actor: Actor, checking: Checking) -> Refusal | None:
    return only_members(
        actor, "References are checked by people who work in schools and trusts."
    ) or not_same_person(
        actor.person_id,
        checking.added_by,
        need="A second pair of eyes checks that a source says what it is quoted for.",
        remedy="Ask a colleague to open it.",
    )


@rule(
    "practices.remove_reference",
    "A reference is taken away, with a reason, by whoever added it, by those who carry the practice, and by "
    "stewards.",
)
def remove_reference(actor: Actor, about: Planning) -> Refusal | None:
    if actor.is_known and actor.person_id == about.proposed_by:
        return None
    return only_carriers(
        actor, about.line, "A reference is taken away by who added it or carries the practice."
    )


@rule("practices.tell", "How it went is told by those who work where the practice was adopted.")
def tell(actor: Actor, place: Workplace) -> Refusal | None:
    if place.id in actor.schools:
        return None
    return Refusal(
        "How it went is told by those who did it.",
        f"You do not work at {place.name}.",
        f"Ask a colleague at {place.name}.",
    )


@rule(
    "practices.estimate",
    "The effect of a practice is estimated when those who wrote it, those who lead its home, analysts or "
    "stewards ask for it; not while it is protected.",
)
def estimate(actor: Actor, line: Line) -> Refusal | None:
    if not actor.holds(RoleKind.ANALYST):
        found = only_carriers(
            actor, line, "An estimate runs over every school’s results, so few may ask for one."
        )
        if found:
            return found
    return protected(line)
