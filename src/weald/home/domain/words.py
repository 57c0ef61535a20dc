"""Days and counts as people say them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

A_WEEK = 7
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count_words(count: int, one: str, many: str) -> str:
    """Say how many: a word up to nine, figures from there."""
    said = SMALL[count] if count < len(SMALL) else f"{count:,}"
    return f"{said} {one if count == 1 else many}"


def day_words(moment: datetime | date, today: date | None = None) -> str:
    """Say when something happened: today, yesterday, a weekday of the last week, a date."""
    today = today or timezone.localdate()
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    ago = (today - day).days
    if ago == 0:
        return "today"
    if ago == 1:
        return "yesterday"
    if 1 < ago < A_WEEK:
        return date_format(day, "l")
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def due_words(day: date, today: date | None = None) -> str:
    """Say until when something waits: overdue, today, tomorrow, a weekday of the next week, a date."""
    today = today or timezone.localdate()
    ahead = (day - today).days
    if ahead < 0:
        return f"overdue since {day_words(day, today)}"
    if ahead == 0:
        return "due today"
    if ahead == 1:
        return "due tomorrow"
    if ahead < A_WEEK:
        return f"due {date_format(day, 'l')}"
    return f"due {day_words(day, today)}"


def academic_year_began(today: date | None = None) -> date:
    """Give the first of September of the academic year."""
    today = today or timezone.localdate()
    began = date(today.year, 9, 1)
    return began if began <= today else date(today.year - 1, 9, 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def this_year() -> str:
    return f"Since September {academic_year_began().year}"
