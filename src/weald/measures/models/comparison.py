from django.db import models

from weald.schools.models import Organisation


class Comparison(models.Model):
    """One calculation of which schools resemble which. Nothing in it is drawn: equal data, equal answer."""

    # Each feature by which schools were compared, with its weight.
    features = models.JSONField()
    schools = models.IntegerField()
    data_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.schools} schools, {self.data_hash[:8]}"


class Likeness(models.Model):
    """A school's intake, and the schools whose intake is nearest to it, with the reasons."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="likenesses")
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="likeness")
    # Feature → number or word; a feature that is not known is absent.
    intake = models.JSONField()
    # Nearest first: {"school": id, "distance": …, "reasons": {feature: share of schools at least as near}}.
    neighbours = models.JSONField()

    class Meta:
        verbose_name_plural = "likenesses"

    def __str__(self) -> str:
        return f"schools like {self.organisation_id}"
