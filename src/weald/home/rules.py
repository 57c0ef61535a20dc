"""Who may do what in home."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule


@rule(
    "home.read_contribution",
    "What a person or an organisation gave and received is read by everyone who may know of them; each thing "
    "counts for those who may see it.",
)
def read_contribution(actor: Actor, thing: object) -> Refusal | None:
    return None
