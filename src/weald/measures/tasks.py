"""Work of measures outside a request."""

from django.urls import reverse

from weald.core.jobs import Report, task
from weald.measures.domain.uploads import work_on


@task("measures.import_results")
def import_results(report: Report, *, run_id: int) -> None:
    report(0, None, "Beginning", result_url=reverse("measures:import_run", args=[run_id]))
    work_on(run_id, report)
