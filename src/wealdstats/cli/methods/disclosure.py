"""What of a table about people may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Listing, Method, Option, Values
from wealdstats.cli.table import TableError
from wealdstats.disclosure import Audit, Bounds, Cell, Sum, audit, margins

WHOLE = "all"


@dataclass(frozen=True, slots=True)
class _Hiding:
    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]
    hidden: frozenset[Any]
    audit: Audit


def _hidden(asked: Asked) -> _Hiding:
    keys = _keys(asked)
    cells = _cells(asked, keys)
    sums = margins(keys, whole=_whole(asked, keys))
    _add_up(asked, cells, sums)
    # Counts alone have no value to keep in doubt.
    ends = (asked.options.get("low"), asked.options.get("high")) if "value" in asked.columns else ()
    bounds = Bounds(*ends)
    hidden = function_of(METHODS[0])(cells, sums, bounds)
    return _Hiding(cells, sums, hidden, audit(cells, sums, hidden, bounds))


def _whole(asked: Asked, keys: Iterable[tuple[str, ...]]) -> str:
    """Give what a total is called; a slip in it would leave totals unknown, and small cells in the open."""
    whole: str = asked.options.get("whole", WHOLE)
    if "whole" in asked.options and not any(whole in key for key in keys):
        raise TableError(f"a cell called {whole}", f"none in {asked.table.name}", "write it as the file does")
    return whole


def _cells(asked: Asked, keys: Sequence[tuple[str, ...]]) -> tuple[Cell, ...]:
    n = len(asked.table)
    no = np.zeros(n, dtype=np.bool_)
    columns = (
        asked.columns["count"].astype(np.int64),
        _values(asked),
        _thresholds(asked),
        asked.columns.get("public", no),
        asked.columns.get("latent", no),
    )
    if (columns[0] < 0).any():
        asked.table.refuse("count", int(np.argmin(columns[0])), "a count of 0 or more", "mend the cell")
    listed = (column.tolist() for column in columns)
    return tuple(Cell(*cell) for cell in zip(keys, *listed, strict=True))


def _keys(asked: Asked) -> list[tuple[str, ...]]:
    by = asked.options["by"]
    keys = list(zip(*(asked.table.texts(name).tolist() for name in by), strict=True))
    first = {key: row for row, key in reversed(list(enumerate(keys)))}
    for row, key in enumerate(keys):
        if first[key] != row:
            asked.table.refuse(by[-1], row, f"one row for {', '.join(key)}", "leave the other out")
    return keys


def _values(asked: Asked) -> Values:
    """Give what is known of each cell's people; 0 where there is nobody, or only counts."""
    count = asked.columns["count"]
    value = np.where(count == 0, 0.0, asked.columns.get("value", 0.0))
    low, high = asked.options.get("low", -np.inf), asked.options.get("high", np.inf)
    if np.isnan(value).any():
        asked.table.refuse("value", int(np.argmax(np.isnan(value))), "a number", "fill the cell")
    outside = (count > 0) & ((value < low) | (value > high)) & ("value" in asked.columns)
    if outside.any():
        need = f"a value from {low:g} to {high:g}"
        asked.table.refuse("value", int(np.argmax(outside)), need, "mend the cell, --low or --high")
    return value


def _thresholds(asked: Asked) -> Values:
    own = asked.columns.get("threshold", np.full(len(asked.table), np.nan))
    return np.where(np.isnan(own), asked.options["threshold"], own).astype(np.int64)


def _add_up(asked: Asked, cells: Sequence[Cell], sums: Iterable[Sum]) -> None:
    """Refuse a total whose parts are not all there: somebody could work out the part that is not."""
    count = {cell.key: cell.count for cell in cells}
    for one in sums:
        found = sum(count[part] for part in one.parts)
        if found != count[one.whole]:
            row = list(count).index(one.whole)
            remedy = "add the parts that are missing, or leave the total out"
            asked.table.refuse("count", row, f"the sum of its parts, {found}", remedy)


def _of_each(name: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: [getattr(cell, name) for cell in answer.result.cells]


def _why(answer: Answer) -> list[str | None]:
    hiding = answer.result
    return [_reason(cell) if cell.key in hiding.hidden else None for cell in hiding.cells]


def _reason(cell: Cell) -> str:
    if cell.is_small:
        return f"fewer than {cell.threshold}"
    return "never shown" if cell.is_latent else "would give a small one away"


METHODS = (
    Method(
        "hidden_cells",
        "wealdstats.disclosure:hidden_cells",
        "which cells of a table to hide so that no small one can be worked out, and why",
        (
            Column("count", "whole", "people behind the cell"),
            Column("value", "number", "their mean or percentage", required=False, may_miss=True),
            Column("threshold", "whole", "its own, if not --threshold", required=False, may_miss=True),
            Column("public", "flag", "whether it is known elsewhere", required=False),
            Column("latent", "flag", "whether it is never shown", required=False),
        ),
        {
            "cells": lambda answer: len(answer.result.cells),
            "a total is called": lambda answer: answer.asked.options.get("whole", WHOLE),
            "sums among them": lambda answer: len(answer.result.sums),
            "of few people": lambda answer: len(answer.result.audit.tried),
            "hidden": lambda answer: len(answer.result.hidden),
            "can still be worked out": lambda answer: len(answer.result.audit.exposed),
        },
        (
            Listing(
                "cells",
                {
                    "cell": _of_each("key"),
                    "count": _of_each("count"),
                    "hidden": lambda answer: [
                        cell.key in answer.result.hidden for cell in answer.result.cells
                    ],
                    "why": _why,
                    "can still be worked out": lambda answer: [
                        cell.key in answer.result.audit.exposed for cell in answer.result.cells
                    ],
                },
            ),
        ),
        (
            Option("by", "words", "columns that name a cell, such as school,group", required=True),
            Option("threshold", "whole", "fewest people whose figure may be shown", required=True),
            Option("whole", "text", f"what stands for a total in these columns [{WHOLE}]"),
            Option("low", "number", "lowest value possible"),
            Option("high", "number", "highest value possible"),
        ),
        call=_hidden,
    ),
)
