from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weald.communities.enums import CommunityKind, DigestChoice, How, Joining, Rhythm
from weald.core.enums import Audience
from weald.people.enums import RoleKind
from weald.people.models import User
from weald.schools.models import Organisation


class Community(models.Model):
    """People who improve something together: a network that enrols by rule, or a group anyone started."""

    kind = models.CharField(max_length=4, choices=CommunityKind)
    name = models.CharField(max_length=120)
    purpose = models.TextField()
    # The organisation it belongs to (a trust, a hub, a partnership); a group across the sector has none.
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="communities")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.SECTOR)
    joining = models.CharField(max_length=8, choices=Joining, default=Joining.OPEN)
    rhythm = models.CharField(max_length=12, choices=Rhythm, default=Rhythm.AS_NEEDED)
    # The vocabulary's codes of what it is about.
    subject = models.CharField(max_length=40, blank=True)
    concept = models.CharField(max_length=40, blank=True)
    phases = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The rule of a network: who holds one of these roles, with one of these subjects, in a school of one of
    # these phases, at the place or within it. An empty list asks nothing. See queries.enrolling.
    rule_roles = ArrayField(models.CharField(max_length=20, choices=RoleKind), default=list, blank=True)
    rule_subjects = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    rule_phases = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    rule_place = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    # How often what it says of itself was changed: who changes it says what they read.
    revision = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    # When anybody last wrote, met or joined.
    active_at = models.DateTimeField()
    closes_when_quiet = models.BooleanField(default=False)
    # When its leads were asked whether it shall close, because it has been quiet.
    asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "communities"
        constraints = [
            models.CheckConstraint(name="community_kind_known", condition=Q(kind__in=CommunityKind.values)),
            models.CheckConstraint(
                name="community_audience_known", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(name="community_joining_known", condition=Q(joining__in=Joining.values)),
            models.CheckConstraint(name="community_rhythm_known", condition=Q(rhythm__in=Rhythm.values)),
            models.CheckConstraint(name="community_says_what_for", condition=~Q(name="") & ~Q(purpose="")),
            models.CheckConstraint(
                name="community_rule_of_networks",
                condition=Q(kind=CommunityKind.HARD, closes_when_quiet=False)
                | Q(kind=CommunityKind.SOFT)
                & Q(rule_roles=[], rule_subjects=[], rule_phases=[], rule_place__isnull=True),
            ),
            models.CheckConstraint(
                name="community_narrow_has_home",
                condition=Q(audience__in=[Audience.SECTOR, Audience.PUBLIC]) | Q(home__isnull=False),
            ),
            models.CheckConstraint(
                name="community_active_since_start", condition=Q(active_at__gte=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "name"], name="community_kind_name"),
            models.Index(fields=["home"], name="community_home"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_network(self) -> bool:
        return self.kind == CommunityKind.HARD


class Enrolment(models.Model):
    """Somebody's time in a community, [joined, left). In a network one is muted rather than gone."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    how = models.CharField(max_length=8, choices=How)
    is_lead = models.BooleanField(default=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    muted_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=8, choices=DigestChoice, blank=True, default=DigestChoice.AS_ALL)

    class Meta:
        constraints = [
            # A plain index, not a period with an exclusion: millions are enrolled in seconds.
            models.UniqueConstraint(
                fields=["person", "community"], condition=Q(left_on__isnull=True), name="enrolment_open_once"
            ),
            models.CheckConstraint(name="enrolment_how_known", condition=Q(how__in=How.values)),
            models.CheckConstraint(
                name="enrolment_digest_known", condition=Q(digest__in=DigestChoice.values)
            ),
            models.CheckConstraint(
                name="enrolment_left_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="enrolment_gone_leads_nothing", condition=Q(left_on__isnull=True) | Q(is_lead=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "-is_lead", "id"],
                condition=Q(left_on__isnull=True),
                name="enrolment_members",
            ),
            models.Index(
                fields=["community"],
                condition=Q(left_on__isnull=True, is_lead=True),
                name="enrolment_leads",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.community_id} since {self.joined_on}"


class Approach(models.Model):
    """An open question whether somebody joins: they asked, or a member asked them. Answered by the other."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="approaches")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="approaches")
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        verbose_name_plural = "approaches"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "community"],
                condition=Q(answered_at__isnull=True),
                name="approach_open_once",
            ),
            models.CheckConstraint(
                name="approach_answered_either_way",
                condition=Q(answered_at__isnull=True, is_agreed__isnull=True)
                | Q(answered_at__isnull=False, is_agreed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.community_id}"

    @property
    def is_own(self) -> bool:
        """Whether the person asked, rather than was asked."""
        return self.made_by_id == self.person_id
