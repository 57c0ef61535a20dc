"""Work outside a request, on the database's own queue, with progress a person can watch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic
from typing import Any

import structlog
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from weald.core.enums import JobState
from weald.core.errors import WealdError
from weald.core.models import Job
from weald.core.permissions import Actor

log = structlog.get_logger("weald.jobs")

Report = Callable[..., None]
# Often enough to watch, seldom enough not to be the work.
SECONDS_BETWEEN_REPORTS = 0.3
MOST_ATTEMPTS = 3
RETRY = RetryStrategy(max_attempts=MOST_ATTEMPTS - 1, exponential_wait=5)
# A worker says every few seconds that it lives; its jobs are taken over when it has been silent for long.
SECONDS_BETWEEN_HEARTBEATS = 5
SECONDS_OF_SILENCE = 20

TRIED_AGAIN = "Something went wrong on our side. It is tried again shortly."
GIVEN_UP = "Something went wrong on our side, several times. It is written down; tell whoever runs Weald."
WORKER_ENDED = "The worker ended several times while doing this. It is not tried again."


def task(name: str, *, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """Register `work(report, **arguments)` as what `enqueue(name, …)` does: watched, tried again."""

    def register(work: Callable[..., None]) -> Any:  # noqa: ANN401 -- procrastinate's own kind of task
        @app.task(name=name, queue=queue, retry=RETRY, pass_context=True)
        @wraps(work)
        def run(context: JobContext, /, job_id: int, **arguments: Any) -> None:  # noqa: ANN401 -- each task's own
            is_last = context.job.attempts >= MOST_ATTEMPTS - 1
            with watched(job_id, is_last=is_last) as report:
                work(report, **arguments)

        return run

    return register


def enqueue(task_name: str, title: str, *, by: Actor, **arguments: JSONValue) -> Job:
    """Record the job and hand it to the queue in one transaction: either both stand or neither."""
    with transaction.atomic():
        job = Job.objects.create(kind=task_name, title=title, requested_by_id=by.person_id)
        app.configure_task(task_name).defer(job_id=job.pk, **arguments)
    return job


@contextmanager
def watched(job_id: int, *, is_last: bool = True) -> Iterator[Report]:
    """Run a task's body with its job's state kept true. Gives `report(done, total, message)`.

    A refusal ends the job with its sentences. Anything unexpected is raised for the queue, and ends the
    job only on the last attempt.
    """
    renew_connection()
    job = Job.objects.filter(pk=job_id)
    job.update(state=JobState.RUNNING, started_at=timezone.now(), finished_at=None, done=0, message="")
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
        end(job_id, JobState.FAILED, str(error.refusal))
    except Exception:
        log.exception("job failed", job=job_id, is_last=is_last)
        if is_last:
            end(job_id, JobState.FAILED, GIVEN_UP)
        else:
            job.update(state=JobState.WAITING, message=TRIED_AGAIN)
        raise
    else:
        end(job_id, JobState.DONE)
    finally:
        renew_connection()


def renew_connection() -> None:
    """A worker lives for weeks; the database may have been away since its last job."""
    if not connection.in_atomic_block:
        close_old_connections()


def end(job_id: int, state: JobState, message: str | None = None) -> None:
    said = {} if message is None else {"message": message[:500]}
    Job.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), **said)


def run_worker(*, at_once: int = 2, wait: bool = True) -> None:
    """Do jobs until told to stop, or without `wait` until none is left. Only the database is shared."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's own connector
    with app.replace_connector(connector) as worker:
        worker.run_worker(
            wait=wait,
            concurrency=at_once,
            # Our own job rows keep what became of each; the queue keeps only what failed.
            delete_jobs="successful",
            update_heartbeat_interval=SECONDS_BETWEEN_HEARTBEATS,
            stalled_worker_timeout=SECONDS_OF_SILENCE,
            shutdown_graceful_timeout=20,
        )
