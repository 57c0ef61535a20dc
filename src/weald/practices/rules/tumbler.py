"""Who may move a practice from stage to stage, protect it, and set what the gates ask for."""

from dataclasses import dataclass

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import RoleKind
from weald.practices.enums import Stage
from weald.practices.rules.line import Line, only_carriers


@dataclass(frozen=True, slots=True)
class Moving:
    line: Line
    to: str


@rule(
    "practices.move",
    "A practice is moved from stage to stage by those who wrote it, those who lead its home, and stewards; "
    "but nobody calls formed what they wrote themself.",
)
def move(actor: Actor, moving: Moving) -> Refusal | None:
    found = only_carriers(
        actor, moving.line, "A practice is moved by those who wrote it or lead its home, and by stewards."
    )
    if found or moving.to != Stage.FORMED or actor.person_id not in moving.line.authors:
        return found
    return Refusal(
        "Nobody calls formed what they wrote themself.",
        f"You are one of the authors of “{moving.line.title}”.",
        f"Ask somebody who leads {moving.line.home.name} and did not write it, or a steward.",
    )


@rule(
    "practices.protect",
    "Those who wrote a practice, those who lead its home, and stewards agree until when nobody judges it.",
)
def protect(actor: Actor, line: Line) -> Refusal | None:
    return only_carriers(
        actor, line, "A protected window is agreed by those who wrote the practice or lead its home."
    )


@rule("practices.set_threshold", "Stewards change the numbers that the gates ask for, and say why.")
def set_threshold(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_system or actor.holds(RoleKind.STEWARD):
        return None
    return Refusal(
        "The numbers the gates ask for hold for everybody, so stewards keep them.",
        "You are not a steward.",
        "Tell the steward of your hub what you would change and why.",
    )
