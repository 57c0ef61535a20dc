"""Who may ask about a practice, return an adaptation of it, and answer either."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.practices.rules.line import Line, only_writers


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
    "practices.return",
    "An adaptation is returned, and made to stand on its own, by those who wrote it or lead its home.",
)
def return_(actor: Actor, line: Line) -> Refusal | None:
    return only_writers(actor, line, "An adaptation is returned by those who wrote it or lead its home.")


@rule(
    "practices.answer",
    "What comes back and what is asked is answered, and thanked for, by those who wrote the practice and "
    "those who lead its home.",
)
def answer(actor: Actor, line: Line) -> Refusal | None:
    return only_writers(
        actor, line, "What comes back to a practice is answered by those who wrote it or lead its home."
    )
