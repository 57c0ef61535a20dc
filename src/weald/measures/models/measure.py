from django.db import models
from django.db.models import Q

from weald.measures.enums import Basis, Direction, Gap, Group, Topic, Unit


class Measure(models.Model):
    """Something that is measured of schools."""

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=160)
    # How it is said in a sentence: "reading, writing and maths at 11".
    spoken = models.CharField(max_length=160)
    unit = models.CharField(max_length=10, choices=Unit)
    topic = models.CharField(max_length=12, choices=Topic, default=Topic.ATTAINMENT)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.HIGHER)
    phase = models.CharField(max_length=20, blank=True)
    decimals = models.SmallIntegerField(default=1)
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    # The smallest effect that would matter to a school, in the measure's unit.
    floor = models.FloatField(null=True)
    # Standard deviation among pupils: what turns a number of pupils into an interval of a mean.
    spread = models.FloatField(null=True)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    order = models.SmallIntegerField(default=0)
    # The definition as last shipped; a field that differs from it was changed here and is left alone.
    shipped = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(name="measure_topic_known", condition=Q(topic__in=Topic.values)),
            models.CheckConstraint(
                name="measure_direction_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(
                name="measure_spread_positive", condition=Q(spread__isnull=True) | Q(spread__gt=0)
            ),
        ]
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class SeriesNote(models.Model):
    """What is special about one year of a measure: a break, or results that never existed."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="notes")
    year = models.SmallIntegerField(help_text="the year in which the academic year ends: 2025 for 2024/25")
    kind = models.CharField(max_length=16, choices=Gap)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "kind"], name="note_once"),
            models.CheckConstraint(name="note_kind_known", condition=Q(kind__in=Gap.values)),
        ]
        ordering = ["year", "kind"]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.kind}"


class NationalFigure(models.Model):
    """One measure of the whole country in one year, as published or as the schools held here average."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="national_figures")
    year = models.SmallIntegerField()
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    basis = models.CharField(max_length=10, choices=Basis)
    value = models.FloatField()
    schools = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "group", "basis"], name="national_once"),
            models.CheckConstraint(name="national_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(name="national_group_known", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="national_average_counts_its_schools",
                condition=Q(basis=Basis.PUBLISHED, schools__isnull=True)
                | Q(basis=Basis.SCHOOLS, schools__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year} {self.group} {self.basis}"
