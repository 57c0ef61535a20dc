"""Closed lists of home."""

from django.db.models import TextChoices


class Rhythm(TextChoices):
    """How often a digest comes; the values of a person's own choice, without never."""

    DAILY = "daily", "every day"
    WEEKLY = "weekly", "once a week"


class DigestOutcome(TextChoices):
    """What came of looking at what a digest would say."""

    SENT = "sent", "sent"
    NOTHING = "nothing", "nothing to say"
    REFUSED = "refused", "refused by the person’s mail server"
