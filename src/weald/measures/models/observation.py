from django.db import models
from django.db.models import Q

from weald.measures.enums import Group, Missing
from weald.measures.models.measure import Measure
from weald.schools.models import Organisation


class Release(models.Model):
    """A file from which observations came: published for everyone, or an organisation's own."""

    name = models.CharField(max_length=160)
    publisher = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    mapping = models.CharField(max_length=64, blank=True)
    file_hash = models.CharField(max_length=64, unique=True)
    is_public = models.BooleanField(default=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """One number of one school, or the typed reason why it is not there."""

    # The table is large and written in bulk: its two indexes below serve the foreign keys too.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="observations", db_index=False
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="observations", db_index=False
    )
    year = models.SmallIntegerField(help_text="the calendar year in which the academic year ends")
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    value = models.FloatField(null=True)
    cohort = models.IntegerField(null=True)
    missing = models.CharField(max_length=8, choices=Missing, blank=True)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="observations", db_index=False
    )

    class Meta:
        constraints = [
            # Carries the values, so that a measure of the whole country is read from the index alone.
            models.UniqueConstraint(
                fields=["measure", "group", "year", "organisation"],
                include=["value", "cohort", "release"],
                name="observation_once",
            ),
            models.CheckConstraint(
                name="observation_value_or_reason",
                condition=Q(value__isnull=False, missing="")
                | Q(value__isnull=True, missing__in=Missing.values),
            ),
            models.CheckConstraint(name="observation_group_known", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="observation_cohort_not_negative", condition=Q(cohort__isnull=True) | Q(cohort__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["organisation", "measure"], name="observation_school_measure")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.measure_id} {self.year} {self.group}"
