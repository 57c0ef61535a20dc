"""Practices brought in from another Weald, and whom they owe there."""

from django.db import models
from django.db.models import Q

from weald.people.models import User
from weald.practices.enums import Licence
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version


class BroughtIn(models.Model):
    """A signed bundle that became a practice here: where it came from, and whether its key was known."""

    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="brought_in")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="brought_in")
    # sha256 of what was signed: the same bundle comes in once.
    digest = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=300)
    key = models.CharField(max_length=64)
    # Whoever brought it in held the signing key beside the one that Weald publishes, and they were the same.
    is_verified = models.BooleanField()
    brought_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "brought in"
        constraints = [
            models.CheckConstraint(name="brought_in_from_somewhere", condition=~Q(address="") & ~Q(key=""))
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} from {self.address}"


class ForeignCredit(models.Model):
    """Whom a version owes that is not on this Weald: as the bundle it came in said, for ever."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="foreign_credits")
    title = models.CharField(max_length=160)
    number = models.PositiveIntegerField(null=True)
    school = models.CharField(max_length=200, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=16, choices=Licence, blank=True)
    address = models.CharField(max_length=300)
    words = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0.0)
    is_verified = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="foreign_credit_position_once"),
            models.CheckConstraint(
                name="foreign_credit_share_is_one", condition=Q(share__gte=0, share__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} owes {self.title} at {self.address}"
