"""Rejected rows as a file that can be mended and imported again as it is."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from weald.core.models import ImportRejection, ImportRun
from weald.imports.reading import rejection_headings


def rejected_csv(run: ImportRun) -> Iterator[str]:
    """Give the file piece by piece: the original columns, then line, column, value and reason."""
    columns = tuple(run.columns)
    # The mark at the beginning makes spreadsheet programs read UTF-8 as what it is.
    yield "\ufeff" + _line([*columns, *rejection_headings(columns)])
    for rejection in (
        ImportRejection.objects.filter(run=run).order_by("line", "pk").iterator(chunk_size=2_000)
    ):
        cells = [*rejection.row, *[""] * (len(columns) - len(rejection.row))]
        yield _line([*cells, rejection.line, rejection.column, rejection.value, rejection.reason])


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
