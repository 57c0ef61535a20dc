"""Importing a file of the national register, whichever of its kinds it is."""

from datetime import date
from pathlib import Path

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun
from weald.core.permissions import Actor
from weald.imports.layout import Layout, recognised
from weald.imports.reading import Table, open_table
from weald.imports.run import Report, begin, run_import, silent
from weald.schools.domain.register.codes import day_named
from weald.schools.domain.register.importers import IMPORTERS
from weald.schools.domain.register.layouts import LAYOUTS

NEED = "The register’s files are establishments, groups, group links, establishment links and school details."


def kind_of(table: Table) -> Layout:
    return recognised(table, LAYOUTS, need=NEED)


def title_of(kind: str) -> str:
    return next((layout.title for layout in LAYOUTS if layout.kind == kind), kind)


def import_file(
    path: Path,
    *,
    mode: ImportMode,
    by: Actor,
    name: str = "",
    as_of: date | None = None,
    is_part: bool = False,
    report: Report = silent,
) -> ImportRun:
    """Import one file. A file of rejected rows that were mended is a part of a file, whatever is said."""
    run = prepare(path, mode=mode, by=by, name=name, as_of=as_of, is_part=is_part)
    return carry_out(run, path, by=by, report=report)


def prepare(
    path: Path,
    *,
    mode: ImportMode,
    by: Actor,
    name: str = "",
    as_of: date | None = None,
    is_part: bool = False,
) -> ImportRun:
    """Recognise the file and the day of which it speaks, or refuse it before anything is begun."""
    with open_table(path, name) as table:
        layout = kind_of(table)
        is_part = is_part or table.is_mended
    run = begin(path, kind=layout.kind, mode=mode, by=by, name=name)
    run.as_of = as_of or day_named(run.file_name)
    run.is_part = is_part
    if run.as_of is None:
        raise WealdError(
            "A register file speaks of one day; its name should tell it (edubasealldata20260622.csv).",
            f"{run.file_name} does not tell it.",
            "Give the day on which the file was downloaded.",
        )
    return run


def carry_out(run: ImportRun, path: Path, *, by: Actor, report: Report = silent) -> ImportRun:
    if run.as_of is None:
        msg = "prepare() gives every register run its day"
        raise ValueError(msg)
    importer = IMPORTERS[run.kind](as_of=run.as_of, is_part=run.is_part)
    return run_import(run, importer, path, by=by, report=report)
