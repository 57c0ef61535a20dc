"""From cells to values."""

from datetime import date
from decimal import Decimal

import pytest

from weald.imports.fields import (
    Unreadable,
    code,
    day,
    easting,
    integer,
    is_blank,
    lenient,
    northing,
    number,
    one_of,
    postcode,
    text,
)

CODE = code(r"\d{4}", "four digits", width=4)


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (integer(), " 1,234 ", 1234),
        (integer(), "12.0", 12),
        (integer(lowest=-5), "-5", -5),
        (number(), "21.4%", Decimal("21.4")),
        (number(0, 100), "100", Decimal(100)),
        (day, "31-08-2019", date(2019, 8, 31)),
        (day, "2019-08-31", date(2019, 8, 31)),
        (day, "31/08/2019", date(2019, 8, 31)),
        (day, "20190831", date(2019, 8, 31)),
        (day, "2019-08-31 00:00:00", date(2019, 8, 31)),
        (day, "01-01-1900", None),
        (one_of({"Not applicable": 0}), " not  APPLICABLE", 0),
        (CODE, "12", "0012"),
        (CODE, "1234.0", "1234"),
        (postcode, "ng208jx", "NG20 8JX"),
        (postcode, " sw1a  1aa ", "SW1A 1AA"),
        (text(10), " Hazel \n Lane", "Hazel Lane"),
        (easting, "533498", 533498),
        (northing, "0", 0),
        (lenient(postcode), "none of these", None),
        (lenient(postcode), "SW1A 1AA", "SW1A 1AA"),
    ],
)
def test_cell_is_read(parse, cell, value):
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "why"),
    [
        (integer(), "1.5", "is not a whole number"),
        (integer(0, 10), "11", "is not a number from 0 to 10"),
        (integer(lowest=1), "0", "is not a number of at least 1"),
        (number(), "much", "is not a number"),
        (number(), "nan", "is not a number"),
        (number(), "Infinity", "is not a number"),
        (number(highest=5), "6", "is not a number of at most 5"),
        (day, "2019", "is not a date"),
        (day, "31-02-2019", "is not a date"),
        (one_of({"a": 1, "b": 2}), "c", "is not one of a, b"),
        (CODE, "12345", "is not four digits"),
        (postcode, "SW1", "is not a postcode"),
        (text(3), "long", "is longer than 3 characters"),
        (text(30), "caf\ufffd", "lost on the way"),
        (easting, "700001", "is not a number from 0 to 700000"),
    ],
)
def test_cell_that_cannot_be_read_says_why(parse, cell, why):
    with pytest.raises(Unreadable) as caught:
        parse(cell)

    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "blank"), [("", True), (" NaN ", True), ("Not recorded", True), ("0", False)]
)
def test_ways_of_saying_nothing_are_blank(cell, blank):
    assert is_blank(cell) is blank
