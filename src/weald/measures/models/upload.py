from django.db import models

from weald.core.models import ImportRun


class ResultsFile(models.Model):
    """How a results file that came by a page is to be read; the run tells what came of it."""

    run = models.OneToOneField(
        ImportRun, on_delete=models.CASCADE, primary_key=True, related_name="results_file"
    )
    # A shipped mapping's code, or a whole mapping as made on the mapping screen; empty until one is chosen.
    mapping = models.JSONField(default=dict, blank=True)
    year = models.SmallIntegerField(null=True)
    is_public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"results of {self.run_id}"
