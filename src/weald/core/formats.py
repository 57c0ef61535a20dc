"""In which form an answer is wanted: a page, or data for a spreadsheet or a program."""

from typing import Literal

from django.http import HttpRequest

Format = Literal["csv", "json"]

CONTENT_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def wanted_format(request: HttpRequest) -> Format | None:
    """Tell whether data is asked for: `?format=csv`, `?format=json` or by the Accept header."""
    for name in CONTENT_TYPES:
        if request.GET.get("format") == name:
            return name
    is_page = "format" in request.GET or not request.headers.get("Accept", "").startswith("application/json")
    return None if is_page else "json"
