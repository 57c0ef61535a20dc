"""A list as a file: the same rows the page shows, as CSV a spreadsheet opens or JSON a program reads."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from weald.core.formats import CONTENT_TYPES, wanted_format
from weald.core.permissions import actor_of, visible

__all__ = ["Columns", "export", "wanted_format"]

Columns = Mapping[str, str | Callable[[Any], Any]]

ROWS_AT_A_TIME = 2_000
# Without it the most used spreadsheet reads UTF-8 as cp1252.
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these is a formula to a spreadsheet, run on opening.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def export(
    request: HttpRequest, columns: Columns, rows: QuerySet[Any] | Iterable[Any], filename: str
) -> StreamingHttpResponse:
    """Stream rows as the file that was asked for (CSV unless JSON was).

    A column is its heading and an attribute path (`"organisation.name"`, or a key of `values()`) or a
    function of the row. A queryset is narrowed to what the reader may see, whatever the caller did.
    """
    wanted = wanted_format(request) or "csv"
    if isinstance(rows, QuerySet):
        rows = visible(rows, actor_of(request)).iterator(chunk_size=ROWS_AT_A_TIME)
    write = as_csv if wanted == "csv" else as_json
    response = StreamingHttpResponse(write(columns, rows), content_type=CONTENT_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="{filename}-{timezone.localdate()}.{wanted}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Vary"] = "Accept"
    return response


def as_csv(columns: Columns, rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    readers = _readers(columns)
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([csv_cell(read(row)) for read in readers])


def as_json(columns: Columns, rows: Iterable[Any]) -> Iterator[str]:
    """Write one row a line; a file cut off on its way is not JSON, so nobody takes it for the whole."""
    readers = dict(zip(columns, _readers(columns), strict=True))
    lead = "["
    for row in rows:
        cells = {name: read(row) for name, read in readers.items()}
        yield f"{lead}\n{json.dumps(cells, cls=DjangoJSONEncoder, ensure_ascii=False)}"
        lead = ","
    yield "[]\n" if lead == "[" else "\n]\n"


def csv_cell(value: Any) -> str:  # noqa: ANN401 -- whatever a column holds
    """Write a value as text; missing is an empty cell, and no text can be taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    is_formula = not isinstance(value, int | float | Decimal) and text.startswith(FORMULA_SIGNS)
    return f"'{text}" if is_formula else text


def _readers(columns: Columns) -> list[Callable[[Any], Any]]:
    return [_at(source) if isinstance(source, str) else source for source in columns.values()]


def _at(path: str) -> Callable[[Any], Any]:
    attribute = attrgetter(path)
    return lambda row: row[path] if isinstance(row, dict) else attribute(row)


class _Echo:
    """A file that hands back what is written, so that rows can be sent as they come."""

    def write(self, text: str) -> str:
        return text
