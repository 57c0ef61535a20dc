from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weald.core.enums import Audience
from weald.people.models import User
from weald.practices.enums import PracticeKind, Stage
from weald.schools.models import Organisation


class Practice(models.Model):
    """A line of versions, at home in one organisation. Its head is the newest version."""

    kind = models.CharField(max_length=12, choices=PracticeKind, default=PracticeKind.PRACTICE)
    title = models.CharField(max_length=160)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.IDEA)
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practices")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.SCHOOL)
    # Codes of the vocabulary's terms.
    subject = models.CharField(max_length=40, blank=True)
    generic_because = models.CharField(max_length=300, blank=True)
    concept = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=40, blank=True)
    phases = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    key_stages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Never without one: a line and its first version are stored together, the version's number drawn before
    # (the key is checked at the end of the transaction). That it is a version of this line: migration 0002.
    head = models.ForeignKey("practices.Version", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="practices_begun")
    # Everyone who may write it, who made it among them.
    authors = models.ManyToManyField(User, related_name="practices_written")
    shared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The line it was adapted from, beneath which it is found; unless it stands on its own.
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="adaptations")
    variant_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="variants")
    stands_alone = models.BooleanField(default=False)
    # How many places use it: kept by the database (migration 0009).
    in_use = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    retired_because = models.TextField(blank=True)
    # The stage to which reopening leads back.
    stage_when_retired = models.CharField(max_length=10, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Reported, and seen by none but its authors and those who must look, until one of them has.
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="practice_kind_known", condition=Q(kind__in=PracticeKind.values)),
            models.CheckConstraint(name="practice_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="practice_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="practice_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="practice_generic_says_why", condition=~Q(subject="generic") | ~Q(generic_because="")
            ),
            models.CheckConstraint(
                name="practice_retired_says_why",
                condition=Q(
                    stage=Stage.RETIRED,
                    retired_at__isnull=False,
                    stage_when_retired__in=[stage for stage in Stage.values if stage != Stage.RETIRED],
                )
                & ~Q(retired_because="")
                | ~Q(stage=Stage.RETIRED)
                & Q(retired_at__isnull=True, retired_because="", stage_when_retired=""),
            ),
            models.CheckConstraint(
                name="practice_withdrawn_stays_at_home",
                condition=Q(withdrawn_at__isnull=True) | Q(audience=Audience.TEAM),
            ),
            models.CheckConstraint(
                name="practice_not_its_own_origin", condition=~Q(origin=F("id")) & ~Q(variant_of=F("id"))
            ),
            models.CheckConstraint(
                name="practice_variant_or_alone",
                condition=Q(variant_of__isnull=True) | Q(stands_alone=False),
            ),
            models.CheckConstraint(
                name="practice_changed_after_shared", condition=Q(changed_at__gte=F("shared_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "id"], name="practice_changed"),
            models.Index(fields=["-in_use", "id"], name="practice_in_use"),
            models.Index(fields=["title", "id"], name="practice_title"),
            models.Index(fields=["home", "-changed_at"], name="practice_home"),
            models.Index(fields=["subject", "-changed_at"], name="practice_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_retired(self) -> bool:
        return self.stage == Stage.RETIRED

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
