"""Digests, round after round, and letters about reports at once, on the queue."""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Mod
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from weald.core import jobs
from weald.home.domain.keeping import forget_old_rounds
from weald.home.domain.report_letters import people_to_tell, tell
from weald.home.domain.sending import due, send_digest
from weald.people.tasks import PATIENCE

log = structlog.get_logger("weald.home")

# Lines of people written to side by side, by as many workers as there are; a batch of a line at a time, so
# that other work of the queue comes between.
LINES = 8
BATCH = 50
AFTER_EVERYTHING_ELSE = -5


@app.periodic(cron="*/10 * * * *")
@app.task(name="home.begin_rounds", queueing_lock="home.begin_rounds")
def begin_rounds(timestamp: int) -> None:
    """Begin with everybody whose digest is due; whoever could not be written to before is among them."""
    jobs.renew_connection()
    if not settings.EMAIL_HOST:
        # Where letters are printed, digests of a whole sector would drown everything else.
        return
    for line in range(LINES):
        if people_of(line, 0):
            hand_on(line, 0)


def hand_on(line: int, after: int) -> None:
    task = app.configure_task(
        "home.send_digests",
        queueing_lock=f"home.send_digests:{line}",
        lock=f"home.send_digests:{line}",
        priority=AFTER_EVERYTHING_ELSE,
    )
    try:
        with transaction.atomic():
            task.defer(line=line, after=after)
    except AlreadyEnqueued:
        log.debug("line goes on by itself", line=line)


@app.task(name="home.send_digests")
def send_digests(line: int, after: int) -> None:
    """Write to some people of a line and hand the line on; one person's trouble holds up nobody else."""
    jobs.renew_connection()
    people = people_of(line, after)
    goes_on, reached = bool(people), after
    try:
        for person in people:
            reached = person
            send_digest(person, now=timezone.now())
    except OSError as error:
        # The mail server is away: the round that begins next finds everybody it did not get to.
        log.warning("mail server away", problem=type(error).__name__)
        goes_on = False
    finally:
        if goes_on:
            hand_on(line, reached)


def people_of(line: int, after: int) -> list[int]:
    people = due(timezone.now()).annotate(line=Mod("pk", LINES)).filter(line=line, pk__gt=after)
    return list(people.values_list("pk", flat=True)[:BATCH])


@app.task(name="home.tell_lookers", retry=PATIENCE)
def tell_lookers(concern: int) -> None:
    """Begin a letter to each of those who must look at what was reported."""
    jobs.renew_connection()
    for person in people_to_tell(concern):
        hand_to(concern, person)


def hand_to(concern: int, person: int, *, at: datetime | None = None) -> None:
    lock = f"home.tell_looker:{concern}:{person}"
    task = app.configure_task("home.tell_looker", queueing_lock=lock, schedule_at=at)
    try:
        with transaction.atomic():
            task.defer(concern=concern, person=person)
    except AlreadyEnqueued:
        log.debug("letter waits already", concern=concern)


@app.task(name="home.tell_looker", retry=PATIENCE)
def tell_looker(concern: int, person: int) -> None:
    """Write to one of those who must look, or wait until their quiet times are over."""
    jobs.renew_connection()
    later = tell(concern, person, now=timezone.now())
    if later:
        hand_to(concern, person, at=later)


@app.periodic(cron="40 3 * * *")
@app.task(name="home.forget_old_rounds", queueing_lock="home.forget_old_rounds")
def forget(timestamp: int) -> None:
    """Forget rounds long past."""
    jobs.renew_connection()
    forget_old_rounds(now=timezone.now())
