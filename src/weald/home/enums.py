"""Closed lists of home."""

from django.db.models import TextChoices


class DigestOutcome(TextChoices):
    """What came of looking at what a digest would say."""

    SENT = "sent", "sent"
    NOTHING = "nothing", "nothing to say"
    REFUSED = "refused", "refused by the person’s mail server"
