from django.db import models
from django.db.models import Q

from weald.core.enums import ImportMode


class ImportRun(models.Model):
    """One file, read once: what it was, what it changed, what it could not use."""

    kind = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    mode = models.CharField(max_length=16, choices=ImportMode)
    encoding = models.CharField(max_length=16, blank=True)
    # The day of which the file speaks, and whether it leaves out what it does not mention.
    as_of = models.DateField(null=True)
    is_part = models.BooleanField(default=False)
    # Where an upload is kept until it has been applied, and the job that works on it.
    stored_as = models.CharField(max_length=200, blank=True)
    job_id = models.BigIntegerField(null=True)
    requested_by_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_added = models.BigIntegerField(default=0)
    rows_changed = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    rows_ignored = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    # The file's headings; why rows were of no use, with counts; a few changes with before and after.
    columns = models.JSONField(default=list)
    ignored = models.JSONField(default=dict)
    examples = models.JSONField(default=list)
    effects = models.JSONField(default=dict)
    was_applied = models.BooleanField(default=False)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_mode_known", condition=Q(mode__in=ImportMode.values)),
            models.CheckConstraint(
                name="import_dry_run_applies_nothing",
                condition=~Q(mode=ImportMode.DRY_RUN) | Q(was_applied=False),
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="import_started")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


class ImportRejection(models.Model):
    """One reason why one row of a file was not used."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    line = models.BigIntegerField()
    column = models.CharField(max_length=100, blank=True)
    value = models.TextField(blank=True)
    reason = models.TextField()
    # The row as it stood in the file, so that it can be mended and imported again.
    row = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "line"], name="rejection_run_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
