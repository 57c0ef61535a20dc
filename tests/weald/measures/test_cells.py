"""A cell of a published table is a number or the reason why there is none, never nought by accident."""

import pytest

from weald.measures.domain.cells import read_number, read_pupils, read_year, year_in
from weald.measures.enums import Missing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("63", 63),
        (" 63 ", 63),
        ("63%", 63),
        ("63 %", 63),
        ("-0.4", -0.4),
        ("−0.4", -0.4),
        ("+2.1", 2.1),
        ("1,204", 1204),
        ("1,204.5", 1204.5),
        ("0", 0),
        ("0%", 0),
        ("1e2", 100),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read_number(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SUPP", Missing.SUPPRESSED),
        ("supp", Missing.SUPPRESSED),
        ("NE", Missing.NO_ENTRIES),
        ("NP", Missing.NOT_PUBLISHED),
        ("LOWCOV", Missing.LOW_COVERAGE),
        ("c", Missing.CONFIDENTIAL),
        ("[c]", Missing.CONFIDENTIAL),
        ("z", Missing.NOT_APPLICABLE),
        ("NA", Missing.NOT_APPLICABLE),
        ("x", Missing.UNAVAILABLE),
        (":", Missing.UNAVAILABLE),
        ("NOT AVAIL", Missing.UNAVAILABLE),
        ("low", Missing.ROUNDED_TO_NOTHING),
        ("k", Missing.ROUNDED_TO_NOTHING),
        ("", Missing.BLANK),
        ("   ", Missing.BLANK),
    ],
)
def test_symbols_become_typed_reasons_without_a_value(text, reason):
    reading = read_number(text)

    assert (reading.value, reading.missing) == (None, reason)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "6o", "12,34", "1,23", "--", "63%%", "1 204 x", "∞"]
)
def test_anything_else_is_not_understood_rather_than_guessed(text):
    assert not read_number(text).is_understood


@pytest.mark.parametrize(
    ("text", "pupils"),
    [
        ("30", 30),
        ("30.0", 30),
        ("1,204", 1204),
        ("SUPP", None),
        ("", None),
        ("-3", None),
        ("2.5", None),
        ("?", None),
    ],
)
def test_a_number_of_pupils_is_whole_or_not_known(text, pupils):
    assert read_pupils(text) == pupils


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2016", 2016),
        ("2016.0", 2016),
        ("2015/16", 2016),
        ("2015-16", 2016),
        ("2015–2016", 2016),
        ("2015/2016", 2016),
        ("201516", 2016),
        ("20152016", 2016),
        ("1999/00", 2000),
        ("2015/17", None),
        ("2015/2116", None),
        ("16", None),
        ("1800", None),
        ("summer 2016", None),
        ("", None),
    ],
)
def test_a_year_is_the_one_in_which_the_academic_year_ends(text, year):
    assert read_year(text) == year


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("england_ks2final_2019.csv", 2019),
        ("2022-2023_england_ks4final.csv", 2023),
        ("census_by_urn_2023.json.gz", 2023),
        ("england_ks2final.csv", None),
        ("ks2_2018_and_2019.csv", None),
        ("1750.csv", None),
    ],
)
def test_a_file_name_tells_its_year_only_when_it_tells_one(name, year):
    assert year_in(name) == year
