"""Handing letters to the queue, and from there to the mail server: no page waits for a slow one.

A letter may carry a link that lets somebody in, so the queue keeps it sealed: whoever reads the database
reads neither the link nor to whom it goes.
"""

import json
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate.contrib.django import app

from weald.people.domain.sealing import seal, unseal

log = structlog.get_logger("weald.people")

PURPOSE = "letter"
# A mail server's answer from here on is for good: trying again changes nothing.
FOR_GOOD = 500


def pack(letter: EmailMultiAlternatives) -> str:
    return seal(
        json.dumps(
            {
                "subject": str(letter.subject),
                "body": str(letter.body),
                "from_email": letter.from_email,
                "to": list(letter.to),
                "headers": {name: str(value) for name, value in letter.extra_headers.items()},
                "alternatives": [list(one) for one in getattr(letter, "alternatives", [])],
            }
        ),
        purpose=PURPOSE,
    )


def unpack(sealed: str) -> EmailMultiAlternatives:
    return EmailMultiAlternatives(**json.loads(unseal(sealed, purpose=PURPOSE)))


def post(letter: EmailMultiAlternatives) -> None:
    """Put the letter into the queue: in a transaction, it goes only if that stands."""
    app.configure_task("people.deliver").defer(letter=pack(letter))


def carrier() -> BaseEmailBackend:
    """Give the connection to the mail server itself."""
    backend: BaseEmailBackend = get_connection(settings.WEALD_MAIL_CARRIER)
    return backend


def deliver(letter: EmailMultiAlternatives) -> bool:
    """Hand the letter to the mail server. What it refuses for good is given up and noted, without
    saying whose it was; whatever else goes wrong is raised, to be tried again."""
    try:
        carrier().send_messages([letter])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        if not is_for_good(error):
            raise
        log.warning("letter refused", code=code_of(error))
        return False
    return True


def is_for_good(error: Exception) -> bool:
    return code_of(error) >= FOR_GOOD


def code_of(error: Exception) -> int:
    """Give the mail server's three figures; of several recipients the least final."""
    if isinstance(error, SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
