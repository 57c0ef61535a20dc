"""Who may plan a trial, keep it and say that a school takes part."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import LEADING
from weald.practices.rules.line import Line, Planning, leads, only_carriers


@rule(
    "practices.plan_trial",
    "A trial is planned by those who wrote the practice, by those who lead its home or a school or trust, "
    "and by stewards.",
)
def plan_trial(actor: Actor, line: Line) -> Refusal | None:
    if actor.holds(*LEADING):
        return None
    return only_carriers(actor, line, "A trial is planned by those who can also see it through.")


@rule(
    "practices.keep_trial",
    "A trial is agreed, drawn, begun, closed and abandoned by whoever planned it, those who carry the "
    "practice, and stewards.",
)
def keep_trial(actor: Actor, planning: Planning) -> Refusal | None:
    if actor.is_known and actor.person_id == planning.proposed_by:
        return None
    return only_carriers(
        actor, planning.line, "A trial is kept by whoever planned it or carries the practice."
    )


@rule(
    "practices.join_trial",
    "Those who lead a school say that it takes part in a trial, that it does not after all, and what it read "
    "off.",
)
def join_trial(actor: Actor, planning: Planning) -> Refusal | None:
    if planning.place is not None and leads(actor, planning.place):
        return None
    name = planning.place.name if planning.place else "no school"
    return Refusal(
        "Whether a school takes part is said by those who lead it.",
        f"You do not lead {name}.",
        "Ask its headteacher.",
    )
