"""Who may do what in communities.

What a rule judges is one of the small records below, filled by a query, so that a rule itself asks nothing.
"""

from dataclasses import dataclass

from weald.communities.enums import Joining
from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.people.enums import LEADING, RoleKind

CONVENING = (RoleKind.STEWARD, RoleKind.NETWORK_LEAD, RoleKind.IMPROVEMENT_LEAD, RoleKind.CHIEF_EXECUTIVE)
JOIN_FIRST = "Join it first; that takes one click where it is open."


@dataclass(frozen=True, slots=True)
class Seat:
    """How somebody stands to a community they may know of."""

    community_id: int
    name: str
    is_network: bool
    joining: str
    is_open: bool
    is_in: bool = False
    is_lead: bool = False
    has_lead: bool = False
    keeps_home: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """Something somebody wrote or called in a community, and how the actor stands to that."""

    seat: Seat
    by_id: int | None
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """The two of a visit."""

    host_id: int
    guest_id: int
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that somebody would bring into a partnership, or take out."""

    id: int
    name: str
    above: frozenset[int]


@rule(
    "communities.read",
    "Whoever a community is shared with reads what it is for, who leads it and where it points.",
)
def read(actor: Actor, seat: object = None) -> Refusal | None:
    return None


@rule(
    "communities.read_inside",
    "Members read what is said in a community; where it is open to all, so does everybody who may see it.",
)
def read_inside(actor: Actor, seat: Seat) -> Refusal | None:
    if actor.is_system or seat.is_in or (actor.is_member and seat.joining == Joining.OPEN):
        return None
    return Refusal(
        f"What is said in {seat.name} is for its members.",
        "You are not one of them.",
        "Ask to join." if seat.joining == Joining.ASK else "A member can invite you.",
    )


@rule("communities.start", "Anyone who works in the sector starts a group.")
def start(actor: Actor, thing: object = None) -> Refusal | None:
    return _for_members(actor, "Groups are started by people who work in schools and with them.")


def _for_members(actor: Actor, need: str) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        need, "You hold no such role.", "Ask whoever leads your school or trust for an invitation."
    )


@rule(
    "communities.start_network",
    "Stewards set up networks across the sector; whoever leads or convenes a body, networks within it.",
)
def start_network(actor: Actor, place_id: int | None = None) -> Refusal | None:
    if actor.is_system or actor.holds(RoleKind.STEWARD):
        return None
    if place_id is not None and place_id in actor.schools and actor.holds(*LEADING, RoleKind.NETWORK_LEAD):
        return None
    return Refusal(
        "A network enrols people by their roles, so who sets one up must answer for the place it reaches.",
        "You do not lead or convene there.",
        "Start a group instead, or ask a steward.",
    )


@rule("communities.join", "Anyone who works in the sector joins an open community they may see.")
def join(actor: Actor, seat: Seat) -> Refusal | None:
    need = f"{seat.name} is joined by those it is open to."
    if not actor.is_member:
        return Refusal(need, "You hold no role in the sector.", "Ask whoever leads where you work.")
    if not seat.is_open:
        return Refusal(need, "It is closed.", "A former member can open it again.")
    if seat.joining != Joining.OPEN:
        return Refusal(need, "It takes only who is asked or agreed to.", "Ask to join, or ask a member.")
    return None


@rule("communities.ask_to_join", "Anyone who works in the sector asks to join a group that takes who asks.")
def ask_to_join(actor: Actor, seat: Seat) -> Refusal | None:
    if actor.is_member and seat.is_open and seat.joining == Joining.ASK and not seat.is_in:
        return None
    return Refusal(
        "A group that takes whoever asks can be asked by those who are not in it.",
        f"{seat.name} is not such a group, or you are in it.",
        "Look at who may join on its page.",
    )


@rule("communities.member", "Whoever is in a community mutes it, leaves it and chooses its letters.")
def member(actor: Actor, seat: Seat) -> Refusal | None:
    if seat.is_in:
        return None
    return Refusal(f"This is for members of {seat.name}.", "You are not one of them.", JOIN_FIRST)


@rule("communities.write", "Members write in their community, point to the profession and invite others.")
def write(actor: Actor, seat: Seat) -> Refusal | None:
    if not seat.is_open:
        return Refusal(f"{seat.name} is closed.", "Nothing is added to it.", "A member can open it again.")
    return member.decide(actor, seat)


@rule("communities.call_gathering", "Whoever leads a network, and any member of a group, calls a gathering.")
def call_gathering(actor: Actor, seat: Seat) -> Refusal | None:
    if not seat.is_open:
        return write.decide(actor, seat)
    return lead.decide(actor, seat) if seat.is_network else member.decide(actor, seat)


@rule("communities.change_gathering", "Whoever called a gathering, or leads its community, changes it.")
def change_gathering(actor: Actor, writing: Writing) -> Refusal | None:
    if writing.by_id is not None and writing.by_id == actor.person_id:
        return None
    return lead.decide(actor, writing.seat)


@rule(
    "communities.lead",
    "A community is looked after by its leads and by whoever answers for its home; a network by stewards, "
    "and a group without a lead by its members.",
)
def lead(actor: Actor, seat: Seat) -> Refusal | None:
    if actor.is_system or seat.is_lead or seat.keeps_home:
        return None
    if seat.is_network and actor.holds(RoleKind.STEWARD):
        return None
    if not seat.is_network and not seat.has_lead and seat.is_in:
        return None
    return Refusal(
        f"This is for those who lead {seat.name}.",
        "You are not one of them.",
        "Ask a lead: they are named on its page.",
    )


@rule("communities.reopen", "Whoever was in a group when it closed opens it again.")
def reopen(actor: Actor, seat: Seat) -> Refusal | None:
    return member.decide(actor, seat)


@rule("communities.take_back", "Whoever wrote a post takes it back; so does whoever leads the community.")
def take_back(actor: Actor, writing: Writing) -> Refusal | None:
    return change_gathering.decide(actor, writing)


@rule(
    "communities.coverage",
    "Stewards see who has no community across the sector; whoever convenes or leads a body, within it.",
)
def coverage(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_system or actor.holds(*CONVENING, RoleKind.HEADTEACHER):
        return None
    return Refusal(
        "Who has no community is for those who convene.",
        "You are neither a steward, a network lead nor the leader of a school or trust.",
        "Ask one of them.",
    )


@rule(
    "communities.network",
    "Whoever works in the sector sees which schools are tied to which, never which people.",
)
def network(actor: Actor, thing: object = None) -> Refusal | None:
    return _for_members(actor, "Who works in schools and with them sees which schools are tied to which.")


@rule("communities.visit", "Only the two of a visit know of it, and both write about it.")
def visit(actor: Actor, between: Between) -> Refusal | None:
    if actor.person_id in {between.host_id, between.guest_id}:
        return None
    return Refusal("A visit is between two people.", "You are neither of them.", "Ask one of them.")


@rule("communities.invite_to_watch", "Whoever works in a school invites a colleague to come and watch.")
def invite_to_watch(actor: Actor, thing: object = None) -> Refusal | None:
    return _for_members(actor, "Who works in schools and with them invites a colleague to come and watch.")


@rule("communities.found_partnership", "Whoever leads a body or convenes founds a partnership.")
def found_partnership(actor: Actor, thing: object = None) -> Refusal | None:
    if coverage.decide(actor, None) is None:
        return None
    return Refusal(
        "A partnership is founded by a headteacher, a trust’s leader, a network lead or a steward.",
        "You are none of them.",
        "Ask one of them to found it.",
    )


@rule("communities.keep_partnership", "Whoever convenes a partnership keeps its purpose and its goals.")
def keep_partnership(actor: Actor, partnership_id: int) -> Refusal | None:
    if actor.is_system or actor.holds(
        RoleKind.NETWORK_LEAD, RoleKind.STEWARD, at=frozenset({partnership_id})
    ):
        return None
    return Refusal(
        "A partnership’s purpose and goals are kept by whoever convenes it.",
        "You do not.",
        "Ask them: they are named on its page.",
    )


@rule(
    "communities.bring_partner",
    "Whoever leads a school or trust brings it into a partnership and takes it out; nobody else does.",
)
def bring_partner(actor: Actor, partner: Partner) -> Refusal | None:
    if any(role.kind in LEADING and role.organisation_id in partner.above for role in actor.roles):
        return None
    return Refusal(
        f"Whether {partner.name} is in a partnership is for those who lead it.",
        "You do not lead there.",
        "Ask its headteacher or chief executive.",
    )
