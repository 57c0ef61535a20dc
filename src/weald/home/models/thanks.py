from django.db import models

from weald.people.models import User
from weald.practices.models import Practice
from weald.schools.models import Organisation


class Thanks(models.Model):
    """An organisation thanks those who wrote a practice it took up: once, with or without words."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="thanks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="thanks_said")
    words = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [
            models.UniqueConstraint(fields=["practice", "organisation"], name="thanks_once"),
        ]
        indexes = [models.Index(fields=["organisation", "said_at"], name="thanks_said")]

    def __str__(self) -> str:
        return f"thanks of {self.organisation_id} for {self.practice_id}"
