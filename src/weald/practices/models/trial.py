"""A planned trial: schools that all want a practice start in drawn order, everything fixed beforehand."""

from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import TrialState, Wave
from weald.practices.models.adoption import Adoption
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version
from weald.schools.models import Organisation

_FIXED = [TrialState.AGREED, TrialState.DRAWN, TrialState.RUNNING, TrialState.CLOSED]
_DRAWN = [TrialState.DRAWN, TrialState.RUNNING, TrialState.CLOSED]


class Trial(models.Model):
    """What is fixed before anybody starts. From agreement on the database refuses to change it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="trials")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="trials")
    title = models.CharField(max_length=160)
    # The outcome, as a school reads it off: what, of whom, how.
    outcome = models.TextField()
    unit = models.CharField(max_length=40)
    # The smallest difference that would be worth the work, and how far schools' changes differ anyway.
    smallest = models.FloatField()
    spread = models.FloatField()
    spread_because = models.CharField(max_length=300)
    # What would most easily be argued about afterwards, settled beforehand.
    hardest = models.TextField()
    first_on = models.DateField()
    later_on = models.DateField()
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.DRAFT)
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_from = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    # sha256 of all that is fixed, the schools included.
    fingerprint = models.CharField(max_length=64, blank=True)
    detectable = models.FloatField(null=True)
    seed = models.BigIntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What closing it found, or why it was abandoned.
    ending = models.TextField(blank=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="trial_state_known", condition=Q(state__in=TrialState.values)),
            models.CheckConstraint(
                name="trial_fixes_what_it_must",
                condition=~Q(title="") & ~Q(outcome="") & ~Q(hardest="") & ~Q(spread_because=""),
            ),
            models.CheckConstraint(name="trial_later_is_later", condition=Q(later_on__gt=F("first_on"))),
            models.CheckConstraint(name="trial_sizes_positive", condition=Q(smallest__gt=0, spread__gt=0)),
            models.CheckConstraint(
                name="trial_agreed_is_fixed",
                condition=~Q(state__in=_FIXED)
                | Q(agreed_at__isnull=False, detectable__isnull=False) & ~Q(fingerprint=""),
            ),
            models.CheckConstraint(
                name="trial_drawn_has_seed",
                condition=~Q(state__in=_DRAWN) | Q(drawn_at__isnull=False, seed__isnull=False),
            ),
            models.CheckConstraint(
                name="trial_ended_says_how",
                condition=Q(state__in=[TrialState.CLOSED, TrialState.ABANDONED], ended_at__isnull=False)
                & ~Q(ending="")
                | ~Q(state__in=[TrialState.CLOSED, TrialState.ABANDONED])
                & Q(ended_at__isnull=True, ending="", result__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["practice", "state"], name="trial_practice")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in {TrialState.CLOSED, TrialState.ABANDONED}


class Participation(models.Model):
    """One school in a trial: that it agreed, when it starts, what it read off before and after."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="trials")
    agreed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(null=True)
    wave = models.CharField(max_length=6, choices=Wave, blank=True)
    adoption = models.OneToOneField(
        Adoption, on_delete=models.PROTECT, null=True, related_name="participation"
    )
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    reported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "organisation"], name="participation_once"),
            models.UniqueConstraint(fields=["trial", "place"], name="participation_place_once"),
            models.CheckConstraint(
                name="participation_drawn_whole",
                condition=Q(place__isnull=True, wave="") | Q(place__isnull=False, wave__in=Wave.values),
            ),
            models.CheckConstraint(
                name="participation_after_needs_before",
                condition=Q(after__isnull=True) | Q(before__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.trial_id}"
