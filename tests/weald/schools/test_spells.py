"""What sightings come to: nothing is claimed that no file vouches for."""

from datetime import date

import pytest

from weald.schools.domain.register.spells import Life, Seen, Story, terms
from weald.schools.enums import Ending, SpellReason

FIRST, SECOND, THIRD = date(2017, 4, 3), date(2018, 5, 1), date(2022, 7, 31)
SNAPSHOTS = (FIRST, SECOND, THIRD)
JOINED = date(2012, 9, 1)
OAK, ELM = 1, 2


def told(seen, *, child=None, parents=None, snapshots=SNAPSHOTS, entered=SpellReason.CONVERTED):
    return terms(seen, Story(child or Life(), parents or {}, snapshots, entered))


def test_membership_in_the_latest_file_goes_on():
    (term,) = told([Seen(OAK, JOINED, FIRST, THIRD)])

    assert (term.starts_on, term.ends_on, term.reason, term.ending) == (
        JOINED,
        None,
        SpellReason.CONVERTED,
        "",
    )


def test_membership_that_a_later_file_lacks_ends_with_the_day_last_vouched_for():
    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND)])

    assert term.ends_on == date(2018, 5, 2)
    assert (term.ending, term.over_by) == (Ending.NOT_SEEN, THIRD)


def test_school_that_moved_left_on_the_day_it_joined_the_next():
    moved_on = date(2019, 1, 1)

    first, second = told([Seen(OAK, JOINED, FIRST, SECOND), Seen(ELM, moved_on, THIRD, THIRD)])

    assert (first.ends_on, first.ending, first.over_by) == (moved_on, Ending.MOVED, None)
    assert (second.starts_on, second.reason) == (moved_on, SpellReason.TRANSFERRED)


def test_trust_that_closed_in_between_ends_the_membership_that_day():
    closed_on = date(2018, 8, 31)

    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND)], parents={OAK: Life(closed_on=closed_on)})

    assert (term.ends_on, term.ending) == (closed_on, Ending.PARENT_CLOSED)


def test_school_that_closed_ends_its_membership_that_day():
    closed_on = date(2020, 8, 31)

    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND)], child=Life(closed_on=closed_on))

    assert (term.ends_on, term.ending) == (closed_on, Ending.CHILD_CLOSED)


def test_closing_after_the_membership_was_over_says_nothing_about_its_end():
    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND)], child=Life(closed_on=date(2024, 8, 31)))

    assert (term.ending, term.over_by) == (Ending.NOT_SEEN, THIRD)


def test_trust_that_closed_before_the_school_came_does_not_end_the_membership():
    (term,) = told([Seen(OAK, JOINED, FIRST, THIRD)], parents={OAK: Life(closed_on=date(2010, 1, 1))})

    assert term.ends_on is None


def test_same_joining_date_under_a_new_number_of_the_same_company_is_a_continuation():
    parents = {OAK: Life(closed_on=date(2017, 11, 6), number="07525820"), ELM: Life(number="07525820")}

    first, second = told([Seen(OAK, JOINED, FIRST, FIRST), Seen(ELM, JOINED, SECOND, THIRD)], parents=parents)

    assert first.ends_on == second.starts_on == date(2017, 11, 6)
    assert second.reason == SpellReason.CONTINUED


def test_move_on_an_unrecorded_day_is_placed_after_the_last_file_that_had_the_old_trust():
    first, second = told([Seen(OAK, JOINED, FIRST, SECOND), Seen(ELM, None, THIRD, THIRD)])

    assert (first.ends_on, first.ending, first.over_by) == (date(2018, 5, 2), Ending.MOVED, THIRD)
    assert second.starts_on == date(2018, 5, 2)


def test_school_without_a_trust_in_between_keeps_the_gap():
    seen = [Seen(OAK, JOINED, FIRST, FIRST), Seen(ELM, date(2020, 9, 1), THIRD, THIRD)]

    first, second = told(seen)

    assert (first.ends_on, first.ending, first.over_by) == (date(2017, 4, 4), Ending.NOT_SEEN, SECOND)
    assert second.starts_on == date(2020, 9, 1)


@pytest.mark.parametrize(
    ("corrected", "stands"),
    [(date(2014, 9, 1), date(2014, 9, 1)), (date(2019, 9, 1), JOINED), (None, JOINED)],
    ids=["a correction", "later than it was seen", "no longer told"],
)
def test_date_of_joining_told_anew_is_taken_if_it_can_be_true(corrected, stands):
    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND), Seen(OAK, corrected, THIRD, THIRD)])

    assert term.starts_on == stands


def test_date_of_joining_that_was_missing_is_filled_in():
    (term,) = told([Seen(OAK, None, FIRST, FIRST), Seen(OAK, JOINED, SECOND, THIRD)])

    assert term.starts_on == JOINED


def test_membership_of_unknown_beginning_has_no_start():
    (term,) = told([Seen(OAK, None, FIRST, THIRD)])

    assert term.starts_on is None


def test_school_joins_when_it_opens_at_the_earliest():
    (term,) = told([Seen(OAK, JOINED, FIRST, THIRD)], child=Life(opened_on=date(2013, 4, 1)))

    assert term.starts_on == date(2013, 4, 1)


def test_opening_after_the_school_was_last_seen_is_not_believed():
    (term,) = told([Seen(OAK, JOINED, FIRST, SECOND)], child=Life(opened_on=date(2020, 4, 1)))

    assert term.starts_on == JOINED


def test_of_two_at_once_the_one_told_last_stands_from_when_it_was_told():
    first, second = told([Seen(OAK, JOINED, FIRST, SECOND), Seen(ELM, date(2016, 9, 1), SECOND, THIRD)])

    assert (first.parent, first.ends_on) == (OAK, SECOND)
    assert (second.parent, second.starts_on) == (ELM, SECOND)


def test_of_two_told_on_the_same_days_only_the_later_joined_is_kept():
    (term,) = told([Seen(OAK, JOINED, FIRST, FIRST), Seen(ELM, date(2016, 9, 1), FIRST, FIRST)], snapshots=())

    assert term.parent == ELM


def test_spell_that_would_be_empty_is_left_out():
    trust, child = Life(closed_on=date(2013, 1, 1)), Life(opened_on=date(2013, 4, 1))

    found = told([Seen(OAK, JOINED, FIRST, THIRD)], parents={OAK: trust}, child=child)

    assert found == []


def test_nothing_seen_is_no_spell():
    assert told([]) == []
