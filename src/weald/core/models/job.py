from django.db import models
from django.db.models import Q

from weald.core.enums import JobState


class Job(models.Model):
    """Work done outside a request, with the progress a person can watch."""

    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    requested_by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=500, blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_finished_when_over",
                condition=Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False)
                | Q(state__in=[JobState.WAITING, JobState.RUNNING], finished_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["requested_by_id", "-created_at"], name="job_requester")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED}
