from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from weald.people.models.invitation import Invitation
from weald.people.models.user import User
from weald.schools.models import Organisation


class EmailDomain(models.Model):
    """An e-mail domain whose people belong to one organisation: who writes from it may ask to join."""

    domain = models.CharField(max_length=253, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="email_domains")
    mapped_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    mapped_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="domain_in_small_letters", condition=Q(domain=Lower(F("domain")))),
        ]

    def __str__(self) -> str:
        return self.domain


class JoinRequest(models.Model):
    """Somebody without an account asks to join. Agreeing sends an invitation: nobody joins unasked."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_requests")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Set when the request was agreed to; a decided request without one was declined.
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="request"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("email"), name="request_open_once", condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="request_invited_when_decided",
                condition=Q(invitation__isnull=True) | Q(decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="request_place")]

    def __str__(self) -> str:
        return f"request to join {self.organisation_id}"
