"""An answer as a plain table, and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from wealdstats.cli.spec import Answer, Listing, Method
from wealdstats.inference import Interval

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
DIGITS = 6


def plain(value: Any) -> Plain:  # noqa: ANN401 -- that is its purpose
    """Turn whatever a result holds into what JSON can hold; missing numbers become null.

    Parameters
    ----------
    value : object
        A number, word, interval, array or sequence of such.

    Returns
    -------
    object
        Numbers, words, lists and dictionaries.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> plain(Interval(1.0, 2.0, 0.95)), plain(np.array([1.0, np.nan]))
    ({'lower': 1.0, 'upper': 2.0, 'level': 0.95}, [1.0, None])
    """
    if isinstance(value, Interval):
        return {"lower": plain(value.lower), "upper": plain(value.upper), "level": value.level}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int) or value is None else str(value)


def facts(method: Method, answer: Answer) -> dict[str, Plain]:
    r"""Give the single numbers and words of an answer.

    Parameters
    ----------
    method : Method
        What was asked.
    answer : Answer
        What it says.

    Returns
    -------
    dict
        By name, in the method's order.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> from wealdstats.cli.spec import Asked
    >>> asked = Asked(parse("a.csv", "x\n1\n"), {}, {}, {}, lambda done, total: None)
    >>> facts(Method("m", "a:b", "", (), {"imaginary part": "imag"}), Answer(1 + 2j, asked))
    {'imaginary part': 2.0}
    """
    return {name: plain(answer.at(path)) for name, path in method.facts.items()}


def rows(listing: Listing, answer: Answer) -> list[dict[str, Plain]]:
    r"""Give a table of an answer, row by row.

    Parameters
    ----------
    listing : Listing
        Which.
    answer : Answer
        What was found.

    Returns
    -------
    list of dict
        One for each row.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> from wealdstats.cli.spec import Asked
    >>> asked = Asked(parse("a.csv", "x\n1\n"), {"x": np.array([1.0])}, {}, {}, lambda done, total: None)
    >>> rows(Listing("all", {"it": "<x"}), Answer(None, asked))
    [{'it': 1.0}]
    """
    columns = [plain(answer.at(path)) for path in listing.columns.values()]
    held = [column for column in columns if isinstance(column, list)]
    return [dict(zip(listing.columns, row, strict=True)) for row in zip(*held, strict=True)]


def as_json(method: Method, answer: Answer, version: str) -> str:
    r"""Write an answer for a program.

    Parameters
    ----------
    method : Method
        What was asked.
    answer : Answer
        What it says.
    version : str
        Of the package.

    Returns
    -------
    str
        One JSON object: method, file, options, facts, tables.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> from wealdstats.cli.spec import Asked
    >>> asked = Asked(parse("a.csv", "x\n1\n"), {}, {}, {}, lambda done, total: None)
    >>> json.loads(as_json(Method("m", "a:b", "", (), {"it": "real"}), Answer(1.5, asked), "1"))["facts"]
    {'it': 1.5}
    """
    whole = {
        "method": method.name,
        "version": version,
        "file": answer.asked.table.name,
        "rows": len(answer.asked.table),
        "options": plain(answer.asked.options),
        "facts": facts(method, answer),
        "tables": {listing.title: rows(listing, answer) for listing in method.listings},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_text(method: Method, answer: Answer, most: int) -> str:
    r"""Write an answer for a person.

    Parameters
    ----------
    method : Method
        What was asked.
    answer : Answer
        What it says.
    most : int
        Rows of each table to show; 0 for all.

    Returns
    -------
    str
        Facts, then tables, with what was left out.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> from wealdstats.cli.table import parse
    >>> from wealdstats.cli.spec import Asked
    >>> asked = Asked(parse("a.csv", "x\n1\n"), {"x": np.array([1.0])}, {}, {}, lambda done, total: None)
    >>> method = Method("m", "a:b", "", (), {"it": "real"}, (Listing("all", {"x": "<x"}),))
    >>> print(as_text(method, Answer(1.5, asked), 0))
    it  1.5
    <BLANKLINE>
    all (1)
    x
    1
    """
    said = facts(method, answer)
    width = max((len(name) for name in said), default=0)
    parts = ["\n".join(f"{name:<{width}}  {cell(value)}" for name, value in said.items())]
    for listing in method.listings:
        found = rows(listing, answer)
        shown = found[:most] if most else found
        lines = _lines([list(listing.columns), *([cell(v) for v in row.values()] for row in shown)])
        more = (
            [f"… and {len(found) - len(shown)} more; --rows 0 shows all"] if len(found) > len(shown) else []
        )
        parts.append("\n".join([f"{listing.title} ({len(found)})", *lines, *more]))
    return "\n\n".join(part for part in parts if part)


def cell(value: Plain) -> str:
    """Write one value for a person: six digits, an interval as a range, nothing for what is missing.

    Parameters
    ----------
    value : object
        As `plain` gives it.

    Returns
    -------
    str
        Its text.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> cell(0.123456789), cell(None), cell({"lower": 1.0, "upper": 2.5, "level": 0.95}), cell(True)
    ('0.123457', '–', '1 to 2.5 (95 %)', 'yes')
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    if isinstance(value, dict) and "level" in value and isinstance(value["level"], float):
        return f"{cell(value['lower'])} to {cell(value['upper'])} ({100 * value['level']:g} %)"
    if isinstance(value, dict):
        return ", ".join(f"{key} {cell(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value) or "–"
    return str(value)


def _lines(table: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() for row in table]
