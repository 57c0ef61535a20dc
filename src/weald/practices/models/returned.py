from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import ReturnState
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version
from weald.schools.models import Organisation

_TAKEN = (ReturnState.MERGED, ReturnState.IN_PART)
_TURNED_DOWN = (ReturnState.DECLINED, ReturnState.STANDING)


class Return(models.Model):
    """An adaptation shown to where it came from: what changed, where it was tried and what happened."""

    from_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="returns_sent")
    to_practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="returns")
    # The newest version of the line it returns to from which it descends; of that line: migration 0002.
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    message = models.TextField()
    tried_at = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="returns_tried")
    happened = models.TextField()
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="returns_sent")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.WAITING)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="returns_answered"
    )
    answered_at = models.DateTimeField(null=True)
    # Why it was declined, or what the answer adds.
    reason = models.TextField(blank=True)
    result = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="result_of")
    thanked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    thanked_at = models.DateTimeField(null=True)
    thanks = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_version", "to_practice"], name="return_once"),
            models.CheckConstraint(name="return_state_known", condition=Q(state__in=ReturnState.values)),
            models.CheckConstraint(name="return_base_is_older", condition=Q(base__lt=F("from_version"))),
            models.CheckConstraint(
                name="return_says_what_happened", condition=~Q(message="") & ~Q(happened="")
            ),
            models.CheckConstraint(
                name="return_answered_or_waiting",
                condition=Q(state=ReturnState.WAITING, answered_at__isnull=True, answered_by__isnull=True)
                & Q(reason="")
                | ~Q(state=ReturnState.WAITING) & Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="return_taken_has_a_result",
                condition=Q(state__in=_TAKEN, result__isnull=False)
                | ~Q(state__in=_TAKEN) & Q(result__isnull=True),
            ),
            models.CheckConstraint(
                name="return_declined_says_why", condition=~Q(state__in=_TURNED_DOWN) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="return_thanked_whole",
                condition=Q(thanked_at__isnull=True, thanked_by__isnull=True, thanks="")
                | Q(thanked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["to_practice", "state"], name="return_practice")]

    def __str__(self) -> str:
        return f"return of {self.from_version_id} to {self.to_practice_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ReturnState.WAITING
