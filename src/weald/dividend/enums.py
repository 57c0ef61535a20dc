"""Closed lists about dividends."""

from django.db.models import TextChoices


class Question(TextChoices):
    """What joined: the engine is the same, the cohorts differ."""

    TRUST = "trust", "joining a trust"
    PRACTICE = "practice", "adopting a practice"


class Verdict(TextChoices):
    """As wealdstats says it, with the words a page uses."""

    DIVIDEND = "dividend", "Dividend"
    NOT_PERSISTENT = "significant_not_persistent", "Significant, not persistent"
    TOO_SMALL = "persistent_too_small", "Persistent, too small to matter"
    LOSS = "loss", "Loss"
    NO_SIGN = "no_sign", "No sign"
    CANNOT_TELL = "cannot_tell", "Cannot tell"
