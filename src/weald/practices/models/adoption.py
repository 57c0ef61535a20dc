from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import AdoptionState, Part
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version
from weald.schools.models import Organisation


class Adoption(models.Model):
    """A school or a team says: we are doing this, from this day, for these pupils."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="adoptions")
    # That it is a version of this practice: migration 0002.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="adoptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="adoptions")
    pupils = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=AdoptionState, default=AdoptionState.LIVE)
    began_on = models.DateField()
    adopted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="adoptions_made")
    adopted_at = models.DateTimeField()
    # The first day on which it is no longer done.
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "organisation"],
                condition=Q(state=AdoptionState.LIVE),
                name="adoption_live_once",
            ),
            models.CheckConstraint(
                name="adoption_stopped_says_why",
                condition=Q(state=AdoptionState.LIVE, ended_on__isnull=True, ended_because="")
                | Q(state=AdoptionState.STOPPED, ended_on__isnull=False) & ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="adoption_ends_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state"], name="adoption_practice"),
            models.Index(fields=["organisation", "state"], name="adoption_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} at {self.organisation_id} since {self.began_on}"


class Ask(models.Model):
    """Somebody who wants a practice asks what its page leaves open: what it costs, what must not change."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="asks")
    about = models.CharField(max_length=12, choices=Part, blank=True)
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="asks_made")
    asked_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(blank=True)
    # The version that says it, where a new one was written for it.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="ask_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="ask_about_known", condition=Q(about="") | Q(about__in=Part.values)),
            models.CheckConstraint(
                name="ask_answered_with_something",
                condition=Q(
                    answered_at__isnull=True, answer="", version__isnull=True, answered_by__isnull=True
                )
                | Q(answered_at__isnull=False) & (~Q(answer="") | Q(version__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["practice"], condition=Q(answered_at__isnull=True), name="ask_open"),
        ]

    def __str__(self) -> str:
        return f"question about {self.practice_id}"
