"""Work of schools outside a request."""

from django.urls import reverse

from weald.core.jobs import Report, task
from weald.schools.domain.uploads import work_on


@task("schools.import_register")
def import_register(report: Report, *, run_id: int) -> None:
    report(0, None, "Beginning", result_url=reverse("schools:import", args=[run_id]))
    work_on(run_id, report)
