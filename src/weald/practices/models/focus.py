"""What a school chose to carry, what it stopped to make room, and whom it thanks for it."""

from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import StopReason
from weald.practices.models.adoption import Adoption
from weald.practices.models.practice import Practice


class Stopping(models.Model):
    """How something was given up: why, what takes its place, and thanks to those who carried it."""

    adoption = models.OneToOneField(Adoption, on_delete=models.PROTECT, related_name="stopping")
    reason = models.CharField(max_length=12, choices=StopReason)
    because = models.TextField()
    replaced_by = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, related_name="replaced")
    thanks = models.TextField(blank=True)
    thanked = models.ManyToManyField(User, related_name="thanked_for_carrying")
    stopped_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="stopping_reason_known", condition=Q(reason__in=StopReason.values)),
            models.CheckConstraint(name="stopping_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="stopping_replaced_names_it",
                condition=~Q(reason=StopReason.REPLACED) | Q(replaced_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"stopping of {self.adoption_id}"


class RoomMade(models.Model):
    """What a new adoption takes the room of: something that stopped, or the reason why nothing must."""

    adoption = models.OneToOneField(Adoption, on_delete=models.PROTECT, related_name="room")
    stopped = models.ForeignKey(Adoption, on_delete=models.PROTECT, null=True, related_name="made_room_for")
    # Something that was never on Weald, or why nothing has to stop.
    words = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="room_names_what_stops", condition=Q(stopped__isnull=False) | ~Q(words="")
            ),
            models.CheckConstraint(
                name="room_not_its_own", condition=Q(stopped__isnull=True) | ~Q(stopped=F("adoption"))
            ),
        ]
        verbose_name_plural = "room made"

    def __str__(self) -> str:
        return f"room for {self.adoption_id}"
