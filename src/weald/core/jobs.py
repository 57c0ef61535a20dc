"""Work outside a request, on the database's own queue, with progress a person can watch."""

from collections.abc import Callable
from contextlib import contextmanager
from collections.abc import Iterator
from time import monotonic

import structlog
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from weald.core.enums import JobState
from weald.core.errors import WealdError
from weald.core.models import Job
from weald.core.permissions import Actor

log = structlog.get_logger("weald.jobs")

Report = Callable[..., None]
# Often enough to watch, seldom enough not to be the work.
SECONDS_BETWEEN_REPORTS = 0.3


def enqueue(task_name: str, title: str, *, by: Actor, **arguments: object) -> Job:
    """Record the job and hand it to the queue in one transaction: either both stand or neither."""
    with transaction.atomic():
        job = Job.objects.create(kind=task_name, title=title, requested_by_id=by.person_id)
        app.configure_task(task_name).defer(job_id=job.pk, **arguments)
    return job


@contextmanager
def watched(job_id: int) -> Iterator[Report]:
    """Run a task's body with its job's state kept true. Gives `report(done, total, message)`.

    A refusal ends the job with its sentences; anything unexpected too, and is raised for the queue to retry.
    """
    job = Job.objects.filter(pk=job_id)
    job.update(state=JobState.RUNNING, started_at=timezone.now(), finished_at=None, message="")
    last = 0.0

    def report(done: int, total: int | None = None, message: str = "", *, result_url: str = "") -> None:
        nonlocal last
        if result_url:
            job.update(result_url=result_url)
        if monotonic() - last < SECONDS_BETWEEN_REPORTS and done != total:
            return
        last = monotonic()
        job.update(done=done, total=total, message=message[:500])

    try:
        yield report
    except WealdError as error:
        job.update(state=JobState.FAILED, finished_at=timezone.now(), message=str(error.refusal)[:500])
    except Exception:
        job.update(
            state=JobState.FAILED,
            finished_at=timezone.now(),
            message="Something went wrong on our side. It has been written down; try again or tell whoever runs Weald.",
        )
        log.exception("job failed", job=job_id)
        raise
    else:
        job.update(state=JobState.DONE, finished_at=timezone.now())
