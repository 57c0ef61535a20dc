from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from weald.people.enums import RoleKind
from weald.people.models.user import User
from weald.schools.models import Organisation


class Invitation(models.Model):
    """An offer of a role at an organisation, to one e-mail address, until a date."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=RoleKind)
    # What they teach or lead there: the vocabulary's code, or nothing in particular.
    subject = models.CharField(max_length=60, blank=True)
    # Only a hash is kept: whoever reads the database cannot use the link.
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="invitations_accepted"
    )
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "role",
                Lower("email"),
                name="invitation_open_once",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=RoleKind.values)),
            models.CheckConstraint(
                name="invitation_not_both_ends",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-invited_at"], name="invitation_place")]

    def __str__(self) -> str:
        return f"invitation to {self.organisation_id} as {self.role}"

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.withdrawn_at) and timezone.now() < self.expires_at

    @property
    def standing(self) -> str:
        """How the offer stands, in a word."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "waiting" if self.is_open else "run out"
