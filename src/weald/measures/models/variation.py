from django.db import models
from django.db.models import F, Q

from weald.measures.enums import Group
from weald.measures.models.measure import Measure
from weald.schools.models import Organisation


class VariationRun(models.Model):
    """How schools differ on one measure given their intake, over the whole sector.

    The latest replaces the one before, whose data hash stays in the ledger. Nothing in it is drawn.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="variation_runs")
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    # The years whose figures were averaged.
    first_year = models.SmallIntegerField()
    last_year = models.SmallIntegerField()
    schools = models.IntegerField()
    # Share of mistakes allowed among the schools named, and what a school has to exceed.
    q = models.FloatField()
    floor = models.FloatField()
    # Spread among schools of like intake, coefficients of intake, spread of each year, sources.
    body = models.JSONField()
    data_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "group"], name="variation_run_once"),
            models.CheckConstraint(name="variation_run_group_known", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="variation_run_years_in_order", condition=Q(first_year__lte=F("last_year"))
            ),
            models.CheckConstraint(name="variation_run_q_is_share", condition=Q(q__gt=0, q__lt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.group} {self.first_year} to {self.last_year}"


class Residual(models.Model):
    """What one school achieved beyond what its intake predicts, as a run found it."""

    run = models.ForeignKey(VariationRun, on_delete=models.CASCADE, related_name="residuals", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="residuals")
    value = models.FloatField()
    expected = models.FloatField()
    # Shrunken by how little is known of the school, in the measure's unit.
    residual = models.FloatField()
    se = models.FloatField()
    q_value = models.FloatField()
    is_deviant = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="residual_once_a_run"),
            models.CheckConstraint(name="residual_se_not_negative", condition=Q(se__gte=0)),
            models.CheckConstraint(name="residual_q_is_share", condition=Q(q_value__range=(0, 1))),
        ]
        indexes = [
            models.Index(fields=["run"], condition=Q(is_deviant=True), name="residual_deviants"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.residual:+.2f}"
