from django.db import models
from django.db.models import Q

from weald.measures.enums import Direction, Gap, Unit


class Measure(models.Model):
    """Something that is measured of schools."""

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=160)
    # How it is said in a sentence: "reading, writing and maths at 11".
    spoken = models.CharField(max_length=160)
    unit = models.CharField(max_length=10, choices=Unit)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.HIGHER)
    phase = models.CharField(max_length=20, blank=True)
    decimals = models.SmallIntegerField(default=1)
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    # The smallest effect that would matter to a school, in the measure's unit.
    floor = models.FloatField(null=True)
    description = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(name="measure_direction_known", condition=Q(direction__in=Direction.values)),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SeriesNote(models.Model):
    """What is special about one year of a measure: a break, or results that never existed."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="notes")
    year = models.SmallIntegerField(help_text="the year in which results are published: 2025 for 2024/25")
    kind = models.CharField(max_length=16, choices=Gap)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "kind"], name="note_once"),
            models.CheckConstraint(name="note_kind_known", condition=Q(kind__in=Gap.values)),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.kind}"
