"""The register's words and numbers."""

from datetime import date

import pytest

from weald.imports.fields import Unreadable
from weald.schools.domain.register.codes import (
    company,
    day_named,
    degrees,
    phase_of,
    readable,
    trust_flag,
    truth,
    urn,
    word,
)
from weald.schools.enums import Kind, Phase, TrustType


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20260622.csv", date(2026, 6, 22)),
        ("grouplinks_edubaseallacademiesandfree20170403.csv", date(2017, 4, 3)),
        ("open_schools_20260622.json.gz", date(2026, 6, 22)),
        ("2024-02-29 links.csv", date(2024, 2, 29)),
        ("groups_202207.csv", date(2022, 7, 31)),
        ("school_details_2018.csv", date(2018, 12, 31)),
        ("links_20230231.csv", date(2023, 2, 28)),
        ("links.csv", None),
        ("school-100000.csv", None),
    ],
)
def test_file_name_tells_the_day(name, day):
    assert day_named(name) == day


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("TOVE LEARNING TRUST", "Tove Learning Trust"),
        ("ST MARY'S C OF E MAT", "St Mary's C of E MAT"),
        (
            "THE BISHOP KONSTANT CATHOLIC ACADEMY TRUST (UTC)",
            "The Bishop Konstant Catholic Academy Trust (UTC)",
        ),
        ("GLF SCHOOLS LTD", "GLF Schools Ltd"),
        ("O'BRIEN AND D'ARCY-SMITH TRUST", "O'Brien and D'Arcy-Smith Trust"),
        ("KING EDWARD VI", "King Edward VI"),
    ],
)
def test_names_in_capitals_are_written_as_names_are(loud, quiet):
    assert readable(loud) == quiet


@pytest.mark.parametrize(
    ("primary", "secondary", "post_16", "low", "high", "phase"),
    [
        (True, False, False, 4, 11, Phase.PRIMARY),
        (True, False, False, 2, 5, Phase.NURSERY),
        (True, True, True, 4, 18, Phase.ALL_THROUGH),
        (True, True, False, 9, 13, None),
        (False, True, True, 11, 18, Phase.SECONDARY),
        (False, False, True, 16, 19, Phase.POST_16),
        (False, False, False, None, None, None),
        (True, True, False, None, None, Phase.ALL_THROUGH),
    ],
)
def test_flags_and_ages_tell_the_phase(primary, secondary, post_16, low, high, phase):
    found = phase_of(
        is_primary=primary, is_secondary=secondary, is_post_16=post_16, low_age=low, high_age=high
    )

    assert found is phase


@pytest.mark.parametrize(
    ("flag", "kind"),
    [
        ("Supported by a multi-academy trust", (Kind.TRUST, TrustType.MULTI)),
        ("Supported by a single-academy trust", (Kind.TRUST, TrustType.SINGLE)),
        ("Supported by a trust", (Kind.FOUNDATION, "")),
    ],
)
def test_flag_tells_the_kind_of_trust(flag, kind):
    assert trust_flag(flag) == kind


def test_what_a_spreadsheet_did_to_numbers_is_undone():
    assert company("7525820.0") == "07525820"
    assert urn(" 100000 ") == "100000"


@pytest.mark.parametrize(
    ("parse", "cell"), [(urn, "12"), (urn, "ABC"), (truth, "yes"), (degrees(-90, 90), "north")]
)
def test_what_is_no_such_thing_is_refused(parse, cell):
    with pytest.raises(Unreadable, match=r"^is "):
        parse(cell)


def test_degrees_stay_within_their_bounds():
    assert degrees(-90, 90)("51.5") == 51.5
    with pytest.raises(Unreadable, match="from -90 to 90"):
        degrees(-90, 90)("151.5")


def test_words_for_nothing_are_nothing():
    assert word(20)("Does not apply") is None
    assert word(6)("Church of England") == "Church"


def test_truth_is_nought_or_one():
    assert truth("1") is True
    assert truth(" 0 ") is False
