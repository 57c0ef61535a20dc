"""Closed lists about practices: what they are, how they go round, and how they prove themselves."""

from django.db.models import TextChoices


class PracticeKind(TextChoices):
    PRACTICE = "practice", "practice"
    SEQUENCE = "sequence", "curriculum sequence"
    ASSESSMENT = "assessment", "assessment"
    PROGRAMME = "programme", "professional learning"
    POLICY = "policy", "policy or service"


class Stage(TextChoices):
    """How far a practice has come through the tumbler."""

    IDEA = "idea", "idea"
    NURTURED = "nurtured", "nurtured"
    TESTED = "tested", "tested"
    CONTESTED = "contested", "contested"
    FORMED = "formed", "formed"
    RETIRED = "retired", "retired"


class Licence(TextChoices):
    """What others may do with a text or a file; each lets them adapt it and asks them to say whose it was."""

    CC_BY = "cc-by-4.0", "CC BY 4.0"
    OGL = "ogl-3.0", "Open Government Licence v3.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC0 = "cc0-1.0", "CC0 1.0 (no rights reserved)"


class Descent(TextChoices):
    """How a version comes from another."""

    CONTINUED = "continued", "the next version of the same practice"
    ADAPTED = "adapted", "adapted from it"
    ALLOYED = "alloyed", "made from several"
    MERGED = "merged", "took in what came back"


class AdoptionState(TextChoices):
    LIVE = "live", "in use"
    STOPPED = "stopped", "stopped"


class ReturnState(TextChoices):
    """How a return stands. A declined one may go on to stand on its own."""

    WAITING = "waiting", "waiting for an answer"
    MERGED = "merged", "taken in"
    IN_PART = "in_part", "taken in part"
    VARIANT = "variant", "listed as a variant"
    DECLINED = "declined", "declined"
    STANDING = "standing", "stands on its own"


class CreditKind(TextChoices):
    """Why an ancestor is named: words of theirs are still there, or they led to it and none are."""

    KEPT = "kept", "text kept"
    DECLARED = "declared", "debt declared"


class Part(TextChoices):
    """The texts of a version, in the order people think."""

    SUMMARY = "summary", "In one paragraph"
    PROBLEM = "problem", "The problem"
    FOR_WHOM = "for_whom", "For whom"
    OUTCOME = "outcome", "What it should move"
    PUPILS = "pupils", "For which pupils"
    BY_WHEN = "by_when", "By when"
    CORE = "core", "What must not change"
    FLEX = "flex", "What may flex"
    STEPS = "steps", "Steps"
    COST_NOTE = "cost_note", "What it costs"
    SAVES = "saves", "What it saves"
    NEEDS = "needs", "What it needs"
    WATCH = "watch", "What to watch"


class Standing(TextChoices):
    """How an objection stands. What stands is kept as dissent through every stage."""

    OPEN = "open", "not yet answered"
    ANSWERED = "answered", "answered, not yet decided"
    SETTLED = "settled", "settled"
    STANDS = "stands", "stands"


class Stance(TextChoices):
    FOR = "for", "I would agree to it"
    AGAINST = "against", "I would not"
    UNSURE = "unsure", "I cannot say yet"


class Round(TextChoices):
    """When adopters are asked how it went."""

    FIRST = "first", "after the first weeks"
    YEAR = "year", "after a year"


class GoingOn(TextChoices):
    YES = "yes", "yes, as it is"
    CHANGED = "changed", "yes, with changes"
    NO = "no", "no"


class Bearing(TextChoices):
    """What a reference says of the practice."""

    FOR = "for", "speaks for it"
    AGAINST = "against", "speaks against it"
    MIXED = "mixed", "speaks both ways"
    BACKGROUND = "background", "explains where it comes from"


class TrialState(TextChoices):
    DRAFT = "draft", "being written"
    AGREED = "agreed", "agreed and fixed"
    DRAWN = "drawn", "order drawn"
    RUNNING = "running", "running"
    CLOSED = "closed", "closed"
    ABANDONED = "abandoned", "abandoned"


class Wave(TextChoices):
    FIRST = "first", "starts first"
    LATER = "later", "starts later"


class StopReason(TextChoices):
    NOT_WORKING = "not_working", "it did not do what we hoped"
    TOO_COSTLY = "too_costly", "it cost more than it gave"
    REPLACED = "replaced", "something else takes its place"
    MADE_ROOM = "made_room", "to make room for something that matters more"
    DONE = "done", "it has done its work"
    CHANGED = "changed", "people or circumstances changed"
