from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from weald.people.models.role import Role
from weald.people.models.user import User


class Token(models.Model):
    """What a program shows to act for a person: as far as some of their roles reach, until a date."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    # By which its owner knows it again; the rest is kept as a hash only.
    beginning = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    # The roles it acts in, of those the person holds at the time; without any it sees what is public.
    roles = models.ManyToManyField(Role, related_name="+")
    may_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # To the hour: a row written at every request would be the slowest part of it.
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="token_ends", condition=Q(expires_at__gt=F("made_at"))),
        ]
        indexes = [models.Index(fields=["person", "-made_at"], name="token_person")]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at
