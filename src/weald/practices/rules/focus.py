"""Who may see what a school carries."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.rules import Workplace
from weald.practices.rules.line import only_members


@rule(
    "practices.see_focus",
    "What a school carries is seen by everyone who works in the sector, with what they may see.",
)
def see_focus(actor: Actor, place: Workplace) -> Refusal | None:
    return only_members(actor, "A school’s focus is for people who work in schools and trusts.")
