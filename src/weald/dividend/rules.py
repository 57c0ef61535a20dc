"""Who may read a dividend and who may have one estimated."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule, visible
from weald.schools.models import Organisation

ESTIMATORS = ("analyst", "steward")
LEADERS = ("chief_executive", "improvement_lead")


@rule(
    "dividend.read_trust",
    "A trust's dividend is read by everyone who works in the trust, by its trustees, and by stewards and "
    "analysts; "
    "others read it where the trust has shared it.",
)
def read_trust(actor: Actor, trust: Organisation) -> Refusal | None:
    if actor.holds(*ESTIMATORS) or (actor.is_member and trust.pk in actor.trusts):
        return None
    if visible(trust.dividends.all(), actor).exists():
        return None
    return Refusal(
        f"The dividend of {trust.name} belongs to the people who work there, until the trust shares it.",
        _finding(actor),
        f"Ask {trust.name} to share it with you.",
    )


def _finding(actor: Actor) -> str:
    if not actor.roles:
        return "You hold no role at this trust or its schools."
    held = actor.roles[0]
    return (
        f"You are here as {held.kind.replace('_', ' ')} at {held.organisation_name}, and it has not been "
        "shared there."
    )


@rule(
    "dividend.read_sector", "The dividend of all trusts together is read by everyone who works in the sector."
)
def read_sector(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member:
        return None
    return Refusal(
        "The sector's page is for people who work in schools and trusts.",
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Ask for an invitation from your school or trust, or read what has been released to you.",
    )


@rule(
    "dividend.estimate", "Analysts and stewards may have dividends estimated; so may whoever runs the server."
)
def estimate(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_system or actor.holds(*ESTIMATORS):
        return None
    return Refusal(
        "Estimating runs over every school's results.",
        "You are neither an analyst nor a steward.",
        "Ask an analyst or steward, or whoever runs Weald, to run it.",
    )


@rule(
    "dividend.share",
    "A trust's chief executive or improvement lead may share its dividend, and stop sharing it.",
)
def share(actor: Actor, trust: Organisation) -> Refusal | None:
    if actor.holds(*LEADERS, at=frozenset({trust.pk})):
        return None
    return Refusal(
        f"Sharing the dividend of {trust.name} is for its chief executive or improvement lead.",
        _finding(actor),
        "Ask one of them.",
    )
