"""The ready-made people of the demo sector: who may be signed in as with one click, and nobody else.

The simulator makes exactly these; the sign-in page offers them where Weald runs as a demo.
"""

from dataclasses import dataclass

from weald.people.enums import RoleKind

HARTWOOD = "Hartwood Trust"
ALDER_VALE = "Alder Vale Primary"
QUARRY_BANK = "Quarry Bank High"
RIDGEWAY = "Ridgeway Trust"
FENWICK = "Fenwick Academy"
INSPECTORATE = "Inspectorate"
LOCAL_AUTHORITY = "Wealdshire"
SOUTHERN_HUB = "Southern Hub"


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A role to be held at the organisation of that name."""

    kind: RoleKind
    organisation: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to try Weald as: what they are, in a few words, and what they come for."""

    email: str
    name: str
    label: str
    sentence: str
    roles: tuple[DemoRole, ...]


DEMO_PEOPLE = (
    DemoPerson(
        "amina@demo.weald.example",
        "Amina Rahman",
        f"maths lead, {ALDER_VALE}",
        "Finds what worked in schools like hers and shares it.",
        (DemoRole(RoleKind.SUBJECT_LEAD, ALDER_VALE, "mathematics"), DemoRole(RoleKind.TEACHER, ALDER_VALE)),
    ),
    DemoPerson(
        "tom@demo.weald.example",
        "Tom Ashby",
        f"headteacher, {ALDER_VALE}",
        "Sees his school plainly and keeps a few priorities.",
        (DemoRole(RoleKind.HEADTEACHER, ALDER_VALE),),
    ),
    DemoPerson(
        "owen@demo.weald.example",
        "Owen Pritchard",
        f"headteacher, {QUARRY_BANK}",
        "Runs a secondary school with three bets already on the table.",
        (DemoRole(RoleKind.HEADTEACHER, QUARRY_BANK),),
    ),
    DemoPerson(
        "ruth@demo.weald.example",
        "Ruth Calloway",
        f"improvement lead, {HARTWOOD}",
        "Moves help within the trust to where it is needed.",
        (DemoRole(RoleKind.IMPROVEMENT_LEAD, HARTWOOD),),
    ),
    DemoPerson(
        "graham@demo.weald.example",
        "Graham Neale",
        f"chief executive, {HARTWOOD}",
        "Asks whether the trust makes a difference, and where not.",
        (DemoRole(RoleKind.CHIEF_EXECUTIVE, HARTWOOD),),
    ),
    DemoPerson(
        "leila@demo.weald.example",
        "Leila Farrokh",
        f"trustee, {HARTWOOD}",
        "Holds the executive to account on facts.",
        (DemoRole(RoleKind.TRUSTEE, HARTWOOD),),
    ),
    DemoPerson(
        "marian@demo.weald.example",
        "Marian Holt",
        f"headteacher and reviewer, {FENWICK}",
        "Reviews other schools, calibrated and independent.",
        (DemoRole(RoleKind.HEADTEACHER, FENWICK), DemoRole(RoleKind.REVIEWER, RIDGEWAY)),
    ),
    DemoPerson(
        "helen@demo.weald.example",
        "Helen Strand",
        f"external reader, {INSPECTORATE}",
        "Reads what was released to her, and changes nothing.",
        (DemoRole(RoleKind.EXTERNAL_READER, INSPECTORATE),),
    ),
    DemoPerson(
        "farid@demo.weald.example",
        "Farid Aziz",
        f"network lead, {LOCAL_AUTHORITY} (local authority)",
        "Convenes around a place; improves nobody’s school.",
        (DemoRole(RoleKind.NETWORK_LEAD, LOCAL_AUTHORITY),),
    ),
    DemoPerson(
        "jo@demo.weald.example",
        "Jo Merrick",
        f"steward, {SOUTHERN_HUB}",
        "Looks after the sector’s data and reaches isolated schools.",
        (DemoRole(RoleKind.STEWARD, SOUTHERN_HUB),),
    ),
    DemoPerson(
        "priya@demo.weald.example",
        "Priya Nair",
        f"analyst, {SOUTHERN_HUB}",
        "Repeats every figure from its documented data.",
        (DemoRole(RoleKind.ANALYST, SOUTHERN_HUB),),
    ),
)
