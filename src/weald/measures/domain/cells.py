"""What a cell of a published table says: a number, or one of the symbols for why there is none."""

import re
from dataclasses import dataclass
from math import isfinite

from weald.measures.enums import Missing

# As the Department for Education's tables write them; case and square brackets make no difference.
SYMBOLS = {
    "supp": Missing.SUPPRESSED,
    "sp": Missing.SUPPRESSED,
    "ne": Missing.NO_ENTRIES,
    "np": Missing.NOT_PUBLISHED,
    "lowcov": Missing.LOW_COVERAGE,
    "c": Missing.CONFIDENTIAL,
    "z": Missing.NOT_APPLICABLE,
    "na": Missing.NOT_APPLICABLE,
    "n/a": Missing.NOT_APPLICABLE,
    "nap": Missing.NOT_APPLICABLE,
    "x": Missing.UNAVAILABLE,
    ":": Missing.UNAVAILABLE,
    "new": Missing.UNAVAILABLE,
    "dns": Missing.UNAVAILABLE,
    "not avail": Missing.UNAVAILABLE,
    "low": Missing.ROUNDED_TO_NOTHING,
    "k": Missing.ROUNDED_TO_NOTHING,
    "": Missing.BLANK,
}

# 2016, 2015/16, 2015-16, 2015/2016, 201516: the academic year that ends in 2016.
YEAR = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\s*[-/–]?\s*(?P<last>(?:19|20)?\d\d))?")
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, or the reason why there is none; neither where the cell cannot be understood."""

    value: float | None = None
    missing: str = ""

    @property
    def is_understood(self) -> bool:
        return self.value is not None or bool(self.missing)


NOT_UNDERSTOOD = Reading()


def read_number(text: str, symbols: dict[str, str] = SYMBOLS) -> Reading:  # type: ignore[assignment]  # an enum is a str
    """Read a figure as it is written: 63, 63%, 1,204, −0.4, or a symbol."""
    try:
        value = float(text)
    except ValueError:
        return _read_written(text.strip(), symbols)
    return Reading(value) if isfinite(value) else NOT_UNDERSTOOD


def _read_written(text: str, symbols: dict[str, str]) -> Reading:
    reason = symbols.get(text.strip("[]").strip().lower())
    if reason is not None:
        return Reading(missing=reason)
    bare = text.removesuffix("%").rstrip().replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    try:
        value = float(bare)
    except ValueError:
        return NOT_UNDERSTOOD
    return Reading(value) if isfinite(value) else NOT_UNDERSTOOD


def read_pupils(text: str) -> int | None:
    """Give a number of pupils; a symbol or anything else is not known."""
    value = read_number(text).value
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def read_year(text: str) -> int | None:
    """Give the calendar year in which an academic year ends, however it is written."""
    found = YEAR.fullmatch(text.strip().removesuffix(".0"))
    return _year_of(found) if found else None


def year_in(name: str) -> int | None:
    """Give the one year that a file's name tells; None where it tells none or several."""
    years = {year for found in YEAR.finditer(name) if (year := _year_of(found)) is not None}
    return years.pop() if len(years) == 1 else None


def _year_of(found: re.Match[str]) -> int | None:
    first, last = int(found["first"]), found["last"]
    if last is None:
        year = first
    elif int(last) % 100 != (first + 1) % 100 or (len(last) == 4 and int(last) != first + 1):
        return None
    else:
        year = first + 1
    return year if EARLIEST <= year <= LATEST else None
