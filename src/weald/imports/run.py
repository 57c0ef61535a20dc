"""One import from file to report: read and check row by row, then merge all at once or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, ImportMode, Verb
from weald.core.errors import WealdError
from weald.core.models import ImportRejection, ImportRun
from weald.core.permissions import Actor
from weald.imports.layout import RowIgnored, RowRejected
from weald.imports.reading import Table, digest_of, open_table
from weald.imports.records import Record
from weald.imports.staging import Findings, copy_rows, staged

Report = Callable[[int, int | None, str], None]
Values = dict[str, object]
BATCH = 2_000
# Merges take turns: two imports at once would otherwise both add the same school.
MERGE_LOCK = 0x5EA1D


class Reads(Protocol):
    """Whatever turns a record into values; a layout's `Reader` is one."""

    def read(self, record: Record) -> Values: ...


class Importer(Protocol):
    """What a kind of file does. Its SQL works on the temporary table `staged` (see `staging`)."""

    @property
    def staged(self) -> Sequence[tuple[str, str]]:
        """Columns of a staged row and their SQL types."""

    def bind(self, table: Table) -> Reads:
        """Lay the layout onto the file's columns, or refuse the file."""

    def rows(self, values: Values) -> Iterable[Sequence[object]]:
        """Turn a row's values into staged rows; raises RowRejected or RowIgnored."""

    def merge(self) -> Findings:
        """Apply the staged rows in set-based statements, giving each its outcome. Runs in one transaction."""


@dataclass(slots=True)
class _Tally:
    read: int = 0
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


def silent(done: int, total: int | None, message: str) -> None:
    """Report to nobody."""


def begin(path: Path, *, kind: str, mode: ImportMode, by: Actor, name: str = "") -> ImportRun:
    return ImportRun(
        kind=kind,
        file_name=(name or path.name)[:255],
        file_hash=digest_of(path),
        mode=mode,
        requested_by_id=by.person_id,
        started_at=timezone.now(),
    )


def run_import(
    run: ImportRun, importer: Importer, path: Path, *, by: Actor, report: Report = silent
) -> ImportRun:
    """Carry out a run that `begin` made; the run tells what came of it."""
    run.save()
    # Left over when a worker died half-way through and the job is done again.
    ImportRejection.objects.filter(run=run).delete()
    try:
        with staged(importer.staged):
            tally = _stage(run, importer, path, report)
            report(1, None, "Comparing with what is there")
            _merge(run, importer, path, tally, by)
    except WealdError as error:
        _fail(run, str(error.refusal))
        raise
    except DatabaseError:
        _fail(run, "The database refused the file as a whole; nothing was changed. Tell whoever runs Weald.")
        raise
    return run


def _stage(run: ImportRun, importer: Importer, path: Path, report: Report) -> _Tally:
    """Read the file in batches, each in a short transaction of its own: progress is seen from outside."""
    tally = _Tally()
    names = ["line", *(name for name, _ in importer.staged)]
    with open_table(path, run.file_name) as table:
        run.columns = list(_own_columns(table))
        good: list[Sequence[object]] = []
        bad: list[ImportRejection] = []

        def write() -> None:
            with transaction.atomic():
                copy_rows("staged", names, good)
                ImportRejection.objects.bulk_create(bad)
            good.clear()
            bad.clear()
            report(table.position(), table.size, "Reading")

        for row in _checked(run, importer, table, tally):
            (bad if isinstance(row, ImportRejection) else good).append(row)  # type: ignore[arg-type]  # by its kind
            if len(good) + len(bad) >= BATCH:
                write()
        write()
        run.encoding = table.encoding()[:16]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE staged")
    return tally


def _checked(
    run: ImportRun, importer: Importer, table: Table, tally: _Tally
) -> Iterator[Sequence[object] | ImportRejection]:
    reader = importer.bind(table)
    for record in table.records:
        tally.read += 1
        try:
            for row in importer.rows(reader.read(record)):
                yield (record.line, *row)
        except RowIgnored as reason:
            tally.ignored[str(reason)] += 1
        except RowRejected as flaw:
            tally.rejected += 1
            yield ImportRejection(
                run=run,
                line=record.line,
                column=flaw.column[:100],
                value=flaw.value.replace("\0", "␀"),
                reason=flaw.reason,
                row=[cell.replace("\0", "␀") for cell in record.cells[: len(run.columns)]],
            )


def _own_columns(table: Table) -> Sequence[str]:
    return table.columns[:-4] if table.is_mended else table.columns


def _merge(run: ImportRun, importer: Importer, path: Path, tally: _Tally, by: Actor) -> None:
    """Merge in one transaction, which is undone when the mode says that nothing may change."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGE_LOCK])
            # Whole files are joined with whole tables. On a database too young to have counted its rows
            # the planner would take both for small and go through one for each row of the other.
            cursor.execute("SET LOCAL enable_nestloop = off")
        found = importer.merge()
        is_clean = not (tally.rejected or found.rejected)
        run.was_applied = run.mode == ImportMode.GOOD_ROWS or (
            run.mode == ImportMode.ALL_OR_NOTHING and is_clean
        )
        if run.was_applied:
            _finish(run, tally, found, path)
            _record(run, by)
        else:
            transaction.set_rollback(True)
    if not run.was_applied:
        if run.mode == ImportMode.ALL_OR_NOTHING:
            run.problem = "Nothing was changed: some rows were rejected, and all or nothing was asked for."
        _finish(run, tally, found, path)


def _finish(run: ImportRun, tally: _Tally, found: Findings, path: Path) -> None:
    _reject_late(run, found, path)
    ignored = tally.ignored + found.ignored
    run.rows_read = tally.read
    run.rows_added, run.rows_changed = found.counts["added"], found.counts["changed"]
    run.rows_unchanged = found.counts["unchanged"]
    run.rows_ignored = ignored.total()
    run.rows_rejected = tally.rejected + len(found.rejected)
    run.ignored = dict(ignored.most_common())
    run.effects = {effect: n for effect, n in found.effects.items() if n}
    run.examples = [list(example) for example in found.examples]
    run.finished_at = timezone.now()
    run.save()


def _reject_late(run: ImportRun, found: Findings, path: Path) -> None:
    """Write down rows that only the merge could fault; their cells are read from the file once more."""
    if not found.rejected:
        return
    with open_table(path, run.file_name) as table:
        ImportRejection.objects.bulk_create(
            (
                ImportRejection(
                    run=run,
                    line=record.line,
                    reason=found.rejected[record.line],
                    row=record.cells[: len(run.columns)],
                )
                for record in table.records
                if record.line in found.rejected
            ),
            batch_size=BATCH,
        )


def _record(run: ImportRun, by: Actor) -> None:
    ledger.append(
        Verb.IMPORTED,
        run,
        by=by,
        audience=Audience.SECTOR,
        payload={
            "kind": run.kind,
            "mode": run.mode,
            "file": run.file_hash[:64],
            "added": run.rows_added,
            "changed": run.rows_changed,
            "rejected": run.rows_rejected,
        },
    )


def _fail(run: ImportRun, problem: str) -> None:
    run.was_applied = False
    run.problem = problem
    run.finished_at = timezone.now()
    run.save()
