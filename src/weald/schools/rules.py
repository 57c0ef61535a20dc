"""Who may do what in schools."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.schools.queries import visibility  # noqa: F401 -- registers who may know of what

# They look after what everybody sees.
KEEPERS = ("steward", "analyst")


@rule(
    "schools.read",
    "Anyone may look up schools, trusts and the bodies they belong to: the register is public.",
)
def read(actor: Actor, thing: object = None) -> Refusal | None:
    return None


@rule("schools.import", "Stewards and analysts import the national register, and read what imports did.")
def bring_in(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_system or actor.holds(*KEEPERS):
        return None
    return Refusal(
        "Importing the register changes what everybody sees of every school.",
        "You are neither a steward nor an analyst." if actor.is_known else "You are not signed in.",
        "Ask one of them, or whoever runs Weald, to import the file.",
    )
