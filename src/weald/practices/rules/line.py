"""A practice as its rules see it, and what several of them ask.

What a rule judges is a small record filled by a query (`queries.line`), so that a rule itself asks nothing.
Whether somebody may know of the practice at all was decided before, by its visibility.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from weald.core.errors import Refusal
from weald.core.permissions import Actor
from weald.people.enums import LEADING, RoleKind
from weald.people.rules import Workplace

# Roles that watch over a place or read about it do not write its practices.
WATCHING = frozenset({RoleKind.EXTERNAL_READER, RoleKind.GOVERNOR, RoleKind.TRUSTEE})


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
class Planning:
    """A contest, reference or trial as its rules see it; `place` is the school in question."""

    line: Line
    proposed_by: int | None
    place: Workplace | None = None


def leads(actor: Actor, place: Workplace) -> bool:
    return any(role.kind in LEADING and role.organisation_id in place.above for role in actor.roles)


def works_at(actor: Actor, place: Workplace) -> bool:
    """Say whether the actor works at the place or above it, other than watching over it."""
    return any(role.kind not in WATCHING and role.organisation_id in place.above for role in actor.roles)


def carries(actor: Actor, line: Line) -> bool:
    """Say whether the actor wrote the practice or leads its home."""
    return actor.person_id in line.authors or leads(actor, line.home)


def only_members(actor: Actor, need: str) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        need,
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Ask for an invitation from your school or trust.",
    )


def only_writers(actor: Actor, line: Line, need: str) -> Refusal | None:
    if actor.is_system or carries(actor, line):
        return None
    return Refusal(
        need,
        f"You neither wrote “{line.title}” nor lead {line.home.name}."
        if actor.is_known
        else "You are not signed in.",
        "Adapt it: an adaptation is yours to write, and can be returned to those who wrote this.",
    )


def only_carriers(actor: Actor, line: Line, need: str) -> Refusal | None:
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


def everyone_in(people: Collection[int | None]) -> frozenset[int]:
    """Drop those whose name was erased."""
    return frozenset(person for person in people if person is not None)
