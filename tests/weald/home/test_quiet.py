"""When nobody is written to: by the clock on the wall, at weekends, in school holidays."""

from datetime import UTC, date, datetime

import pytest
from tests.factories.home import QuietTimeFactory

from weald.home.domain.quiet import awake_at, easter_sunday, is_quiet, is_school_holiday
from weald.home.models import QuietTime

USUAL = QuietTime()


def at(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        (at(11, 24, 6, 59), True),
        (at(11, 24, 7), False),
        (at(11, 24, 17, 59), False),
        (at(11, 24, 18), True),
        (at(11, 24, 0), True),
        # In summer the wall is an hour ahead of UTC.
        (at(6, 9, 5, 59), True),
        (at(6, 9, 6), False),
        (at(6, 9, 16, 59), False),
        (at(6, 9, 17), True),
        # The last school day before the clocks go back, and the first after they went forward.
        (at(10, 23, 16, 30), False),
        (at(10, 23, 17), True),
        (at(4, 13, 6), False),
        # A Saturday and a Sunday.
        (at(11, 21, 10), True),
        (at(11, 22, 10), True),
        # Half-term.
        (at(10, 28, 10), True),
    ],
)
def test_usual_quiet_times_follow_the_wall_through_both_changes_of_clocks(now, quiet):
    assert is_quiet(now, USUAL) is quiet


@pytest.mark.parametrize(
    ("begins", "ends", "quiet_hours"),
    [(18, 7, 13), (9, 17, 8), (0, 0, 0), (22, 22, 0), (0, 23, 23)],
)
def test_hours_may_go_over_midnight_or_be_none(begins, ends, quiet_hours):
    times = QuietTime(begins=begins, ends=ends, at_weekends=False, in_holidays=False)

    assert sum(is_quiet(at(11, 24, hour), times) for hour in range(24)) == quiet_hours


def test_weekends_and_holidays_are_quiet_unless_chosen():
    open_always = QuietTime(begins=0, ends=0, at_weekends=False, in_holidays=False)

    assert not is_quiet(at(11, 21, 10), open_always)
    assert not is_quiet(at(8, 5, 10), open_always)
    assert is_quiet(at(8, 5, 10), QuietTime(begins=0, ends=0, at_weekends=False))
    assert is_quiet(at(11, 21, 10), QuietTime(begins=0, ends=0, in_holidays=False))


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_when_almanacs_say(year, easter):
    assert easter_sunday(year) == easter


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [
        (date(2026, 2, 13), False),
        (date(2026, 2, 16), True),
        (date(2026, 2, 23), False),
        (date(2026, 4, 5), True),
        (date(2026, 4, 13), False),
        (date(2026, 5, 4), True),
        (date(2026, 5, 5), False),
        (date(2026, 5, 25), True),
        (date(2026, 7, 21), False),
        (date(2026, 8, 20), True),
        (date(2026, 9, 1), False),
        (date(2026, 10, 26), True),
        (date(2026, 11, 2), False),
        (date(2026, 12, 25), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 4), False),
    ],
)
def test_the_usual_weeks_of_english_schools_are_holidays(day, is_holiday):
    assert is_school_holiday(day) is is_holiday


@pytest.mark.django_db
def test_quiet_times_read_as_what_they_are():
    times = QuietTimeFactory()

    assert str(times) == f"quiet for {times.person_id} from 18 to 7"


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        (at(11, 24, 7), at(11, 24, 7)),
        (at(11, 24, 18, 20), at(11, 25, 7)),
        (at(11, 20, 18), at(11, 23, 7)),  # a Friday evening
        (at(7, 21, 17), at(9, 1, 6)),  # the summer holidays; on the wall it is seven
        (at(10, 23, 17), at(11, 2, 7)),  # half-term, in which the clocks go back
    ],
)
def test_a_letter_that_can_wait_goes_at_the_first_hour_that_is_not_quiet(now, awake):
    assert awake_at(now, USUAL) == awake
