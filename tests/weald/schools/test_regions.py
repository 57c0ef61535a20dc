"""Every English authority has a region, the abolished ones too."""

from datetime import date

import pytest
from tests.weald.schools.shared import needs_shared_data, register_file

from weald.imports.reading import open_table
from weald.schools.enums import Region
from weald.schools.regions import ABOLISHED, AUTHORITIES, is_outside_england


def test_every_region_has_its_authorities():
    assert {authority.region for authority in AUTHORITIES.values()} == set(Region)


def test_codes_are_three_digits_and_names_are_whole():
    assert all(code.isdigit() and len(code) == 3 for code in AUTHORITIES)
    assert all(authority.name == " ".join(authority.name.split()) for authority in AUTHORITIES.values())


def test_abolished_authorities_are_in_the_table():
    assert set(ABOLISHED) <= set(AUTHORITIES)
    assert AUTHORITIES["928"].abolished_on == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("201", Region.LONDON),
        ("839", Region.SOUTH_WEST),
        ("940", Region.EAST_MIDLANDS),
        ("942", Region.NORTH_WEST),
        ("384", Region.YORKSHIRE),
        ("929", Region.NORTH_EAST),
        ("926", Region.EAST_OF_ENGLAND),
        ("921", Region.SOUTH_EAST),
        ("894", Region.WEST_MIDLANDS),
    ],
)
def test_authority_is_in_its_region(code, region):
    assert AUTHORITIES[code].region is region


def test_wales_and_places_overseas_are_outside():
    assert is_outside_england("660")
    assert is_outside_england("702")
    assert not is_outside_england("860")


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("group_links_202207.csv", "LA (code)"),
        ("grouplinks_edubaseallacademiesandfree20170403.csv", "LA (code)"),
        ("school_details_2018.csv", "Local Authority"),
    ],
)
def test_no_code_of_the_sample_files_is_unknown(name, heading):
    with open_table(register_file(name)) as table:
        place = table.columns.index(heading)
        codes = {record.cells[place] for record in table.records}

    assert {code for code in codes if not is_outside_england(code)} <= set(AUTHORITIES)
