"""The library as a table: the same columns as CSV, JSON and a workbook."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone

from weald.core.exports import ROWS_AT_A_TIME, Columns, csv_cell
from weald.texts.markdown import as_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LIBRARY_COLUMNS: Columns = {
    "id": "pk",
    "title": "title",
    "kind": "kind",
    "stage": "stage",
    "summary": lambda practice: as_words(practice.head.summary),
    "subject": "subject",
    "phases": lambda practice: " ".join(practice.phases),
    "key_stages": lambda practice: " ".join(practice.key_stages),
    "concept": "concept",
    "area": "area",
    "home": "home.name",
    "made_by": lambda practice: practice.made_by.name if practice.made_by else None,
    "version": "head.number",
    "licence": "head.licence",
    "staff_hours": "head.cost_hours",
    "schools_using_it": "in_use",
    "shared_on": lambda practice: timezone.localdate(practice.shared_at),
    "changed_on": lambda practice: timezone.localdate(practice.changed_at),
}


def as_workbook(columns: Columns, rows: QuerySet[Any], filename: str) -> FileResponse:
    """Write rows as a workbook, row by row to disk. Texts stay texts: none becomes a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to load, and few ask for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet(filename)

    def cell(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value=csv_cell(value))
        made.data_type = "s"
        return made

    sheet.append(list(columns))
    for row in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        sheet.append([cell(value) for value in cells_of(columns, row)])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    book.save(file)
    file.seek(0)
    name = f"{filename}-{timezone.localdate()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def cells_of(columns: Columns, row: Any) -> Iterator[Any]:  # noqa: ANN401 -- a row of any model
    for source in columns.values():
        yield source(row) if callable(source) else attribute(row, source)


def attribute(row: Any, path: str) -> Any:  # noqa: ANN401 -- as above
    for name in path.split("."):
        row = getattr(row, name)
    return row
