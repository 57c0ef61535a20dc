"""How a practice rose and fell, until when nobody judges it, and the numbers its gates ask for."""

from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import Stage
from weald.practices.models.practice import Practice


class Move(models.Model):
    """A practice went from one stage to another, with what its gate found on that day."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.CharField(max_length=10, choices=Stage)
    to_stage = models.CharField(max_length=10, choices=Stage)
    reason = models.TextField(blank=True)
    # Requirement by requirement: code, met, finding.
    findings = models.JSONField(default=list)
    moved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="move_stages_known", condition=Q(from_stage__in=Stage.values, to_stage__in=Stage.values)
            ),
            models.CheckConstraint(name="move_goes_somewhere", condition=~Q(from_stage=F("to_stage"))),
        ]
        indexes = [models.Index(fields=["practice", "-moved_at"], name="move_practice")]

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.from_stage} to {self.to_stage}"


class ProtectedWindow(models.Model):
    """Until this date nobody judges the practice. It is agreed once and never made shorter."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="windows")
    from_on = models.DateField()
    until_on = models.DateField()
    because = models.CharField(max_length=300)
    agreed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="window_has_length", condition=Q(until_on__gt=F("from_on"))),
            models.CheckConstraint(name="window_says_why", condition=~Q(because="")),
        ]
        indexes = [models.Index(fields=["practice", "until_on"], name="window_practice")]

    def __str__(self) -> str:
        return f"{self.practice_id} until {self.until_on}"


class Threshold(models.Model):
    """A number the gates ask for, where it was changed here from the one that ships."""

    code = models.CharField(max_length=40, unique=True)
    value = models.PositiveIntegerField()
    because = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="threshold_says_why", condition=~Q(because="")),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
