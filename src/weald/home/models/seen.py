from django.db import models
from django.db.models import F, Q

from weald.people.models import User


class Seen(models.Model):
    """Up to when a person has looked at Today, and up to when they had on the visit before this one."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    # What came after it is marked as new for as long as the visit lasts.
    before = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen"
        constraints = [
            models.CheckConstraint(name="seen_before_comes_first", condition=Q(before__lte=F("at")))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} looked at {self.at}"
