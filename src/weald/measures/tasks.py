"""Work of measures outside a request."""

from django.urls import reverse
from procrastinate.contrib.django import app

from weald.core import jobs
from weald.core.jobs import Report, task
from weald.core.permissions import SYSTEM
from weald.measures.domain.refresh import TASK, refresh
from weald.measures.domain.uploads import work_on


@task("measures.import_results")
def import_results(report: Report, *, run_id: int) -> None:
    report(0, None, "Beginning", result_url=reverse("measures:import_run", args=[run_id]))
    work_on(run_id, report)


@task(TASK, queue="long")
def compare_schools(report: Report) -> None:
    """Work out again what rests on everybody's figures; asked for after each import."""
    refresh(by=SYSTEM, progress=report)
    report(1, 1, "done", result_url=reverse("measures:index"))


@app.periodic(cron="41 2 * * *")
@app.task(name="measures.compare_nightly", queue="long", queueing_lock="measures.compare_nightly")
def compare_nightly(timestamp: int) -> None:
    """The register changes too, and knows nothing of measures: once a night is soon enough for that."""
    jobs.renew_connection()
    refresh(by=SYSTEM)
