"""Records of a CSV file with the line each begins on. A broken record is told of and stepped over."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
# A quoted cell longer than this is a quotation mark that was never closed.
MOST_LINES_IN_A_RECORD = 100


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file; `broken` says why it cannot be used."""

    line: int
    cells: list[str]
    broken: str = ""


class _Runaway(Exception):
    """The record takes more lines than any record should."""


class _Lines:
    """Lines that can be put back, and the ones the present record has taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES_IN_A_RECORD:
            raise _Runaway
        text = self._waiting.popleft() if self._waiting else next(self._lines)
        self.taken.append(text)
        return text

    def accept(self) -> int:
        """Close the record: give the line it began on."""
        began, self.line = self.line, self.line + len(self.taken)
        self.taken = []
        return began

    def reject(self) -> tuple[int, str]:
        """Give up the first line taken; the others are read again."""
        first, *rest = self.taken
        self._waiting.extendleft(reversed(rest))
        self.taken = [first]
        return self.accept(), first


def records(text: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Read records; blank ones are left out, unreadable ones come out with the reason."""
    lines = _Lines(text)
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                line = lines.accept()
                if any(cell and not cell.isspace() for cell in cells):
                    yield Record(line, cells)
        except (csv.Error, _Runaway) as error:
            line, first = lines.reject()
            yield Record(line, [first.rstrip("\r\n").replace("\0", "␀")], _reason(error))
        else:
            return


def _reason(error: Exception) -> str:
    if isinstance(error, _Runaway) or "unexpected end" in str(error):
        return "A quotation mark opens a cell here and is never closed."
    if "expected after" in str(error):
        return 'A quotation mark stands inside a quoted cell; double it ("") or take it out.'
    return f"The row cannot be read as CSV: {error}."


def delimiter_of(first: str) -> str:
    """Take the separator that cuts the heading into most cells."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
