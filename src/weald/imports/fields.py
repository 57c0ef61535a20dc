"""From a cell's text to a value, or the reason why not. A blank cell never comes here."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from weald.imports.reading import plain

Parse = Callable[[str], object]

# The register's way of saying that a date is not known.
PLACEHOLDER_DATES = frozenset({date(1900, 1, 1), date(1899, 12, 30), date(9999, 12, 31)})
DATE_FORMS = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S")
BLANKS = frozenset({"", "nan", "null", "none recorded", "not recorded", "n/a", "-"})
POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})")
LOST = "\ufffd"
# Great Britain's grid, in metres.
EAST, NORTH = 700_000, 1_300_000


class Unreadable(ValueError):
    """The cell does not hold what its column holds. The message ends the sentence for the report."""


def is_blank(cell: str) -> bool:
    return cell.strip().lower() in BLANKS


def text(longest: int) -> Parse:
    def parse(cell: str) -> str:
        value = " ".join(cell.split())
        if LOST in value:
            msg = "has a character that was lost on the way (it is neither UTF-8 nor Windows-1252)"
            raise Unreadable(msg)
        if len(value) > longest:
            msg = f"is longer than {longest} characters"
            raise Unreadable(msg)
        return value

    return parse


def lenient(parse: Parse) -> Parse:
    """Read something that is only nice to have: what cannot be read counts as blank."""

    def attempt(cell: str) -> object:
        try:
            return parse(cell)
        except Unreadable:
            return None

    return attempt


def integer(lowest: int | None = None, highest: int | None = None) -> Parse:
    def parse(cell: str) -> int:
        digits = cell.strip().replace(",", "").removesuffix(".0")
        if not re.fullmatch(r"-?\d{1,15}", digits):
            msg = "is not a whole number"
            raise Unreadable(msg)
        return int(_within(Decimal(digits), lowest, highest))

    return parse


def number(lowest: float | None = None, highest: float | None = None) -> Parse:
    def parse(cell: str) -> Decimal:
        try:
            value = Decimal(cell.strip().removesuffix("%").replace(",", ""))
        except InvalidOperation:
            value = Decimal("nan")
        if not value.is_finite():
            msg = "is not a number"
            raise Unreadable(msg)
        return _within(value, lowest, highest)

    return parse


def _within(value: Decimal, lowest: float | None, highest: float | None) -> Decimal:
    if (lowest is None or value >= lowest) and (highest is None or value <= highest):
        return value
    bounds = f"from {lowest} to {highest}" if lowest is not None else f"of at most {highest}"
    if highest is None:
        bounds = f"of at least {lowest}"
    msg = f"is not a number {bounds}"
    raise Unreadable(msg)


def day(cell: str) -> date | None:
    """Read a date in any form the register has used; its placeholder means that the date is not known."""
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        return None if found in PLACEHOLDER_DATES else found
    msg = "is not a date (dd-mm-yyyy or yyyy-mm-dd)"
    raise Unreadable(msg)


def one_of(words: Mapping[str, object]) -> Parse:
    """Read a word of a closed list."""
    known = {plain(word): value for word, value in words.items()}

    def parse(cell: str) -> object:
        try:
            return known[plain(cell)]
        except KeyError:
            msg = "is not one of " + ", ".join(sorted(words)[:12])
            raise Unreadable(msg) from None

    return parse


def code(pattern: str, what: str, width: int = 0) -> Parse:
    """Read an official number; the zeros a spreadsheet took away and the `.0` it added are mended."""
    shape = re.compile(pattern)

    def parse(cell: str) -> str:
        value = cell.strip().removesuffix(".0").upper().zfill(width)
        if not shape.fullmatch(value):
            msg = f"is not {what}"
            raise Unreadable(msg)
        return value

    return parse


def postcode(cell: str) -> str:
    found = POSTCODE.fullmatch(" ".join(cell.upper().split()))
    if not found:
        msg = "is not a postcode"
        raise Unreadable(msg)
    return f"{found[1]} {found[2]}"


easting = integer(0, EAST)
northing = integer(0, NORTH)
