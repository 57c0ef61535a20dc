"""Read a table and say exactly which cell cannot be used."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from wealdstats.errors import WealdStatsError
from wealdstats.types import FloatArray

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
YES, NO = frozenset({"1", "true", "yes", "y", "t"}), frozenset({"0", "false", "no", "n", "f"})
DELIMITERS = ",;\t|"


class TableError(WealdStatsError):
    """A table cannot be read as a method needs it."""


@dataclass(frozen=True, slots=True)
class Table:
    r"""A file of rows, still as text.

    Parameters
    ----------
    name : str
        The file's name, for a refusal.
    headings : tuple of str
        Of its columns.
    columns : tuple of sequences of str
        Their cells, without spaces round them.
    lines : sequence of int
        The line each row begins in.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> table = parse("votes.csv", "who;vote\nAnn;1\nBob;yes\n")
    >>> table.numbers("vote")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    wealdstats.cli.table.TableError: Need: a number. Found: "yes" in votes.csv, line 3, column vote. ...
    """

    name: str
    headings: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def cells(self, heading: str) -> tuple[str, ...]:
        """Give a column as text."""
        if heading not in self.headings:
            remedy = f"rename one, or say --column {heading}=YOURS"
            raise TableError(
                f"a column {heading}", f"{', '.join(self.headings) or 'none'} in {self.name}", remedy
            )
        return self.columns[self.headings.index(heading)]

    def renamed(self, names: Mapping[str, str]) -> Table:
        """Give the table with other headings: wanted name to the file's."""
        for theirs in names.values():
            self.cells(theirs)
        wanted = {theirs: ours for ours, theirs in names.items()}
        return Table(self.name, tuple(wanted.get(h, h) for h in self.headings), self.columns, self.lines)

    def texts(self, heading: str, *, may_miss: bool = False) -> npt.NDArray[Any]:
        """Give a column of names."""
        found = np.array(self.cells(heading), dtype=np.str_)
        if not may_miss and (found == "").any():
            self.refuse(heading, int(np.argmax(found == "")), "a name", "fill the cell or leave the row out")
        return found

    def numbers(self, heading: str, *, may_miss: bool = False, whole: bool = False) -> FloatArray:
        """Give a column of numbers; missing ones as nan."""
        cells = self.cells(heading)
        try:
            found = np.array(cells, dtype=np.float64)
        except ValueError:
            found = self._one_by_one(heading, cells)
        if not may_miss and np.isnan(found).any():
            row = int(np.argmax(np.isnan(found)))
            self.refuse(heading, row, "a number", "fill the cell or leave the row out")
        wrong = np.isinf(found) | (whole & (found != np.round(found)) & ~np.isnan(found))
        if wrong.any():
            need = "a whole number" if whole else "a finite number"
            self.refuse(heading, int(np.argmax(wrong)), need, "mend the cell")
        return found

    def flags(self, heading: str) -> npt.NDArray[np.bool_]:
        """Give a column of yes and no."""
        words = [cell.lower() for cell in self.cells(heading)]
        for row, word in enumerate(words):
            if word not in YES | NO:
                self.refuse(heading, row, "yes or no", "write yes, no, true, false, 1 or 0")
        return np.array([word in YES for word in words], dtype=np.bool_)

    def only(self, heading: str, allowed: tuple[float, ...], values: FloatArray) -> None:
        """Refuse the first cell that is none of those allowed."""
        wrong = ~np.isin(values, np.array(allowed)) & ~np.isnan(values)
        if wrong.any():
            words = ", ".join(f"{item:g}" for item in allowed)
            self.refuse(heading, int(np.argmax(wrong)), f"one of {words}", "write one of these")

    def _one_by_one(self, heading: str, cells: tuple[str, ...]) -> FloatArray:
        found = np.empty(len(cells))
        for row, cell in enumerate(cells):
            try:
                found[row] = np.nan if cell.lower() in MISSING else float(cell)
            except ValueError:
                self.refuse(heading, row, "a number", "write it like 3 or 3.5, without units")
        return found

    def refuse(self, heading: str, row: int, need: str, remedy: str) -> NoReturn:
        """Refuse a cell, naming file, line and column."""
        cell = self.cells(heading)[row]
        shown = f'"{cell}"' if cell else "an empty cell"
        place = f"{self.name}, line {self.lines[row]}, column {heading}"
        raise TableError(need, f"{shown} in {place}", remedy)


def parse(name: str, text: str) -> Table:
    r"""Read a table from text.

    Parameters
    ----------
    name : str
        What to call it in a refusal.
    text : str
        Comma, semicolon, tab or bar between cells; headings in the first line.

    Returns
    -------
    Table
        Its cells.

    Raises
    ------
    TableError
        Without headings or rows, with a heading twice, or where a row has another number of cells.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> parse("a.csv", "who,score\nAnn,3\n").numbers("score")
    array([3.])
    """
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = list(_rows(name, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    if len(rows) < 2:
        raise TableError("headings and a row", f"{len(rows)} lines in {name}", "give a table with headings")
    headings = tuple(cell.strip() for cell in rows[0][1])
    twice = {heading for heading in headings if headings.count(heading) > 1}
    if twice:
        raise TableError("each heading once", f"{sorted(twice)[0]} twice in {name}", "rename one")
    for line, cells in rows[1:]:
        if len(cells) != len(headings):
            found = f"{len(cells)} in {name}, line {line}"
            raise TableError(f"{len(headings)} cells a row", found, "put cells with commas in quotes")
    columns = zip(*(cells for _, cells in rows[1:]), strict=True)
    stripped = tuple(tuple(cell.strip() for cell in column) for column in columns)
    return Table(name, headings, stripped, tuple(line for line, _ in rows[1:]))


def _rows(name: str, reader: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 -- csv hides its type
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError("a table", f"{error} in {name}, line {line}", "save it again as CSV") from None


def read_table(path: str) -> Table:
    """Read a table from a file, or from what is piped in.

    Parameters
    ----------
    path : str
        A file; ``-`` for standard input. UTF-8, or else as Windows writes it.

    Returns
    -------
    Table
        Its cells.

    Raises
    ------
    TableError
        When there is no such file, or it is no table.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> read_table("nowhere.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    wealdstats.cli.table.TableError: Need: a table. Found: no file nowhere.csv. ...
    """
    if path == "-":
        return parse("standard input", sys.stdin.read())
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        found = f"no file {path}" if isinstance(error, FileNotFoundError) else f"{path}: {error.strerror}"
        raise TableError("a table", found, "give the path of a CSV file") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return parse(Path(path).name, text)


READERS: Mapping[str, Callable[..., npt.NDArray[Any]]] = {
    "text": lambda table, column: table.texts(column.name, may_miss=column.may_miss),
    "number": lambda table, column: table.numbers(column.name, may_miss=column.may_miss),
    "whole": lambda table, column: table.numbers(column.name, may_miss=column.may_miss, whole=True),
    "flag": lambda table, column: table.flags(column.name),
}
