from django.db import models
from django.db.models import Q

from weald.people.enums import RoleKind
from weald.people.models.user import User
from weald.schools.models import Organisation


class Invitation(models.Model):
    """An offer of a role at an organisation, to one e-mail address, until a date."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=RoleKind)
    # Only a hash is kept: whoever reads the database cannot use the link.
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations_sent")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="invitations_accepted"
    )
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=RoleKind.values)),
            models.CheckConstraint(
                name="invitation_not_both_ends",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-invited_at"], name="invitation_place")]

    def __str__(self) -> str:
        return f"invitation to {self.organisation_id} as {self.role}"
