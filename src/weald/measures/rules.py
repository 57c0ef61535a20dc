"""Who may do what in measures."""

from weald.core.errors import Refusal
from weald.core.permissions import Actor, rule
from weald.schools.models import Organisation

# They look after what everybody sees; leaders bring in what is their own.
KEEPERS = ("steward", "analyst")
LEADERS = ("chief_executive", "improvement_lead", "headteacher")


@rule(
    "measures.read",
    "Anyone who is signed in may read what is measured and what has been published of any school.",
)
def read(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_known or actor.is_system:
        return None
    return Refusal(
        "A school's figures are for people with an account.",
        "You are not signed in.",
        "Sign in, or ask your school or trust for an invitation.",
    )


@rule(
    "measures.read_trust",
    "A trust's page of measures is for everyone who works in the sector; "
    "only the trust's own people see its small numbers.",
)
def read_trust(actor: Actor, trust: Organisation) -> Refusal | None:
    if actor.is_member or actor.is_system:
        return None
    return Refusal(
        "A trust's page of measures is for people who work in schools and trusts.",
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Read its schools' published results one by one, or ask the trust what it will release to you.",
    )


@rule(
    "measures.read_sector",
    "What schools achieve beyond their intake is read by everyone who works in the sector.",
)
def read_sector(actor: Actor, thing: object = None) -> Refusal | None:
    if actor.is_member or actor.is_system:
        return None
    return Refusal(
        "What schools achieve beyond their intake is for people of schools and trusts to ask each other.",
        "You hold no such role today." if actor.is_known else "You are not signed in.",
        "Ask for an invitation from your school or trust, or read each school’s published results.",
    )


@rule(
    "measures.compare",
    "Analysts and stewards have all schools compared again; so does whoever runs the server.",
)
def compare(actor: Actor, thing: object = None) -> Refusal | None:
    if may_import_anything(actor):
        return None
    return Refusal(
        "Comparing goes through every school’s published figures.",
        "You are neither a steward nor an analyst.",
        "It is done by itself after each import; otherwise ask one of them.",
    )


@rule(
    "measures.import",
    "Stewards and analysts import results of any school; "
    "headteachers and trust leaders those of their own schools.",
)
def bring_in(actor: Actor, thing: object = None) -> Refusal | None:
    if may_import_anything(actor) or actor.holds(*LEADERS):
        return None
    return Refusal(
        "Importing results changes what others see.",
        "You are neither a steward, an analyst nor the leader of a school or trust.",
        "Ask one of them, or whoever runs Weald, to import the file.",
    )


@rule(
    "measures.import_published",
    "Stewards and analysts, and whoever runs the server, import published results.",
)
def publish(actor: Actor, thing: object = None) -> Refusal | None:
    if may_import_anything(actor):
        return None
    return Refusal(
        "Published results are shown to everyone.",
        "You are neither a steward nor an analyst.",
        "Import the file as your own figures, or ask a steward to import it as published.",
    )


def may_import_anything(actor: Actor) -> bool:
    return actor.is_system or actor.holds(*KEEPERS)
