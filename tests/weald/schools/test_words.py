"""What pages say in sentences."""

from datetime import date
from types import SimpleNamespace

import pytest

from weald.schools.domain.words import describe, spoken_reasons, spoken_time, spoken_trust
from weald.schools.enums import Ending, Kind, Phase, SpellReason, Status
from weald.schools.models import Organisation, SchoolDetails


def spell(kind=Kind.TRUST, starts_on=date(2016, 9, 1), ends_on=None, name="Hartwood Trust"):
    return SimpleNamespace(kind=kind, starts_on=starts_on, ends_on=ends_on, parent=SimpleNamespace(name=name))


@pytest.mark.parametrize(
    ("facts", "details", "spells", "sentence"),
    [
        ({}, None, [], "A school."),
        (
            {"town": "Leeds"},
            SchoolDetails(phase=Phase.PRIMARY, low_age=4, high_age=11),
            [spell()],
            "A primary school for ages 4 to 11 in Leeds, in Hartwood Trust since September 2016.",
        ),
        (
            {},
            SchoolDetails(phase=Phase.ALL_THROUGH),
            [spell(starts_on=None)],
            "An all-through school, in Hartwood Trust.",
        ),
        (
            {},
            SchoolDetails(phase=Phase.NOT_APPLICABLE, low_age=4),
            [spell(ends_on=date(2020, 1, 1))],
            "A school.",
        ),
        ({}, SchoolDetails(), [spell(kind=Kind.SPONSOR)], "A school."),
        (
            {"status": Status.CLOSED, "closed_on": date(2019, 8, 31)},
            None,
            [],
            "Closed August 2019. A school.",
        ),
        ({"status": Status.CLOSED}, None, [], "Closed. A school."),
        ({"status": Status.PROPOSED_TO_OPEN}, None, [], "To open. A school."),
    ],
)
def test_school_is_described_by_what_is_known_of_it(facts, details, spells, sentence):
    assert describe(Organisation(kind=Kind.SCHOOL, name="Alder Vale", **facts), details, spells) == sentence


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "over_by", "words"),
    [
        (date(2016, 9, 1), None, None, "since 1 September 2016"),
        (None, None, None, "since a day that is not recorded"),
        (date(2016, 9, 1), date(2019, 4, 1), None, "from 1 September 2016 to 1 April 2019"),
        (None, date(2019, 4, 1), None, "from a day that is not recorded to 1 April 2019"),
        (
            date(2016, 9, 1),
            date(2018, 5, 2),
            date(2022, 7, 31),
            "from 1 September 2016; last recorded 1 May 2018, over by 31 July 2022",
        ),
    ],
)
def test_time_is_said_with_what_nobody_wrote_down(starts_on, ends_on, over_by, words):
    assert spoken_time(starts_on, ends_on, over_by) == words


@pytest.mark.parametrize(
    ("reason", "ending", "words"),
    [
        (SpellReason.CONVERTED, "", "converted to an academy"),
        (SpellReason.CONVERTED, Ending.MOVED, "converted to an academy; moved on"),
        (SpellReason.UNKNOWN, Ending.PARENT_CLOSED, "the body closed"),
        (SpellReason.JOINED, "", ""),
    ],
)
def test_reasons_are_said_where_they_say_something(reason, ending, words):
    assert spoken_reasons(reason, ending) == words


def member(joined_on=date(2016, 9, 1), authority="Leeds"):
    return SimpleNamespace(joined_on=joined_on, authority_name=authority)


@pytest.mark.parametrize(
    ("now", "past", "sentence"),
    [
        ([], 0, "No school is in Hartwood Trust today."),
        ([], 1, "No school is in Hartwood Trust today. 1 school has left it."),
        ([], 2, "No school is in Hartwood Trust today. 2 schools have left it."),
        ([member()], 0, "1 school in Leeds; of those still there the first joined in September 2016."),
        (
            [member(), member(date(2014, 1, 1), "York")],
            1,
            "2 schools in 2 local authorities; of those still there "
            "the first joined in January 2014. 1 has left.",
        ),
        ([member(None, None)], 2, "1 school. 2 have left."),
    ],
)
def test_trust_is_described_by_its_schools(now, past, sentence):
    assert spoken_trust("Hartwood Trust", now, past) == sentence
