from django.db import models
from django.db.models import Q

from weald.home.enums import DigestOutcome, Rhythm
from weald.people.models import User


class Digest(models.Model):
    """One round of a person's digest: a day or a week, looked at once, whether or not there was anything."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    # The day, or the Monday of the week, that it is for.
    period_on = models.DateField()
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=DigestOutcome)
    items = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "rhythm", "period_on"], name="digest_once_a_period"),
            models.CheckConstraint(
                name="digest_outcome_known", condition=Q(outcome__in=DigestOutcome.values)
            ),
            models.CheckConstraint(name="digest_rhythm_known", condition=Q(rhythm__in=Rhythm.values)),
            models.CheckConstraint(
                name="digest_sent_says_something",
                condition=Q(outcome=DigestOutcome.SENT, items__gt=0)
                | (~Q(outcome=DigestOutcome.SENT) & Q(items=0)),
            ),
        ]
        indexes = [models.Index(fields=["person", "rhythm", "-decided_at"], name="digest_latest")]

    def __str__(self) -> str:
        return f"digest of {self.person_id}, {self.rhythm}, for {self.period_on}: {self.outcome}"


class Told(models.Model):
    """Something a person was told of in a digest: never told again."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="told")

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.person_id} was told {self.key}"
