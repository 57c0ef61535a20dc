"""What a kind of file looks like: its columns, how each is read, and by which headings it is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from weald.core.errors import WealdError
from weald.imports.fields import Parse, Unreadable, is_blank
from weald.imports.reading import Table, columns_at
from weald.imports.records import Record

LONGEST_SHOWN = 200


class RowRejected(Exception):
    """A row that cannot be used, with where and why."""

    def __init__(self, reason: str, *, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column, self.value = reason, column, value[:LONGEST_SHOWN]


class RowIgnored(Exception):
    """A row that is right but of no use here; the reason is counted."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column that is read."""

    name: str
    headings: tuple[str, ...]
    parse: Parse
    sql: str
    # The file is only of this kind if the column is there …
    is_marking: bool = False
    # … and a row is only of use if the cell is filled.
    is_needed: bool = False


@dataclass(frozen=True)
class Layout:
    """A kind of file."""

    kind: str
    title: str
    fields: tuple[Field, ...]

    @cached_property
    def headings(self) -> dict[str, tuple[str, ...]]:
        return {field.name: field.headings for field in self.fields}

    def fits(self, table: Table) -> bool:
        found = columns_at(table, {f.name: f.headings for f in self.fields if f.is_marking})
        return len(found) == self.markings

    @cached_property
    def markings(self) -> int:
        return sum(field.is_marking for field in self.fields)

    @property
    def staged(self) -> tuple[tuple[str, str], ...]:
        return tuple((field.name, field.sql) for field in self.fields)

    def bind(self, table: Table) -> "Reader":
        return Reader(self.fields, columns_at(table, self.headings), table.columns)


@dataclass(frozen=True, slots=True)
class Reader:
    """A layout laid onto one file's columns."""

    fields: tuple[Field, ...]
    places: dict[str, int]
    columns: tuple[str, ...]

    def read(self, record: Record) -> dict[str, object]:
        """Read a record's values by field name; every flaw of the row is named in one rejection."""
        cells = record.cells
        if record.broken:
            raise RowRejected(record.broken, value="".join(cells))
        if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
            msg = f"The row has {len(cells)} cells under {len(self.columns)} headings."
            raise RowRejected(msg)
        if len(cells) <= max(self.places.values(), default=0):
            msg = f"The row breaks off after {len(cells)} of {len(self.columns)} cells."
            raise RowRejected(msg)
        values: dict[str, object] = {}
        flaws: list[tuple[str, str, str]] = []
        for field in self.fields:
            values[field.name] = self._value(field, cells, flaws)
        if flaws:
            raise _rejection(flaws)
        return values

    def _value(self, field: Field, cells: Sequence[str], flaws: list[tuple[str, str, str]]) -> object:
        place = self.places.get(field.name)
        cell = "" if place is None else cells[place]
        heading = field.headings[0] if place is None else self.columns[place]
        if is_blank(cell):
            if field.is_needed:
                flaws.append((heading, cell, "is blank"))
            return None
        if "\0" in cell:
            flaws.append((heading, cell.replace("\0", "␀"), "has a NUL byte in it; the file was damaged"))
            return None
        try:
            return field.parse(cell)
        except Unreadable as error:
            flaws.append((heading, cell, str(error)))
            return None


def _rejection(flaws: Sequence[tuple[str, str, str]]) -> RowRejected:
    columns, values, _ = zip(*flaws, strict=True)
    reason = "; ".join(f"{column} {why}" for column, _, why in flaws)
    return RowRejected(f"{reason}.", column=", ".join(columns), value=", ".join(values))


def recognised(table: Table, layouts: Iterable[Layout], *, need: str) -> Layout:
    """Find the kind of file by its headings: the kind with most of its own wins."""
    fitting = [layout for layout in layouts if layout.fits(table)]
    if not fitting:
        seen = ", ".join(column or "(blank)" for column in table.columns[:8])
        raise WealdError(
            need,
            f"{table.name} begins with the headings: {seen[:300]}.",
            "Check that it is the file you meant, as downloaded, with its row of headings.",
        )
    return max(fitting, key=lambda layout: layout.markings)
