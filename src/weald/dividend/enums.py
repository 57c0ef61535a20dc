"""Closed lists about dividends."""

from django.db.models import TextChoices


class Question(TextChoices):
    """What joined: the engine is the same, the cohorts differ."""

    TRUST = "trust", "joining a trust"
    PRACTICE = "practice", "adopting a practice"


class Verdict(TextChoices):
    DIVIDEND = "dividend", "dividend"
    NOT_PERSISTENT = "significant_not_persistent", "significant but not persistent"
    TOO_SMALL = "persistent_too_small", "persistent but too small to matter"
    LOSS = "loss", "loss"
    NO_SIGN = "no_sign", "no sign"
    CANNOT_TELL = "cannot_tell", "cannot tell"
