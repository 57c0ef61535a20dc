"""Closed lists that the whole site shares."""

from django.db.models import TextChoices


class Audience(TextChoices):
    """Who may know of something that is shared, from the narrowest to the widest."""

    TEAM = "team", "the team"
    SCHOOL = "school", "the school"
    TRUST = "trust", "the trust"
    PARTNERS = "partners", "named partners"
    SECTOR = "sector", "everyone who works in the sector"
    PUBLIC = "public", "everyone"


class Verb(TextChoices):
    """What can be done: the closed list of the ledger."""

    IMPORTED = "imported", "imported"
    INVITED = "invited", "invited"
    JOINED = "joined", "joined"
    TOOK_ROLE = "took_role", "took a role"
    ENDED_ROLE = "ended_role", "ended a role"
    DECLARED = "declared", "declared interests"
    ESTIMATED = "estimated", "estimated"
    SHARED = "shared", "shared"
    WITHDREW = "withdrew", "withdrew"
    CHANGED = "changed", "changed"
    EXPORTED = "exported", "exported"
    ERASED = "erased", "erased"
    ADOPTED = "adopted", "adopted"
    STOPPED = "stopped", "stopped"
    REPORTED = "reported", "reported"
    ADAPTED = "adapted", "adapted"
    RETURNED = "returned", "returned"
    MERGED = "merged", "took in what came back"
    DECLINED = "declined", "declined"
    THANKED = "thanked", "thanked"
    MOVED = "moved", "moved"
    OBJECTED = "objected", "objected"
    SETTLED = "settled", "settled"
    RETIRED = "retired", "retired"
    ASKED = "asked", "asked"
    REPLIED = "replied", "replied"
    ENROLLED = "enrolled", "enrolled"
    LEFT = "left", "left"
    GATHERED = "gathered", "called a gathering"
    ATTENDED = "attended", "attended"
    VOTED = "voted", "voted"
    ANSWERED = "answered", "answered a pulse"
    JUDGED = "judged", "judged"


# Acts whose actor, exact time and content must never be known, not even to whoever runs the server.
SECRET_VERBS = frozenset({Verb.VOTED, Verb.ANSWERED, Verb.JUDGED})


class JobState(TextChoices):
    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class ImportMode(TextChoices):
    """What happens to the good rows of a file that also has bad ones."""

    GOOD_ROWS = "good_rows", "apply the good rows, report the others"
    ALL_OR_NOTHING = "all_or_nothing", "apply nothing unless every row is good"
    DRY_RUN = "dry_run", "change nothing, show what would change"
