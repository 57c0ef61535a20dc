"""The story's calendar, and a clock that stands where the story is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

SUMMER = 8


def first_september(today: date) -> date:
    """Give the first day of the last school year that is over."""
    return date(today.year - (1 if today.month > SUMMER else 2), 9, 1)


def day_of(told: str, today: date) -> date:
    """Give the day of the story: `10-06` in its year, `-12` that many days before today."""
    if told.startswith("-"):
        return today - timedelta(days=int(told[1:]))
    began = first_september(today)
    month, day = (int(part) for part in told.split("-"))
    return date(began.year + (month < began.month), month, day)


def moment_of(told: str, today: date, at: str = "16:10") -> datetime:
    hour, minute = (int(part) for part in at.split(":"))
    return timezone.make_aware(datetime.combine(day_of(told, today), time(hour, minute)))


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the site's clock stand at a moment: what is done meanwhile was done then.

    Everything here reads the time as `timezone.now()`. Only the simulator, alone in its process and its
    transaction, may do this: the ledger's entries carry the story's time from the start.
    """
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
