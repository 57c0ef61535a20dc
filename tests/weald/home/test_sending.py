"""Sending digests: round after round on the queue, whatever becomes of mail servers and workers."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.home import DigestFactory
from tests.factories.people import InvitationFactory, UserFactory
from tests.mail import do, free_port, post_office, queued

from weald.core.registry import NEWS, News
from weald.home import tasks
from weald.home.domain.sending import send_digest
from weald.home.enums import DigestOutcome
from weald.home.models import Digest, Told

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SEND = "home.send_digests"


@pytest.fixture
def office(settings):
    with post_office(settings) as found:
        yield found


@pytest.fixture
def at_ten(monkeypatch):
    """It is ten in the morning of a Tuesday in term."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def moved(at_ten):
    """Something moved for everybody but those named in the set this gives."""
    spared = set()

    def provider(actor, since):
        if actor.person_id in spared:
            raise ZeroDivisionError
        return [News("thing:1", NOW - timedelta(hours=1), "A thing moved", "/things/1")]

    NEWS.append(provider)
    yield spared
    NEWS.remove(provider)


def work(job):
    """Do a job as a worker does: off the queue, done, over."""
    for status in ("doing", "succeeded"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])
        if status == "doing":
            do(job)


def work_off(most=40):
    """Do what the queue holds for digests until it is empty."""
    for _ in range(most):
        jobs = queued(SEND)
        if not jobs:
            return
        for job in jobs:
            work(job)
    pytest.fail("the queue does not come to an end")


def test_rounds_come_by_themselves():
    hourly = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}

    assert hourly["home.begin_rounds"] == "*/10 * * * *"
    assert hourly["home.forget_old_rounds"] == "40 3 * * *"


def test_a_round_reaches_everybody_once_in_batches(office, moved, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    people = UserFactory.create_batch(7)

    tasks.begin_rounds(timestamp=0)
    tasks.begin_rounds(timestamp=1)
    work_off()
    tasks.begin_rounds(timestamp=2)

    assert sorted(letter["To"] for letter in office.letters) == sorted(one.email for one in people)
    assert queued(SEND) == []
    assert set(ProcrastinateJob.objects.values_list("priority", flat=True)) == {-5}


def test_without_a_mail_server_no_round_begins(moved, settings):
    UserFactory()
    settings.EMAIL_HOST = ""

    tasks.begin_rounds(timestamp=0)

    assert queued(SEND) == []


def test_a_mail_server_that_is_away_loses_nothing(office, moved, settings):
    people = UserFactory.create_batch(3)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    tasks.begin_rounds(timestamp=0)
    work_off()
    meanwhile = (Digest.objects.count(), Told.objects.count(), len(office.letters))

    settings.EMAIL_PORT = port
    tasks.begin_rounds(timestamp=1)
    work_off()

    assert meanwhile == (0, 0, 0)
    assert len(office.letters) == len(people)


def test_one_address_that_is_refused_for_good_is_not_tried_again_this_round(office, moved):
    person = UserFactory()
    office.answers[person.email] = "550 nobody here"

    outcome = send_digest(person.pk, now=NOW)
    again = send_digest(person.pk, now=NOW)

    assert (outcome, again) == (DigestOutcome.REFUSED, None)
    assert (Digest.objects.get().items, Told.objects.count()) == (0, 0)


def test_one_address_that_is_put_off_holds_up_nobody_and_is_tried_again(office, moved):
    first, second = sorted(UserFactory.create_batch(2), key=lambda one: one.pk)
    office.answers[first.email] = "450 come back later"
    for line in range(tasks.LINES):
        tasks.send_digests(line=line, after=0)
    meanwhile = [letter["To"] for letter in office.letters]

    del office.answers[first.email]
    send_digest(first.pk, now=NOW)

    assert meanwhile == [second.email]
    assert [letter["To"] for letter in office.letters] == [second.email, first.email]


def test_one_person_s_trouble_holds_up_nobody_behind_them(office, moved, monkeypatch):
    monkeypatch.setattr(tasks, "LINES", 1)
    first, second = sorted(UserFactory.create_batch(2), key=lambda one: one.pk)
    moved.add(first.pk)

    with pytest.raises(ZeroDivisionError):
        tasks.send_digests(line=0, after=0)
    (job,) = queued(SEND)
    work(job)

    assert job.args == {"line": 0, "after": first.pk}
    assert [letter["To"] for letter in office.letters] == [second.email]


def test_old_rounds_are_forgotten_at_night(at_ten):
    DigestFactory(decided_at=NOW - timedelta(days=500))

    tasks.forget(timestamp=0)

    assert not Digest.objects.exists()


CHILD = """
import django, sys
django.setup()
from datetime import datetime
from weald.home.domain.sending import send_digest
send_digest(int(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
"""


def start_child(person, settings):
    """Send a person's digest in a process of its own, as a worker would."""
    environment = os.environ | {
        "WEALD_EMAIL_HOST": settings.EMAIL_HOST,
        "WEALD_EMAIL_PORT": str(settings.EMAIL_PORT),
    }
    arguments = [sys.executable, "-c", CHILD, str(person.pk), NOW.isoformat()]
    return subprocess.Popen(arguments, env=environment)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_tells_it_again_under_the_same_name(office, settings):
    person = UserFactory()
    InvitationFactory(email=person.email)
    child = None
    office.on_letter = lambda: child.send_signal(signal.SIGKILL)
    child = start_child(person, settings)

    ended = child.wait(timeout=60)
    after_the_kill = (len(office.letters), Digest.objects.count(), Told.objects.count())
    office.on_letter = None
    second = start_child(person, settings).wait(timeout=60)
    third = start_child(person, settings).wait(timeout=60)

    assert (ended, second, third) == (-signal.SIGKILL, 0, 0)
    assert after_the_kill == (1, 0, 0)
    assert len(office.letters) == 2
    assert office.letters[0]["Message-ID"] == office.letters[1]["Message-ID"]
    assert (Digest.objects.count(), Told.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_letter(office, settings):
    person = UserFactory()
    InvitationFactory(email=person.email)

    children = [start_child(person, settings) for _ in range(3)]
    ended = [child.wait(timeout=60) for child in children]

    assert ended == [0, 0, 0]
    assert len(office.letters) == 1
