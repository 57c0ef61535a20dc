"""Telling those who must look at what was reported, by a letter at once.

Each letter is written when it is sent: whoever has looked meanwhile, or may look no longer, gets none. As
with a digest, a letter may come twice where a worker dies between sending and noting it, never not at all.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate.contrib.django import app

from weald.home.domain.quiet import awake_at, is_quiet
from weald.home.domain.sending import letter_id
from weald.home.domain.stopping import stop_address
from weald.home.queries.rounds import quiet_times, told_of
from weald.people.domain.posting import deliver
from weald.people.enums import ConcernKind, Digest
from weald.people.models import Concern, User
from weald.people.queries.concerns import REPORTABLE, lookers, waiting_key

# No title and no name: what was reported may name a pupil in either, and letters are read on their way.
SUBJECT = "Something was reported and waits for you"


def begin(concern: Concern) -> None:
    """Put it into the queue: in the transaction of the report, it goes only if that stands."""
    if settings.EMAIL_HOST:  # without a mail server Today tells it
        app.configure_task("home.tell_lookers").defer(concern=concern.pk)


def is_for_a_child(concern: Concern) -> bool:
    """Tell whether it is a reason to disturb somebody's evening.

    Where a pupil is named or could come to harm, an evening is what may not be lost: hiding stops further
    readers and undoes nothing, and it takes a person to see whom to warn. So neither quiet times nor having
    ended digests holds that letter back. What is only not suitable here keeps to both; it can wait.
    """
    return concern.kind != ConcernKind.UNFIT


def people_to_tell(concern_id: int) -> list[int]:
    concern = _open(concern_id)
    return list(lookers(concern).values_list("pk", flat=True)) if concern else []


def tell(concern_id: int, person_id: int, *, now: datetime) -> datetime | None:
    """Write to one of those who must look. Give when to try again, where they are not to be disturbed."""
    concern = _open(concern_id)
    person = lookers(concern).filter(pk=person_id).first() if concern else None
    if concern is None or person is None:
        return None
    if not is_for_a_child(concern):
        times = quiet_times(person.pk)
        if person.digest == Digest.NEVER or told_of(person.pk, [waiting_key(concern)]):
            return None
        if is_quiet(now, times):
            return awake_at(now, times)
    deliver(letter_of(concern, person))
    return None


def _open(concern_id: int) -> Concern | None:
    return Concern.objects.select_related("home").filter(pk=concern_id, looked_at__isnull=True).first()


def letter_of(concern: Concern, person: User) -> EmailMultiAlternatives:
    """Write the letter, plain and as HTML; only one that can be stopped says how."""
    site = settings.WEALD_ADDRESS
    stop = "" if is_for_a_child(concern) else stop_address(person.pk)
    page = {
        "person": person,
        "concern": concern,
        "subject": SUBJECT,
        "what": REPORTABLE[concern.target_label].what,
        "address": f"{site}{reverse('people:concern', args=[concern.pk])}",
        "choices": f"{site}{reverse('home:letters')}",
        "stop": stop,
    }
    headers = {
        "Message-ID": letter_id("report", f"{concern.pk}|{person.pk}"),
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    letter = EmailMultiAlternatives(
        subject=SUBJECT,
        body=render_to_string("home/letters/report.txt", page),
        to=[person.email],
        headers=headers,
    )
    letter.attach_alternative(render_to_string("home/letters/report.html", page), "text/html")
    return letter
