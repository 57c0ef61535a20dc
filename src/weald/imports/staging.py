"""The table that holds a file's good rows between reading and merging; it lasts as long as the connection."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Parameters = Sequence[Any] | dict[str, Any] | None
# What the merge may say of a staged row.
OUTCOMES = ("added", "changed", "unchanged", "ignored", "rejected")
EXAMPLES = 20


@dataclass(slots=True)
class Findings:
    """What a merge did, or would do."""

    counts: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    # line → reason, of rows that only the merge could find fault with
    rejected: dict[int, str] = field(default_factory=dict)
    # What follows beyond the rows themselves: memberships ended, say.
    effects: Counter[str] = field(default_factory=Counter)
    # what it is, which field, before, after
    examples: list[tuple[str, str, str, str]] = field(default_factory=list)


def execute(sql: str, parameters: Parameters = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def fetch(sql: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


@contextmanager
def staged(columns: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Make `staged` (line, the columns, outcome, reason) for the while of one import."""
    defined = ", ".join(f'"{name}" {sql}' for name, sql in columns)
    execute("DROP TABLE IF EXISTS pg_temp.staged")
    execute(f"CREATE TEMP TABLE staged (line bigint NOT NULL, {defined}, outcome text, reason text)")
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.is_usable():
            execute("DROP TABLE IF EXISTS pg_temp.staged")


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows in one go."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def reject_repeats(key: Sequence[str]) -> None:
    """Keep the first of the rows with the same key: the same again is ignored, something else is rejected."""
    names = ", ".join(f'"{name}"' for name in key)
    whole = "to_jsonb(s) - 'line' - 'outcome' - 'reason'"
    execute(
        f"""
        WITH seen AS (
            SELECT s.ctid AS place, line, first_value(line) OVER same AS first,
                {whole} = first_value({whole}) OVER same AS is_equal
            FROM staged s WHERE outcome IS NULL
                AND ({names}) IN (
                    SELECT {names} FROM staged WHERE outcome IS NULL GROUP BY {names} HAVING count(*) > 1
                )
            WINDOW same AS (PARTITION BY {names} ORDER BY line)
        )
        UPDATE staged SET
            outcome = CASE WHEN is_equal THEN 'ignored' ELSE 'rejected' END,
            reason = CASE WHEN is_equal THEN 'the same row stands in the file twice'
                     ELSE 'Line ' || first || ' already says something else under the same number.' END
        FROM seen WHERE seen.place = staged.ctid AND seen.line > seen.first
        """  # noqa: S608 -- names of our own columns
    )


def findings(examples: Iterable[tuple[str, str, str, str]] = ()) -> Findings:
    """Count the outcomes that the merge has written beside the rows."""
    counts = fetch("SELECT outcome, count(*) FROM staged GROUP BY 1")
    ignored = fetch("SELECT reason, count(*) FROM staged WHERE outcome = 'ignored' GROUP BY 1")
    rejected = fetch("SELECT line, min(reason) FROM staged WHERE outcome = 'rejected' GROUP BY 1")
    return Findings(
        Counter(dict(counts)), Counter(dict(ignored)), dict(rejected), examples=list(examples)[:EXAMPLES]
    )
