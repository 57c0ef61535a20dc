"""Who may contest a practice, agree to it, and decide about objections."""

from dataclasses import dataclass

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.rules import not_same_person
from weald.practices.rules.line import Line, Planning, only_carriers, only_members, protected


@dataclass(frozen=True, slots=True)
class Deciding:
    """An objection somebody wants to decide."""

    line: Line
    raised_by: int | None
    third_person: int | None
    objection_id: int = 0


@dataclass(frozen=True, slots=True)
class Naming:
    """The third person somebody proposes for an objection."""

    deciding: Deciding
    proposed: int


@rule(
    "practices.contest",
    "Everyone who works in the sector may contest a practice they can see, object to it and answer, but "
    "not while it is protected.",
)
def contest(actor: Actor, line: Line) -> Refusal | None:
    need = "Practices are contested by people who work in schools and trusts."
    return only_members(actor, need) or protected(line)


@rule(
    "practices.name_third",
    "Whoever objects, those who wrote the practice and those who lead its home may ask a third person to "
    "decide, who is none of them.",
)
def name_third(actor: Actor, naming: Naming) -> Refusal | None:
    deciding = naming.deciding
    if actor.person_id != deciding.raised_by or actor.person_id is None:
        found = only_carriers(
            actor, deciding.line, "A third person is asked by the objector, or by those who answer."
        )
        if found:
            return found
    if naming.proposed not in {deciding.raised_by, *deciding.line.authors}:
        return None
    return Refusal(
        "The third person is somebody else than who objects and who wrote the practice.",
        "You proposed one of them.",
        "Ask somebody without a part in it.",
    )


@rule(
    "practices.decide",
    "Whether an objection is settled is said by whoever raised it or by the third person on record; never by "
    "those who wrote the practice.",
)
def decide(actor: Actor, deciding: Deciding) -> Refusal | None:
    if actor.person_id is None or actor.person_id not in {deciding.raised_by, deciding.third_person}:
        return Refusal(
            "An objection is decided by whoever raised it, or by the third person on record.",
            "You are neither.",
            "Answer it, or ask a third person to decide.",
        )
    author = actor.person_id if actor.person_id in deciding.line.authors else None
    return not_same_person(
        actor.person_id if actor.person_id != deciding.raised_by else None,
        author,
        need="Nobody decides alone about objections to what they wrote.",
        remedy="Ask a third person to decide.",
    )


@rule(
    "practices.close_contest",
    "A contest is closed by whoever opened it, those who wrote the practice, those who lead its home, and "
    "stewards.",
)
def close_contest(actor: Actor, opened: Planning) -> Refusal | None:
    if actor.is_known and actor.person_id == opened.proposed_by:
        return None
    return only_carriers(
        actor, opened.line, "A contest is closed by whoever opened it or carries the practice."
    )


@rule(
    "practices.endorse",
    "Everyone who works in the sector says for themself whether they would agree to a practice, except those "
    "who wrote it; not while it is protected.",
)
def endorse(actor: Actor, line: Line) -> Refusal | None:
    author = actor.person_id if actor.person_id in line.authors else None
    return (
        only_members(actor, "Agreement is given by people who work in schools and trusts.")
        or protected(line)
        or not_same_person(
            actor.person_id,
            author,
            need="Agreement is asked of those who did not write the practice.",
            remedy="Ask schools that tried it to say what they think.",
        )
    )
