"""When nobody is written to unless they chose it: evenings, nights, weekends, school holidays."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from weald.home.models import QuietTime

SATURDAY, MONDAY = 5, 0
A_WEEK = timedelta(days=7)


def is_quiet(now: datetime, times: QuietTime) -> bool:
    """Tell whether the person wants no digest now, by the clock on the wall."""
    local = timezone.localtime(now)
    return (
        is_quiet_hour(local.hour, times)
        or (times.at_weekends and local.weekday() >= SATURDAY)
        or (times.in_holidays and is_school_holiday(local.date()))
    )


def awake_at(now: datetime, times: QuietTime) -> datetime:
    """Give the first full hour after which the person may be written to: every day has one, holidays end."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    while is_quiet(hour, times):
        hour += timedelta(hours=1)
    return hour


def is_quiet_hour(hour: int, times: QuietTime) -> bool:
    if times.begins <= times.ends:
        return times.begins <= hour < times.ends
    return hour >= times.begins or hour < times.ends


def is_school_holiday(day: date) -> bool:
    """Tell whether most schools in England are closed that day: the usual weeks, since each area sets
    its own. Whoever works by other weeks says so on their page."""
    return any(begins <= day <= ends for begins, ends in usual_holidays(day.year))


def usual_holidays(year: int) -> list[tuple[date, date]]:
    """Give the usual holidays of a calendar year, first and last day of each."""
    easter = easter_sunday(year)
    before_easter = easter - timedelta(days=6)
    early_may = weekday_on_or_after(date(year, 5, 1))
    spring = last_monday(year, 5)
    autumn = last_monday(year, 10)
    february = weekday_on_or_after(date(year, 2, 14))
    return [
        (date(year, 1, 1), date(year, 1, 3)),
        (february, february + timedelta(days=6)),
        (before_easter, easter + A_WEEK),
        (early_may, early_may),
        (spring, spring + timedelta(days=6)),
        (date(year, 7, 22), date(year, 8, 31)),
        (autumn, autumn + timedelta(days=6)),
        (date(year, 12, 20), date(year, 12, 31)),
    ]


def weekday_on_or_after(day: date, weekday: int = MONDAY) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def easter_sunday(year: int) -> date:
    """Work Easter out by the anonymous Gregorian computus, as almanacs print it."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - shift + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
