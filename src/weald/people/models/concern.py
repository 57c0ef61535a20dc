from django.db import models
from django.db.models import Q

from weald.people.enums import ConcernKind, ConcernOutcome
from weald.people.models.user import User
from weald.schools.models import Organisation


class Concern(models.Model):
    """Somebody's report that something shared should not be seen.

    It is hidden until somebody has looked, unless enough is hidden at the same person's word already.
    """

    # What it is about, by label and id, as shares and the ledger name things.
    target_label = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=ConcernKind)
    text = models.CharField(max_length=300, blank=True)
    # Whose leaders look: where the thing is at home. None: a thing of the whole sector, for its stewards.
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="concerns")
    raised_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()
    hides = models.BooleanField(default=True)
    looked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=ConcernOutcome, blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="concern_kind_known", condition=Q(kind__in=ConcernKind.values)),
            models.CheckConstraint(
                name="concern_looked_at_says_what_and_why",
                condition=Q(looked_at__isnull=True, looked_by__isnull=True, outcome="", because="")
                | Q(looked_at__isnull=False, outcome__in=ConcernOutcome.values) & ~Q(because=""),
            ),
            models.UniqueConstraint(
                fields=["target_label", "target_id"],
                condition=Q(looked_at__isnull=True, hides=True),
                name="concern_hides_once",
            ),
            models.UniqueConstraint(
                fields=["target_label", "target_id", "raised_by"],
                condition=Q(looked_at__isnull=True),
                name="concern_open_once_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["home"], condition=Q(looked_at__isnull=True), name="concern_waiting"),
            models.Index(
                fields=["raised_by"],
                condition=Q(looked_at__isnull=True, hides=True),
                name="concern_hiding",
            ),
            models.Index(fields=["target_label", "target_id"], name="concern_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.target_label} {self.target_id}"

    @property
    def is_open(self) -> bool:
        return self.looked_at is None
