"""What speaks for and against a practice: references, accounts of adopters, measured effects."""

from django.db import models
from django.db.models import F, Q

from weald.dividend.enums import Verdict
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.people.models import User
from weald.practices.enums import Bearing, GoingOn, Round
from weald.practices.models.adoption import Adoption
from weald.practices.models.practice import Practice


class Reference(models.Model):
    """Research to look up: a citation with a DOI or an address, and what it says of the practice."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="references")
    citation = models.CharField(max_length=600)
    year = models.PositiveSmallIntegerField(null=True)
    doi = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    bearing = models.CharField(max_length=10, choices=Bearing)
    says = models.TextField()
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    # Somebody else opened it and found that it says so.
    checked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reference_bearing_known", condition=Q(bearing__in=Bearing.values)),
            models.CheckConstraint(name="reference_can_be_found", condition=~Q(doi="") | ~Q(url="")),
            models.CheckConstraint(name="reference_whole", condition=~Q(citation="") & ~Q(says="")),
            models.CheckConstraint(
                name="reference_removed_says_why",
                condition=Q(removed_at__isnull=True, removed_because="")
                | Q(removed_at__isnull=False) & ~Q(removed_because=""),
            ),
            models.UniqueConstraint(
                fields=["practice", "doi"],
                condition=~Q(doi="") & Q(removed_at__isnull=True),
                name="reference_doi_once",
            ),
        ]

    def __str__(self) -> str:
        return self.citation


class Account(models.Model):
    """How it went, told by somebody who did it: some weeks after beginning, and again after a year."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="accounts")
    round = models.CharField(max_length=6, choices=Round)
    due_on = models.DateField()
    told_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="accounts")
    told_at = models.DateTimeField()
    text = models.TextField()
    would_go_on = models.CharField(max_length=8, choices=GoingOn)
    # Staff hours it really cost so far; NULL where nobody counted.
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "round"], name="account_once_a_round"),
            models.CheckConstraint(name="account_round_known", condition=Q(round__in=Round.values)),
            models.CheckConstraint(
                name="account_going_on_known", condition=Q(would_go_on__in=GoingOn.values)
            ),
            models.CheckConstraint(name="account_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="account_hours_counted", condition=Q(hours__isnull=True) | Q(hours__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"account of {self.adoption_id} ({self.round})"


class MeasuredEffect(models.Model):
    """What adopting changed on one measure, as it was estimated; or what is missing to say."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="effects")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="practice_effects")
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    # Of all adopters together; empty while not yet known.
    verdict = models.CharField(max_length=28, choices=Verdict, blank=True)
    # Pooled over sites.
    effect = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    adopters = models.IntegerField()
    usable = models.IntegerField()
    sites = models.IntegerField()
    # Why not yet known, one sentence each.
    missing = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    rule = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    draws = models.IntegerField()
    data_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seconds = models.FloatField()
    estimated_at = models.DateTimeField()
    requested_by_id = models.BigIntegerField(null=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "measure", "group"],
                condition=Q(is_current=True),
                name="effect_one_current",
            ),
            models.CheckConstraint(name="effect_group_known", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="effect_known_or_says_what_is_missing",
                condition=Q(effect__isnull=False, lower__lte=F("effect"), upper__gte=F("effect"), missing=[])
                & ~Q(verdict="")
                | Q(effect__isnull=True, lower__isnull=True, upper__isnull=True, verdict="") & ~Q(missing=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"effect of {self.practice_id} on {self.measure_id}"

    @property
    def is_known(self) -> bool:
        return self.effect is not None
