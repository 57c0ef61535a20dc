"""A plain structured contest: objection, answer, settled or standing; and who agrees, from where."""

from django.db import models
from django.db.models import F, Q

from weald.people.models import User
from weald.practices.enums import Stance, Standing
from weald.practices.models.practice import Practice
from weald.practices.models.version import Version
from weald.schools.models import Organisation


class Contest(models.Model):
    """An invitation to object to a practice, open until somebody closes it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="contests")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="contests")
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(closed_at__isnull=True), name="contest_one_open"
            ),
            models.CheckConstraint(
                name="contest_closed_whole",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing="")
                | Q(closed_at__gte=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"contest of {self.practice_id}"


class Objection(models.Model):
    """Why somebody thinks it wrong, with what would settle it. Never deleted: what stands is dissent."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    would_settle = models.TextField()
    raised_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="objections")
    raised_at = models.DateTimeField()
    raised_from = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.OPEN)
    # Somebody else whom objector or author asked to decide: on record, and neither of them.
    third_person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="to_decide")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    # What remains, in the objector's own words.
    dissent = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_standing_known", condition=Q(standing__in=Standing.values)
            ),
            models.CheckConstraint(
                name="objection_says_what_would_settle_it", condition=~Q(text="") & ~Q(would_settle="")
            ),
            models.CheckConstraint(
                name="objection_decided_whole",
                condition=Q(
                    standing__in=[Standing.OPEN, Standing.ANSWERED],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    decision="",
                )
                | Q(standing__in=[Standing.SETTLED, Standing.STANDS], decided_at__isnull=False)
                & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="objection_decided_by_another",
                condition=Q(third_person__isnull=True) | ~Q(third_person=F("raised_by")),
            ),
        ]
        indexes = [models.Index(fields=["contest", "standing"], name="objection_contest")]

    def __str__(self) -> str:
        return f"objection {self.pk} to {self.contest_id}"

    @property
    def is_decided(self) -> bool:
        return self.standing in {Standing.SETTLED, Standing.STANDS}


class Answer(models.Model):
    """What was said in answer to an objection, perhaps with the version that takes it up."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="answer_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"answer to {self.objection_id}"


class Endorsement(models.Model):
    """Whether somebody would agree to a practice, and where they stood when they said so."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="endorsements")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="endorsements")
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The strata as they were on the day: later moves between trusts change no earlier voice.
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    phase = models.CharField(max_length=20, blank=True)
    is_independent = models.BooleanField()
    stance = models.CharField(max_length=8, choices=Stance)
    words = models.TextField(blank=True)
    given_at = models.DateTimeField()
    # A later word of the same person takes its place.
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "person"],
                condition=Q(replaced_at__isnull=True),
                name="endorsement_one_voice",
            ),
            models.CheckConstraint(name="endorsement_stance_known", condition=Q(stance__in=Stance.values)),
            models.CheckConstraint(
                name="endorsement_against_says_why", condition=~Q(stance=Stance.AGAINST) | ~Q(words="")
            ),
        ]
        indexes = [models.Index(fields=["practice", "replaced_at"], name="endorsement_practice")]

    def __str__(self) -> str:
        return f"{self.stance} {self.practice_id} from {self.organisation_id}"
