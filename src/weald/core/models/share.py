from django.db import models


class Share(models.Model):
    """Something named to one organisation beyond its audience: a partner, an external reader's body."""

    target_label = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    organisation_id = models.BigIntegerField()
    shared_by_id = models.BigIntegerField()
    shared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target_label", "target_id", "organisation_id"], name="share_once"
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "target_label"], name="share_reader")]

    def __str__(self) -> str:
        return f"{self.target_label} {self.target_id} with {self.organisation_id}"
