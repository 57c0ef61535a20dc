"""Who may write practices down."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule


@rule("practices.draft", "Whoever works in the sector writes drafts; nobody else knows of them.")
def draft(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        "Practices are written down by those who work in schools and with them.",
        "You hold no role in a school, trust or other organisation.",
        "Ask the organisation you work for to invite you.",
    )
