from django.db import models
from django.db.models import F, Q

from weald.communities.enums import VisitState
from weald.people.models import User
from weald.schools.models import Organisation


class Visit(models.Model):
    """Come and watch: a teacher invites a colleague to a lesson, for one thing they are working on.

    Nobody but the two ever knows of it: not those who lead them, no list, count, feed or file of others.
    """

    host = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits_given")
    guest = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits_made")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    focus = models.CharField(max_length=300)
    lesson_at = models.DateTimeField(null=True)
    where = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=VisitState, default=VisitState.INVITED)
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_state_known", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(name="visit_of_two", condition=~Q(host=F("guest"))),
            models.CheckConstraint(name="visit_for_one_thing", condition=~Q(focus="")),
            models.CheckConstraint(
                name="visit_answered_unless_invited",
                condition=Q(state=VisitState.INVITED, answered_at__isnull=True)
                | ~Q(state=VisitState.INVITED) & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["host", "-invited_at"], name="visit_host"),
            models.Index(fields=["guest", "-invited_at"], name="visit_guest"),
        ]

    def __str__(self) -> str:
        return f"visit of {self.guest_id} to {self.host_id}"


class VisitNote(models.Model):
    """What one of the two said to the other about the lesson."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="visit_note_says_something", condition=~Q(text=""))]
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"note on {self.visit_id}"
