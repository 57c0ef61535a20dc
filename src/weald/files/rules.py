"""Who may do what with files. Who may *have* one is asked of the thing it is attached to."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule


@rule("files.store", "Whoever works in the sector keeps files here; each says under which licence.")
def store(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member or actor.is_system:
        return None
    return Refusal(
        "Files are kept for those who work in the sector.",
        "You hold no role in a school, trust or other organisation.",
        "Ask the organisation you work for to invite you.",
    )
