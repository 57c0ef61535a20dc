"""Any table, CSV, workbook or JSON, as columns and records with their true line numbers."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from weald.core.errors import WealdError
from weald.imports.records import Record, delimiter_of, records
from weald.imports.source import Kind, Text, kind_of, opened, unpacked, unreadable

# JSON is held whole while it is read.
MOST_JSON_BYTES = 50_000_000
# What a file of rejected rows has beside the columns of the original.
REJECTION_COLUMNS = ("line", "column", "value", "reason")


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened as a table. Records can be read once; reopen to read again."""

    name: str
    columns: tuple[str, ...]
    records: Iterator[Record]
    size: int
    position: Callable[[], int]
    encoding: Callable[[], str]

    @property
    def is_mended(self) -> bool:
        """Whether this is a file of rejected rows that came back: part of a file, never all of it."""
        return self.columns[-4:] == rejection_headings(self.columns[:-4])


def rejection_headings(columns: tuple[str, ...]) -> tuple[str, ...]:
    taken = {plain(column) for column in columns}
    return tuple(f"rejected {word}" if word in taken else word for word in REJECTION_COLUMNS)


def plain(heading: str) -> str:
    """Compare headings without regard to case and spacing."""
    return " ".join(heading.split()).lower()


@contextmanager
def open_table(path: Path, name: str = "") -> Iterator[Table]:
    """Open a file as a table, or say in words why it is none."""
    name = name or path.name
    with opened(path) as file:
        inside = unpacked(file)
        read = {Kind.TEXT: _text, Kind.JSON: _json, Kind.WORKBOOK: _workbook}[kind_of(name, inside)]
        found, encoding = read(name, inside)
        first = next(found, None)
        if first is None or first.broken:
            raise unreadable(name, "without a row of headings", "Its first row must name the columns.")
        columns = tuple(" ".join(cell.split()) for cell in first.cells)
        size = path.stat().st_size
        yield Table(name, columns, found, size, lambda: min(file.tell(), size), encoding)


def digest_of(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # readable it is


Read = tuple[Iterator[Record], Callable[[], str]]


def _text(name: str, file: BinaryIO) -> Read:
    text = Text(name, file)
    lines = iter(text)
    blank = 0
    for first in lines:
        if first.strip():
            break
        blank += 1
    found = records(chain(["\n"] * blank, [first], lines), delimiter_of(first))
    return found, lambda: text.encoding


def _workbook(name: str, file: BinaryIO) -> Read:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow to load, and most files are no workbooks
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 -- as above

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError) as error:
        raise unreadable(name, "a damaged workbook", "Save it again as .xlsx or CSV.") from error
    sheet = book.worksheets[0]
    texts = ([_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    found = (Record(line, cells) for line, cells in enumerate(texts, start=1) if any(cells))
    return found, lambda: "xlsx"


def _json(name: str, file: BinaryIO) -> Read:
    """Read a list of objects, or an object of them by their names; a "line" is the number of the object."""
    content = file.read(MOST_JSON_BYTES + 1)
    if len(content) > MOST_JSON_BYTES:
        raise unreadable(
            name, "a JSON file of more than 50 MB", "Give it as CSV, which is read piece by piece."
        )
    try:
        items = _objects(json.loads(content))
        columns = list(dict.fromkeys(key for item in items for key in item))
    except (ValueError, RecursionError) as error:
        finding = "JSON, but not a list of objects with the same keys"
        raise unreadable(name, finding, "Download it again, or give it as CSV.") from error
    rows = (Record(n, [_as_text(item.get(key)) for key in columns]) for n, item in enumerate(items, start=1))
    return chain([Record(0, columns)], rows), lambda: "json"


def _objects(found: object) -> list[dict[str, object]]:
    """Give an object of objects as rows too: the name each has there is its `key`."""
    if isinstance(found, dict) and all(isinstance(item, dict) for item in found.values()):
        return [{"key": key} | item for key, item in found.items()]
    if isinstance(found, list) and all(isinstance(item, dict) for item in found):
        return found
    raise ValueError


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def columns_at(table: Table, wanted: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Find where the wanted columns stand: name → the headings it may have. Standing twice is refused."""
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(table.columns):
        places.setdefault(plain(heading), []).append(place)
    found = {}
    for name, headings in wanted.items():
        at = next((places[plain(heading)] for heading in headings if plain(heading) in places), [])
        if len(at) > 1:
            raise WealdError(
                "Each column that is read must stand in the file once.",
                f"{table.name} has {len(at)} columns headed {table.columns[at[0]]!r}.",
                "Take out or rename the one that does not belong, and import again.",
            )
        if at:
            found[name] = at[0]
    return found
