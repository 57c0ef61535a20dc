"""Jobs: handed over whole or not at all, watched, tried again, never lost with their worker."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from tests.weald.core import tasks_for_tests

from weald.core import jobs
from weald.core.domain.heads import heads_file
from weald.core.enums import JobState
from weald.core.errors import WealdError
from weald.core.jobs import enqueue, run_worker, watched
from weald.core.models import Job
from weald.core.permissions import SYSTEM, Actor
from weald.core.tasks import rescue_jobs, sign_heads

ADA = Actor(person_id=1, name="Ada Fern")
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _tasks():
    tasks_for_tests.register()


def make_job(state=JobState.WAITING):
    return Job.objects.create(kind="test.count", title="Counting", requested_by_id=1, state=state)


@pytest.mark.django_db
def test_job_and_its_place_in_the_queue_stand_or_fall_together():
    with transaction.atomic():
        enqueue("test.count", "Counting", by=ADA, to=3)
        transaction.set_rollback(True)
    kept = enqueue("test.count", "Counting", by=ADA, to=3)

    assert Job.objects.get() == kept
    assert ProcrastinateJob.objects.get().args == {"job_id": kept.pk, "to": 3}
    assert (kept.requested_by_id, kept.state) == (1, "waiting")
    assert str(kept) == "Counting"


@pytest.mark.django_db
def test_watched_work_says_how_far_it_is_and_when_it_is_done():
    job = make_job()

    with watched(job.pk) as report:
        report(1, 4, "reading")
        report(2, 4, "too soon after the last to be written")
        job.refresh_from_db()
        seen = (job.state, job.done, job.total, job.message)
        report(4, 4, "all read", result_url="/somewhere")
    job.refresh_from_db()

    assert seen == ("running", 1, 4, "reading")
    assert (job.state, job.done, job.message, job.result_url) == ("done", 4, "all read", "/somewhere")
    assert job.is_over
    assert job.finished_at >= job.started_at


@pytest.mark.django_db
def test_refusal_ends_the_job_in_its_own_words():
    job = make_job()

    with watched(job.pk):
        raise WealdError("A file is needed.", "There is none.", "Give one.")
    job.refresh_from_db()

    assert (job.state, job.message) == ("failed", "A file is needed. There is none. Give one.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_last", "state", "message"),
    [(False, "waiting", jobs.TRIED_AGAIN), (True, "failed", jobs.GIVEN_UP)],
)
def test_unexpected_failure_goes_back_to_the_queue_and_ends_the_job_only_at_last(is_last, state, message):
    job = make_job()

    with pytest.raises(ZeroDivisionError), watched(job.pk, is_last=is_last):
        raise ZeroDivisionError
    job.refresh_from_db()

    assert (job.state, job.message) == (state, message)


@pytest.mark.django_db(transaction=True)
def test_worker_does_what_was_handed_over():
    counting = enqueue("test.count", "Counting", by=ADA, to=3)
    refused = enqueue("test.refuse", "Refusing", by=SYSTEM)

    run_worker(wait=False)
    counting.refresh_from_db()
    refused.refresh_from_db()

    assert (counting.state, counting.done, counting.result_url) == ("done", 3, "/counted")
    assert (refused.state, refused.message) == ("failed", "A file is needed. There is none. Give one.")
    assert not ProcrastinateJob.objects.filter(task_name__startswith="test.").exists()


@pytest.mark.django_db(transaction=True)
def test_broken_task_is_tried_three_times_and_then_given_up():
    job = enqueue("test.break", "Breaking", by=ADA)
    states = []

    for _ in range(4):
        run_worker(wait=False)
        states.append(Job.objects.get(pk=job.pk).state)
        ProcrastinateJob.objects.filter(task_name="test.break")
        make_due()

    assert states == ["waiting", "waiting", "failed", "failed"]
    assert Job.objects.get(pk=job.pk).message == jobs.GIVEN_UP


def make_due():
    """Let the pause before the next attempt pass."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def start_worker():
    return subprocess.Popen([sys.executable, "-m", "tests.weald.core.tasks_for_tests"], cwd=ROOT)


def wait_until(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_is_done_by_the_next(tmp_path):
    job = enqueue("test.hang_once", "Hanging", by=ADA, marker=str(tmp_path / "begun"))
    first = start_worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).message == "hanging")

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    time.sleep(tasks_for_tests.SECONDS_OF_SILENCE + 0.5)
    with contextlib.suppress(AlreadyEnqueued):  # its time may have come round just before
        rescue_jobs.defer(timestamp=0)
    second = start_worker()
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).is_over)
    finally:
        second.terminate()
        ended = second.wait(timeout=30)

    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "came back")
    assert ended == 0


def pretend_stalled(job, attempts):
    """As a worker leaves its job when it is killed for the nth time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = NULL "
            "WHERE (args->>'job_id')::bigint = %s",
            [attempts, job.pk],
        )
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)


@pytest.mark.django_db(transaction=True)
def test_job_that_kills_every_worker_is_given_up_and_others_are_handed_on():
    deadly, unlucky = (enqueue("test.count", "Counting", by=ADA, to=2) for _ in range(2))
    pretend_stalled(deadly, attempts=2)
    pretend_stalled(unlucky, attempts=1)
    rescue_jobs.defer(timestamp=0)

    run_worker(wait=False)
    run_worker(wait=False)
    deadly.refresh_from_db()
    unlucky.refresh_from_db()

    assert (deadly.state, deadly.message) == ("failed", jobs.WORKER_ENDED)
    assert unlucky.state == "done"


@pytest.mark.django_db(transaction=True)
def test_stalled_work_that_comes_round_by_itself_makes_way_for_its_next_time(settings, tmp_path):
    settings.WEALD_DATA = tmp_path
    unlucky = enqueue("test.count", "Counting", by=ADA, to=2)
    sign_heads.defer(timestamp=0)
    rescue_jobs.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    sign_heads.defer(timestamp=1)
    rescue_jobs.defer(timestamp=1)

    run_worker(wait=False)
    run_worker(wait=False)

    left = ProcrastinateJob.objects.filter(status="failed").values_list("task_name", flat=True)
    assert sorted(left) == ["core.rescue_jobs", "core.sign_heads"]
    assert heads_file().exists()
    assert Job.objects.get(pk=unlucky.pk).state == "done"


@pytest.mark.django_db
def test_heads_are_signed_every_hour(settings, tmp_path):
    settings.WEALD_DATA = tmp_path

    sign_heads(timestamp=0)

    hourly = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert heads_file().read_text().count("\n") == 1
    assert hourly["core.sign_heads"] == "7 * * * *"
    assert "core.rescue_jobs" in hourly
