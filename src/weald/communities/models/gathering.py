from django.db import models
from django.db.models import F, Q

from weald.communities.enums import Answer
from weald.communities.models.community import Community
from weald.people.models import User
from weald.schools.models import Organisation


class Gathering(models.Model):
    """A community meets: at a place, by a link, or both."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="gatherings")
    title = models.CharField(max_length=160)
    agenda = models.TextField(blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    # The organisation that receives everybody: travel is reckoned to it.
    host = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.URLField(blank=True)
    # Whether whoever teaches must be covered for.
    in_school_time = models.BooleanField(default=False)
    called_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    called_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Counts changes, as calendars ask for.
    revision = models.PositiveIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at"))
            ),
            models.CheckConstraint(
                name="gathering_is_somewhere",
                condition=~Q(place="", link="", host__isnull=True) | Q(called_off_at__isnull=False),
            ),
            models.CheckConstraint(name="gathering_has_title", condition=~Q(title="")),
        ]
        indexes = [
            models.Index(fields=["community", "begins_at"], name="gathering_community"),
            models.Index(fields=["begins_at"], name="gathering_begins"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether somebody comes to a gathering, whether they came, and what it takes of their school."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="attendances")
    # Where they worked then: what ties schools.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    cover_minutes = models.PositiveIntegerField(default=0)
    # There and back. NULL where the way is not known: never 0.
    travel_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_answer_known", condition=Q(answer__in=["", *Answer.values])
            ),
            models.CheckConstraint(
                name="attendance_answered_when_answer",
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="attendance_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.gathering_id}"


class CalendarLink(models.Model):
    """Somebody's own calendar feed. The link is signed; one more turn ends the old one."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    turn = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
