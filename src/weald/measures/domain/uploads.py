"""Results files that came by a page: kept, understood, looked through, and applied by a job."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from weald.core.enums import ImportMode
from weald.core.errors import Conflict, WealdError
from weald.core.jobs import enqueue
from weald.core.models import ImportRun
from weald.core.permissions import Actor, permit
from weald.imports.layout import RowIgnored, RowRejected
from weald.imports.reading import open_table
from weald.imports.run import Report, begin
from weald.measures.domain.cells import year_in
from weald.measures.domain.importing import KIND, ResultsImporter, have_read, kind_of, reader_for
from weald.measures.domain.mapping import Mapping, mapping_from, recognise, shipped_mapping
from weald.measures.domain.reader import Figure, Read
from weald.measures.domain.units import academic_year
from weald.measures.domain.words import say
from weald.measures.enums import Group, Missing
from weald.measures.models import Measure, ResultsFile
from weald.measures.queries.finding import urns_and_names
from weald.people.models import User
from weald.people.queries.actor import actor_for
from weald.schools.domain.uploads import FOLDER, forget_old_uploads

NOT_MAPPED = f"{KIND}not_yet_mapped"
PREVIEWED = 6


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it would be read, or why it would not be."""

    line: int
    school: str
    year: str
    figures: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a file as they stand in it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def receive(
    *, file: "UploadedFile[Any]", mapping: str, year: int | None, is_public: bool, by: Actor
) -> ImportRun:
    """Keep a file. Where it is known how to read it, a job looks through it; otherwise that is asked."""
    permit("measures.import", by)
    if is_public:
        permit("measures.import_published", by)
    forget_old_uploads()
    name = file.name or ""
    stored_as = default_storage.save(f"{FOLDER}/{uuid7().hex}{Path(name).suffix[:8]}", file)
    path = Path(default_storage.path(stored_as))
    try:
        chosen = _chosen(path, name, mapping)
        run = begin(path, kind=NOT_MAPPED, mode=ImportMode.DRY_RUN, by=by, name=name)
        run.stored_as = stored_as
        with transaction.atomic():
            run.save()
            results = ResultsFile.objects.create(run=run, year=year or year_in(name), is_public=is_public)
            if chosen is not None:
                _look_through(results, {"code": chosen.code}, by=by)
    except WealdError:
        default_storage.delete(stored_as)
        raise
    return run


def explain_columns(
    results: ResultsFile, content: Dict[str, Any], *, year: int | None, by: Actor
) -> ImportRun:
    """Take what somebody said of each column, and have a job look through the file by it."""
    permit("measures.import", by)
    with transaction.atomic():
        locked = ResultsFile.objects.select_for_update().select_related("run").get(pk=results.pk)
        if locked.run.kind != NOT_MAPPED or not locked.run.stored_as:
            raise Conflict(
                "The columns of a file are explained once.",
                f"{locked.run.file_name} is already being read.",
                "Give the file again to read it another way.",
            )
        locked.year = year or locked.year
        return _look_through(locked, content, by=by)


def apply_results(looked_at: ResultsFile, *, mode: ImportMode, by: Actor) -> ImportRun:
    """Import for good a file that has been looked through."""
    permit("measures.import", by)
    with transaction.atomic():
        results = ResultsFile.objects.select_for_update().select_related("run").get(pk=looked_at.pk)
        before = results.run
        if not before.stored_as:
            raise Conflict(
                "A file is kept until it has been applied, for a week at most.",
                f"{before.file_name} is no longer here.",
                "Give the file again.",
            )
        path = Path(default_storage.path(before.stored_as))
        run = begin(path, kind=before.kind, mode=mode, by=by, name=before.file_name)
        run.stored_as, before.stored_as = before.stored_as, ""
        before.save(update_fields=["stored_as"])
        run.save()
        ResultsFile.objects.create(
            run=run, mapping=results.mapping, year=results.year, is_public=results.is_public
        )
        return _have_done(run, f"Import {run.file_name}", by=by)


def work_on(run_id: int, report: Report) -> ImportRun:
    """Do what the job is for. Done again after a crash it comes to the same."""
    results = ResultsFile.objects.select_related("run").get(pk=run_id)
    run = results.run
    if run.finished_at:
        return run
    by = actor_for(User.objects.get(pk=run.requested_by_id or 0))
    importer = ResultsImporter(
        mapping_of(results),
        file_hash=run.file_hash,
        name=run.file_name,
        year=results.year,
        is_public=results.is_public,
        by=by,
    )
    run = have_read(run, importer, Path(default_storage.path(run.stored_as)), by=by, report=report)
    if run.was_applied:
        default_storage.delete(run.stored_as)
        run.stored_as = ""
        run.save(update_fields=["stored_as"])
    return run


def mapping_of(results: ResultsFile) -> Mapping:
    content = results.mapping
    return mapping_from(content) if "school" in content else shipped_mapping(content.get("code", ""))


def beginning_of(run: ImportRun) -> Beginning:
    """Give the headings and first rows as they stand in the file, for whoever explains the columns."""
    with open_table(_path(run), run.file_name) as table:
        width = len(table.columns)
        first = [record for record, _ in zip(table.records, range(PREVIEWED), strict=False)]
        rows = tuple(tuple((record.cells + [""] * width)[:width]) for record in first)
        return Beginning(table.columns, rows)


def preview(results: ResultsFile, by: Actor) -> list[PreviewRow]:
    """Read the first rows as an import by this person would. A handful of queries, whatever the file."""
    measures = {measure.pk: measure for measure in Measure.objects.all()}
    run = results.run
    with open_table(_path(run), run.file_name) as table:
        reader = reader_for(mapping_of(results), table, year=results.year, by=by)
        read: list[tuple[int, Read | str]] = []
        for record, _ in zip(table.records, range(PREVIEWED), strict=False):
            try:
                read.append((record.line, reader.understand(record)))
            except (RowIgnored, RowRejected) as reason:
                read.append((record.line, str(reason)))
    names = urns_and_names([row.school for _, row in read if isinstance(row, Read) and row.school])
    return [_preview_row(line, row, measures, names) for line, row in read]


def _preview_row(
    line: int, row: Read | str, measures: Dict[int, Measure], names: Dict[int, tuple[str, str]]
) -> PreviewRow:
    if isinstance(row, str):
        return PreviewRow(line, "", "", (), row)
    school = "England" if row.school is None else names[row.school][1]
    figures = tuple(_figure_words(figure, measures[figure.measure.pk]) for figure in row.figures)
    return PreviewRow(line, school, academic_year(row.year), figures, "")


def _figure_words(figure: Figure, measure: Measure) -> str:
    of = "" if figure.group == Group.ALL else f", {Group(figure.group).label}"
    said = Missing(figure.missing).label if figure.value is None else say(measure, figure.value)
    pupils = f" ({figure.cohort} pupils)" if figure.cohort is not None else ""
    return f"{measure.name}{of}: {said}{pupils}"


def _chosen(path: Path, name: str, code: str) -> Mapping | None:
    """Give the mapping that was chosen, or the one that knows the file's columns."""
    with open_table(path, name) as table:
        return shipped_mapping(code) if code else recognise(table.columns)


def _look_through(results: ResultsFile, content: Dict[str, Any], *, by: Actor) -> ImportRun:
    run = results.run
    results.mapping = dict(content)
    mapping = mapping_of(results)
    with open_table(_path(run), run.file_name) as table:
        reader_for(mapping, table, year=results.year, by=by)
    results.save()
    run.kind = kind_of(mapping)
    return _have_done(run, f"Look through {run.file_name}", by=by)


def _have_done(run: ImportRun, title: str, *, by: Actor) -> ImportRun:
    run.started_at = timezone.now()
    run.job_id = enqueue("measures.import_results", title[:200], by=by, run_id=run.pk).pk
    run.save(update_fields=["kind", "started_at", "job_id"])
    return run


def _path(run: ImportRun) -> Path:
    return Path(default_storage.path(run.stored_as))
