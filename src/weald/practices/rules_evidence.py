"""Who may move, contest, endorse, try out and stop a practice.

What a rule judges is one of the small records below, filled by a query, so that a rule itself asks nothing.
Whether somebody may know of the practice at all was decided before, by its visibility.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import LEADING, RoleKind
from weald.people.rules import Workplace, not_same_person
from weald.practices.enums import Stage


@dataclass(frozen=True, slots=True)
class Line:
    """A practice as its rules see it."""

    id: int
    title: str
    stage: str
    home: Workplace
    authors: frozenset[int]
    # The day until which nobody judges it, while that is to come.
    protected_until: date | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    line: Line
    to: str


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


@dataclass(frozen=True, slots=True)
class Checking:
    """A reference somebody wants to have checked."""

    added_by: int | None


@dataclass(frozen=True, slots=True)
class Planning:
    """A trial as its rules see it; `place` is the school in question."""

    line: Line
    proposed_by: int | None
    place: Workplace | None = None


def leads(actor: Actor, place: Workplace) -> bool:
    return any(role.kind in LEADING and role.organisation_id in place.above for role in actor.roles)


def carries(actor: Actor, line: Line) -> bool:
    """Say whether the actor wrote the practice or leads its home."""
    return actor.person_id in line.authors or leads(actor, line.home)


def _works_in_the_sector(actor: Actor, need: str) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        need,
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Ask for an invitation from your school or trust.",
    )


def _only_carriers(actor: Actor, line: Line, need: str) -> Refusal | None:
    if actor.is_system or actor.holds(RoleKind.STEWARD) or carries(actor, line):
        return None
    return Refusal(
        need,
        f"You neither wrote “{line.title}” nor lead {line.home.name}.",
        f"Ask those who wrote it, or whoever leads {line.home.name}.",
    )


def protected(line: Line) -> Refusal | None:
    """Refuse to judge a practice before the date agreed."""
    if line.protected_until is None:
        return None
    until = f"{line.protected_until:%-d %B %Y}"
    return Refusal(
        f"Nobody judges “{line.title}” before {until}: those who try it were promised that.",
        "That day has not come.",
        f"Write down what you see, and bring it on {until}. What endangers somebody is never protected: "
        "tell the school at once.",
    )


@rule(
    "practices.move",
    "A practice is moved from stage to stage by those who wrote it, those who lead its home, and stewards; "
    "but nobody calls formed what they wrote themself.",
)
def move(actor: Actor, moving: Moving) -> Refusal | None:
    found = _only_carriers(
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
    return _only_carriers(
        actor, line, "A protected window is agreed by those who wrote the practice or lead its home."
    )


@rule(
    "practices.contest",
    "Everyone who works in the sector may contest a practice they can see, object to it and answer, but "
    "not while it is protected.",
)
def contest(actor: Actor, line: Line) -> Refusal | None:
    need = "Practices are contested by people who work in schools and trusts."
    return _works_in_the_sector(actor, need) or protected(line)


@rule(
    "practices.name_third",
    "Whoever objects, those who wrote the practice and those who lead its home may ask a third person to "
    "decide, who is none of them.",
)
def name_third(actor: Actor, naming: Naming) -> Refusal | None:
    deciding = naming.deciding
    if actor.person_id != deciding.raised_by or actor.person_id is None:
        found = _only_carriers(
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
    return _only_carriers(
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
        _works_in_the_sector(actor, "Agreement is given by people who work in schools and trusts.")
        or protected(line)
        or not_same_person(
            actor.person_id,
            author,
            need="Agreement is asked of those who did not write the practice.",
            remedy="Ask schools that tried it to say what they think.",
        )
    )


@rule("practices.refer", "Everyone who works in the sector may add research to a practice they can see.")
def refer(actor: Actor, line: Line) -> Refusal | None:
    return _works_in_the_sector(actor, "References are added by people who work in schools and trusts.")


@rule(
    "practices.check_reference",
    "A reference is checked by somebody else than who added it, who works in the sector.",
)
def check_reference(actor: Actor, checking: Checking) -> Refusal | None:
    return _works_in_the_sector(
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
    return _only_carriers(
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
        found = _only_carriers(
            actor, line, "An estimate runs over every school’s results, so few may ask for one."
        )
        if found:
            return found
    return protected(line)


@rule(
    "practices.plan_trial",
    "A trial is planned by those who wrote the practice, by those who lead its home or a school or trust, "
    "and by stewards.",
)
def plan_trial(actor: Actor, line: Line) -> Refusal | None:
    if actor.holds(*LEADING):
        return None
    return _only_carriers(actor, line, "A trial is planned by those who can also see it through.")


@rule(
    "practices.keep_trial",
    "A trial is agreed, drawn, begun, closed and abandoned by whoever planned it, those who carry the "
    "practice, and stewards.",
)
def keep_trial(actor: Actor, planning: Planning) -> Refusal | None:
    if actor.is_known and actor.person_id == planning.proposed_by:
        return None
    return _only_carriers(
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


@rule(
    "practices.see_focus",
    "What a school carries is seen by everyone who works in the sector, with what they may see.",
)
def see_focus(actor: Actor, place: Workplace) -> Refusal | None:
    return _works_in_the_sector(actor, "A school’s focus is for people who work in schools and trusts.")


@rule("practices.set_threshold", "Stewards change the numbers that the gates ask for, and say why.")
def set_threshold(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_system or actor.holds(RoleKind.STEWARD):
        return None
    return Refusal(
        "The numbers the gates ask for hold for everybody, so stewards keep them.",
        "You are not a steward.",
        "Tell the steward of your hub what you would change and why.",
    )


def everyone_in(people: Collection[int | None]) -> frozenset[int]:
    """Drop those whose name was erased."""
    return frozenset(person for person in people if person is not None)
