from django.db import models
from django.db.models import Q

from weald.core.enums import Audience
from weald.dividend.enums import Question, Verdict
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.schools.models import Organisation


class Run(models.Model):
    """One calculation over the sector: with its seed and data hash it can be repeated exactly."""

    question = models.CharField(max_length=12, choices=Question, default=Question.TRUST)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="dividend_runs")
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    rule = models.JSONField()
    seed = models.BigIntegerField()
    draws = models.IntegerField()
    data_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seconds = models.FloatField()
    # What belongs to all trusts together: counts, verdicts, false-discovery control, raw comparison.
    sector = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    requested_by_id = models.BigIntegerField(null=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "measure", "group"],
                condition=Q(is_current=True),
                name="run_one_current",
            ),
            models.CheckConstraint(name="run_group_known", condition=Q(group__in=Group.values)),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.measure_id} {self.group} {self.created_at:%Y-%m-%d}"


class Result(models.Model):
    """A trust's dividend as it was estimated, frozen."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="dividends")
    verdict = models.CharField(max_length=28, choices=Verdict)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.TRUST)
    att = models.FloatField(null=True)
    se = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    q_value = models.FloatField(null=True)
    schools = models.IntegerField()
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="result_once_a_run"),
            models.CheckConstraint(name="result_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(name="result_audience_known", condition=Q(audience__in=Audience.values)),
        ]
        indexes = [models.Index(fields=["organisation", "-run"], name="result_organisation")]

    # Set on the one result of several that a page is about.
    is_shown = False

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.verdict}"
