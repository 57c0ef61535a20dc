from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weald.cli.exits import Exit
from weald.cli.progress import Report, watching
from weald.cli.site import site
from weald.core.errors import WealdError

if TYPE_CHECKING:
    from weald.core.models import ImportRun

Read = Callable[[Path, Report], "ImportRun"]
_A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_SHOWN_REJECTIONS = 10


def options(command: Callable[..., int]) -> Callable[..., int]:
    """What both kinds of import ask."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print what came of it for a program to read."),
        click.option(
            "--rejected",
            type=click.Path(path_type=Path, file_okay=False),
            help="Write the rejected rows of each file into this folder, to be mended and imported again.",
        ),
        click.option("--all-or-nothing", is_flag=True, help="Change nothing unless every row is good."),
        click.option("--dry-run", is_flag=True, help="Change nothing; show what would change."),
        click.argument("files", nargs=-1, required=True, type=_A_FILE),
    ):
        command = option(command)
    return command


@click.group(name="import")
def imports() -> None:
    """Read the national register and published results.

    Files are taken as they are downloaded. Reading one again changes nothing. A bad row is reported with its
    line, its column and the reason, and stops no other; if there were any the command ends with code 1.
    """


@imports.command()
@options
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the file was downloaded, where its name does not tell.",
)
@click.option("--part", is_flag=True, help="The file leaves out schools that still exist.")
def register(files: tuple[Path, ...], as_of: datetime | None, part: bool, **asked: Any) -> int:  # noqa: ANN401 - see options
    """Read FILES of the national register: establishments, groups, links, school details."""
    with site():
        from weald.core.permissions import SYSTEM  # noqa: PLC0415 - after Django is set up
        from weald.schools.domain.register.files import import_file  # noqa: PLC0415 - as above

        def read(file: Path, report: Report) -> ImportRun:
            day = as_of.date() if as_of else None
            return import_file(file, mode=mode_of(asked), by=SYSTEM, as_of=day, is_part=part, report=report)

        return read_all(files, read, asked)


@imports.command()
@options
@click.option("--mapping", help="A mapping that ships with Weald, or a file of your own (TOML).")
@click.option("--year", type=int, help="The year of the results, where the file does not tell.")
@click.option("--published/--own", default=None, help="Whose figures they are (else as the mapping says).")
def results(
    files: tuple[Path, ...],
    mapping: str | None,
    year: int | None,
    published: bool | None,
    **asked: Any,  # noqa: ANN401 - see options
) -> int:
    """Read FILES of results: the published tables, or any table that a mapping explains."""
    with site():
        from weald.core.permissions import SYSTEM  # noqa: PLC0415 - after Django is set up
        from weald.measures.domain.importing import import_results  # noqa: PLC0415 - as above
        from weald.measures.domain.mapping import read_mapping, shipped_mapping  # noqa: PLC0415 - as above

        chosen = None
        if mapping:
            chosen = read_mapping(Path(mapping)) if mapping.endswith(".toml") else shipped_mapping(mapping)

        def read(file: Path, report: Report) -> ImportRun:
            return import_results(
                file,
                by=SYSTEM,
                mode=mode_of(asked),
                mapping=chosen,
                year=year,
                is_public=published,
                report=report,
            )

        return read_all(files, read, asked)


def mode_of(asked: dict[str, Any]) -> Any:  # noqa: ANN401 - an ImportMode, known after Django is set up
    from weald.core.enums import ImportMode  # noqa: PLC0415 - after Django is set up

    if asked["dry_run"]:
        return ImportMode.DRY_RUN
    return ImportMode.ALL_OR_NOTHING if asked["all_or_nothing"] else ImportMode.GOOD_ROWS


def read_all(files: tuple[Path, ...], read: Read, asked: dict[str, Any]) -> int:
    """Read one file after another; one that is refused as a whole does not keep the next from being read."""
    told: list[dict[str, Any]] = []
    for file in files:
        try:
            with watching(f"Reading {file.name}", quiet=asked["as_json"]) as report:
                run = read(file, report)
        except WealdError as error:
            told.append({"file": str(file), "problem": str(error.refusal), "rejected": 0})
        else:
            told.append(told_of(run, file))
            if asked["rejected"] and run.rows_rejected:
                told[-1]["rejected_rows"] = str(keep_rejected(run, asked["rejected"]))
        if not asked["as_json"]:
            click.echo(in_words(told[-1]))
    if asked["as_json"]:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    return Exit.FINDING if any(one["problem"] or one["rejected"] for one in told) else Exit.OK


def told_of(run: ImportRun, file: Path) -> dict[str, Any]:
    from weald.core.models import ImportRejection  # noqa: PLC0415 - after Django is set up

    rejections = ImportRejection.objects.filter(run=run).order_by("line", "pk")
    return {
        "file": str(file),
        "run": run.pk,
        "kind": run.kind,
        "mode": run.mode,
        "applied": run.was_applied,
        "read": run.rows_read,
        "added": run.rows_added,
        "changed": run.rows_changed,
        "unchanged": run.rows_unchanged,
        "ignored": run.ignored,
        "rejected": run.rows_rejected,
        "rejections": list(rejections.values("line", "column", "value", "reason")[:_SHOWN_REJECTIONS]),
        "effects": run.effects,
        "problem": run.problem,
    }


def in_words(told: dict[str, Any]) -> str:
    name = Path(told["file"]).name
    if "run" not in told:
        return f"{name}: {told['problem']}"
    counts = ", ".join(
        f"{told[what]:,} {what}" for what in ("read", "added", "changed", "unchanged", "rejected")
    )
    lines = [f"{name} ({told['kind']}): {counts}{'' if told['applied'] else '; nothing was changed'}"]
    lines += [f"  {count:,} ignored: {reason}" for reason, count in told["ignored"].items()]
    lines += [f"  {count:,} {effect}" for effect, count in told["effects"].items()]
    for one in told["rejections"]:
        where = f", {one['column']} {one['value']!r}" if one["column"] else ""
        lines.append(f"  line {one['line']}{where}: {one['reason']}")
    if told["rejected"] > len(told["rejections"]):
        lines.append(f"  … and {told['rejected'] - len(told['rejections']):,} more")
    lines += [f"  {told['problem']}"] if told["problem"] else []
    lines += [f"  The rejected rows are in {told['rejected_rows']}"] if "rejected_rows" in told else []
    return "\n".join(lines)


def keep_rejected(run: ImportRun, folder: Path) -> Path:
    from weald.imports.mending import rejected_csv  # noqa: PLC0415 - after Django is set up

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(run.file_name).stem}-rejected-{run.pk}.csv"
    path.write_text("".join(rejected_csv(run)), encoding="utf-8", newline="")
    return path
