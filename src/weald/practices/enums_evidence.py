"""Closed lists about how a practice proves itself: contests, accounts, references, trials, stopping."""

from django.db.models import TextChoices


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
