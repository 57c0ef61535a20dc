"""Sending a digest: once a round, as far as a mail server can be told so.

The letter is handed to the mail server, and only then is it written down what was told, all in one
transaction that holds the person's turn. Where the mail server is away nothing is written down, and the
next round tells it. Where the worker is killed after the mail server took the letter and before it was
written down, the letter goes out a second time, under the same Message-ID: rather twice than never.
"""

from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from weald.home.domain.contents import Contents, Round, contents_for, rounds_due
from weald.home.domain.quiet import is_quiet, is_school_holiday
from weald.home.domain.stopping import stop_address
from weald.home.enums import DigestOutcome
from weald.home.models import Digest, QuietTime, Told
from weald.home.queries.rounds import community_choices, due_people, quiet_times
from weald.people.domain.posting import deliver
from weald.people.models import User

log = structlog.get_logger("weald.home")


def due(now: datetime) -> QuerySet[User]:
    """Give everybody who is to be written to now, or at least to be looked at."""
    is_holiday = is_school_holiday(timezone.localdate(now))
    return due_people(now, is_quiet(now, QuietTime()), is_holiday)


@transaction.atomic
def send_digest(person_id: int, *, now: datetime) -> DigestOutcome | None:
    """Look at the person's rounds and send what there is to say. None where it is not the moment.

    Everything is decided here, when the letter is written: whoever has acted, looked or stopped
    meanwhile is not written to about it. Raises OSError where the mail server is away.
    """
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not _take_turn(person_id) or is_quiet(now, quiet_times(person_id)):
        return None
    choices = community_choices(person_id)
    rounds = rounds_due(person, choices.values(), now)
    if not rounds:
        return None
    contents = contents_for(person, rounds, choices, now)
    outcome = _hand_over(letter_of(person, rounds, contents)) if contents.keys else DigestOutcome.NOTHING
    if outcome is not None:
        _write_down(person, rounds, contents, outcome, now)
    return outcome


def _take_turn(person_id: int) -> bool:
    """Be the only one who writes to this person until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"home.digest:{person_id}"]
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _hand_over(letter: EmailMultiAlternatives) -> DigestOutcome | None:
    try:
        return DigestOutcome.SENT if deliver(letter) else DigestOutcome.REFUSED
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        # Not now, says the mail server, and of this letter alone: the next round tries again.
        log.info("digest put off", problem=type(error).__name__)
        return None


def _write_down(
    person: User, rounds: list[Round], contents: Contents, outcome: DigestOutcome, now: datetime
) -> None:
    keys = contents.keys if outcome == DigestOutcome.SENT else []
    digests = Digest.objects.bulk_create(
        Digest(
            person=person,
            rhythm=one.rhythm,
            period_on=one.period_on,
            decided_at=now,
            outcome=outcome,
            items=len(keys),
        )
        for one in rounds
    )
    Told.objects.bulk_create(Told(person=person, key=key, digest=digests[0]) for key in keys)


def letter_of(person: User, rounds: list[Round], contents: Contents) -> EmailMultiAlternatives:
    """Write the letter, plain and as HTML; nothing in it comes from elsewhere or tells that it was read."""
    stop = stop_address(person.pk)
    page = {
        "person": person,
        "contents": contents,
        "site": settings.WEALD_ADDRESS,
        "stop": stop,
        "choices": f"{settings.WEALD_ADDRESS}{reverse('home:letters')}",
    }
    letter = EmailMultiAlternatives(
        subject=contents.subject,
        body=render_to_string("home/letters/digest.txt", page),
        to=[person.email],
        headers={
            "Message-ID": message_id(person.pk, rounds),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string("home/letters/digest.html", page), "text/html")
    return letter


def message_id(person_id: int, rounds: list[Round]) -> str:
    """Name the letter by its rounds alone, so that a second copy is known as one."""
    names = "|".join(f"{one.rhythm} {one.period_on}" for one in rounds)
    return letter_id("digest", f"{person_id}|{names}")


def letter_id(kind: str, words: str) -> str:
    """Give the Message-ID of what a letter is about; whoever reads it cannot tell what that is."""
    digest = salted_hmac(f"home.{kind}", words, algorithm="sha256").hexdigest()[:32]
    return f"<{kind}-{digest}@{urlsplit(settings.WEALD_ADDRESS).hostname}>"
