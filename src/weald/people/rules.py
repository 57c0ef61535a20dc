"""Who may do what in people.

What a rule judges is one of the small records below, filled by a query, so that a rule itself asks nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from weald.core.errors import Refusal
from weald.core.permissions import Actor, HeldRole, rule
from weald.people.enums import HELD_AT, LEADING, MAY_GIVE, RoleKind


@dataclass(frozen=True, slots=True)
class Workplace:
    """An organisation, with itself and everything it lies within today."""

    id: int
    name: str
    kind: str
    above: frozenset[int]


@dataclass(frozen=True, slots=True)
class Offer:
    """A role at a place, offered to somebody (`person_id` where they have an account)."""

    place: Workplace
    kind: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that somebody holds at a place."""

    place: Workplace
    kind: str
    person_id: int
    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """Something that was reported, and where it is at home: nowhere, if it belongs to the whole sector."""

    place: Workplace | None
    authors: frozenset[int]
    raised_by: int | None = None


def not_same_person(first: int | None, second: int | None, *, need: str, remedy: str) -> Refusal | None:
    """Guard what nobody may do to or for themself."""
    if first is None or first != second:
        return None
    return Refusal(need, "Both are you.", remedy)


def givers_at(actor: Actor, place: Workplace) -> list[HeldRole]:
    """Give the actor's roles that reach the place: held there or above it, or a steward's."""
    return [
        role for role in actor.roles if role.organisation_id in place.above or role.kind == RoleKind.STEWARD
    ]


def roles_to_give(actor: Actor, place: Workplace) -> list[RoleKind]:
    """List the roles the actor may give at the place, in the order of the closed list."""
    may = frozenset[RoleKind]().union(*(MAY_GIVE.get(role.kind, ()) for role in givers_at(actor, place)))
    return [kind for kind in RoleKind if kind in may and fits(kind, place.kind)]


def fits(kind: str, place_kind: str) -> bool:
    return kind not in HELD_AT or place_kind in HELD_AT[kind]


def combination(
    kind: str, place: Workplace, held: Collection[tuple[str, int]], inside: Collection[int]
) -> Refusal | None:
    """Refuse a role that must not be combined with those held: (kind, organisation) pairs.

    Who reads from outside what a place released does not work there, nor above it, nor within it.
    """
    near = place.above | frozenset(inside)
    is_reader = kind == RoleKind.EXTERNAL_READER
    for other, organisation_id in held:
        if organisation_id in near and is_reader != (other == RoleKind.EXTERNAL_READER):
            return Refusal(
                "Whoever reads as an external reader must not work for the same organisation.",
                f"This person is already {RoleKind(other).label} at {place.name}, above it or within it.",
                "End that role first, or ask somebody else to read.",
            )
    return None


@rule(
    "people.own", "Everyone reads, corrects, exports and erases what is kept about themself, and only that."
)
def own(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_known:
        return None
    return Refusal(
        "This page is somebody’s own.",
        "You are not signed in.",
        "Sign in, or ask whoever leads your school for an invitation.",
    )


@rule(
    "people.see_colleagues",
    "Who works in a trust sees who works there with them; stewards see it everywhere.",
)
def see_colleagues(actor: Actor, place: Workplace) -> Refusal | None:
    if place.id in actor.trusts or actor.holds(RoleKind.STEWARD):
        return None
    return Refusal(
        f"Who works at {place.name} is for those who work there or in the same trust.",
        "You hold no role there.",
        "If you should, ask its leaders for an invitation.",
    )


@rule(
    "people.lead",
    "Senior leaders, headteachers, improvement leads and chief executives keep the list of people "
    "of the places they lead; stewards of any.",
)
def lead(actor: Actor, place: Workplace) -> Refusal | None:
    if any(role.kind in LEADING or role.kind == RoleKind.STEWARD for role in givers_at(actor, place)):
        return None
    return Refusal(
        f"Invitations and roles at {place.name} are kept by those who lead it.",
        "You hold no leading role there or above it.",
        "Ask its headteacher, or the trust’s improvement lead or chief executive.",
    )


@rule(
    "people.give_role",
    "A role is given by somebody whose own reaches at least as far: a headteacher within the school, "
    "an improvement lead or chief executive within the trust, a steward anywhere; never to oneself.",
)
def give_role(actor: Actor, offer: Offer) -> Refusal | None:
    if not fits(offer.kind, offer.place.kind):
        return Refusal(
            f"The role of {RoleKind(offer.kind).label} is held where it makes sense.",
            f"{offer.place.name} is a {offer.place.kind.replace('_', ' ')}.",
            "Choose another role or another organisation.",
        )
    if actor.is_system:
        return None
    if offer.kind not in roles_to_give(actor, offer.place):
        return Refusal(
            f"The role of {RoleKind(offer.kind).label} at {offer.place.name} is given by somebody "
            "whose own reaches at least as far.",
            "None of your roles does.",
            "Ask the headteacher, the trust’s chief executive, or the steward of your hub.",
        )
    return not_same_person(
        actor.person_id,
        offer.person_id,
        need="Nobody gives a role to themself.",
        remedy="Ask somebody else who may give it.",
    )


@rule("people.end_role", "A role is ended by whoever holds it, or by somebody who may give it.")
def end_role(actor: Actor, holding: Holding) -> Refusal | None:
    if actor.is_system or (actor.is_known and actor.person_id == holding.person_id):
        return None
    if holding.kind in roles_to_give(actor, holding.place):
        return None
    return Refusal(
        "A role is ended by whoever holds it, or by somebody who may give it.",
        f"It is not yours, and none of your roles may give it at {holding.place.name}.",
        "Ask the person themself, or somebody who leads there.",
    )


@rule(
    "people.say_subject", "What somebody teaches or leads is said by themself, or by who may give their role."
)
def say_subject(actor: Actor, holding: Holding) -> Refusal | None:
    if actor.is_system or (actor.is_known and actor.person_id == holding.person_id):
        return None
    if holding.kind in roles_to_give(actor, holding.place):
        return None
    return Refusal(
        "What somebody teaches or leads is said by themself, or by who may give their role.",
        f"It is not your role, and none of yours may give it at {holding.place.name}.",
        "Ask the person themself, or somebody who leads there.",
    )


@rule(
    "people.report",
    "Whoever works in the sector reports what names a pupil, could harm a child or is not suitable.",
)
def report(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        "Reports are made by people who work in schools and trusts, since they hide what they are about.",
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Tell the school it comes from; every school names a safeguarding lead.",
    )


@rule(
    "people.look",
    "What was reported is looked at by those who lead where it is at home, and by stewards; by nobody who "
    "wrote it, nor by who reported it.",
)
def look(actor: Actor, looking: Looking) -> Refusal | None:
    place = looking.place
    if not actor.holds(RoleKind.STEWARD) and not (place and _leads(actor, place)):
        return Refusal(
            "What was reported is looked at by those who lead where it is at home, and by stewards.",
            f"You hold no leading role at {place.name} or above it." if place else "You are not a steward.",
            "They have been told; it stays as it is until one of them has looked.",
        )
    own = actor.person_id if actor.person_id in looking.authors else None
    return not_same_person(
        actor.person_id,
        own,
        need="Nobody decides alone whether what they wrote stays.",
        remedy="Ask somebody else who leads there, or a steward; you may take it down yourself.",
    ) or not_same_person(
        actor.person_id,
        looking.raised_by,
        need="A second pair of eyes looks at what was reported.",
        remedy="Ask somebody else who leads there, or a steward.",
    )


def _leads(actor: Actor, place: Workplace) -> bool:
    return any(role.kind in LEADING and role.organisation_id in place.above for role in actor.roles)


@rule(
    "people.map_domain",
    "Headteachers, chief executives and stewards say which e-mail domain is a place’s own.",
)
def map_domain(actor: Actor, place: Workplace) -> Refusal | None:
    kinds = {RoleKind.HEADTEACHER, RoleKind.CHIEF_EXECUTIVE, RoleKind.STEWARD}
    if any(role.kind in kinds for role in givers_at(actor, place)):
        return None
    return Refusal(
        f"Which e-mail domain belongs to {place.name} is said by whoever answers for it.",
        "You are neither its headteacher nor chief executive, nor a steward.",
        "Ask one of them.",
    )


@rule(
    "people.demo_sign_in", "Where Weald runs as a demo, anyone may sign in as one of its ready-made people."
)
def demo_sign_in(actor: Actor, thing: object = None) -> Refusal | None:
    if settings.WEALD_MODE == "demo":
        return None
    return Refusal(
        "Signing in with one click is for the demo.",
        "This site is not one.",
        "Sign in with your e-mail address, or run ./weald demo on your own machine.",
    )
