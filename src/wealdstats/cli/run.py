"""Read, ask, show."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import wealdstats
from wealdstats.cli import draw
from wealdstats.cli.arguments import USAGE, overview, parser_of
from wealdstats.cli.progress import Progress
from wealdstats.cli.registry import SUBJECTS, ask, method
from wealdstats.cli.show import as_json, as_text
from wealdstats.cli.spec import Answer, Asked, Column, Method, Values
from wealdstats.cli.table import READERS, Table, TableError, read_table
from wealdstats.errors import WealdStatsError

FINE, REFUSED, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What was written after the programme's name; what this process was given without.

    Returns
    -------
    int
        0: answered; 1: refused, with need, finding and remedy on the error stream; 2: not understood.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> main(["--version"])
    wealdstats 0.1.0
    0
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        _say(f"wealdstats {wealdstats.__version__}")
        return FINE
    if not given or given[0] in ("-h", "--help"):
        _say(overview())
        return FINE if given else MISUSED
    names = [name for subject in SUBJECTS.values() for name in subject]
    name = given[0].replace("-", "_")
    if name not in names:
        near = get_close_matches(name, names, 3)
        sys.stderr.write(f"There is no method {given[0]}. {_perhaps(near)}\n")
        return MISUSED
    found = method(name)
    try:
        return _answer(found, parser_of(found).parse_args(given[1:]))
    except WealdStatsError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except BrokenPipeError:
        # Whoever reads has seen enough; what is still buffered must not complain about it on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def _answer(found: Method, given: argparse.Namespace) -> int:
    with Progress(found.name, sys.stderr) as progress:
        asked = read(found, given, progress)
        answer = Answer(ask(found, asked), asked)
        if given.plot:
            draw.save(found, answer, given.plot)
        text = (
            as_json(found, answer, wealdstats.__version__)
            if given.json
            else as_text(found, answer, given.rows)
        )
    _say(text)
    return FINE


def read(found: Method, given: argparse.Namespace, progress: Progress) -> Asked:
    """Read the tables a method needs.

    Parameters
    ----------
    found : Method
        Which.
    given : argparse.Namespace
        What its parser made of the command line.
    progress : Progress
        Told how far the method is.

    Returns
    -------
    Asked
        Checked columns, companions and options.

    Raises
    ------
    TableError
        Naming file, line, column and value of the first cell that cannot be used.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> given = parser_of(method("icc")).parse_args(["nowhere.csv"])
    >>> read(method("icc"), given, Progress("icc", sys.stderr))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    wealdstats.cli.table.TableError: Need: a table. Found: no file nowhere.csv. ...
    """
    names = dict(_renaming(item) for item in given.column)
    companions = {
        each.name: read_table(path)
        for each in found.companions
        if (path := getattr(given, f"companion_{each.name}")) is not None
    }
    table = read_table(given.file)
    others = [companion.headings for companion in companions.values()]
    table = table.renamed(_own(names, table, others))
    return Asked(
        table=table,
        columns=_columns(table, found.columns),
        companions={
            each.name: _columns(_named(companions[each.name], names), each.columns)
            for each in found.companions
            if each.name in companions
        },
        options={
            option.name: value
            for option in found.options
            if (value := getattr(given, option.name)) is not None
        },
        progress=progress.step,
    )


def _renaming(item: str) -> tuple[str, str]:
    ours, equals, theirs = item.partition("=")
    if not (ours and equals and theirs):
        raise TableError("--column NAME=YOURS", item, "write --column vote=answer, say")
    return ours, theirs


def _own(names: Mapping[str, str], table: Table, others: Sequence[Sequence[str]]) -> dict[str, str]:
    """Leave to the companions the names that only they have; one that nobody has is refused."""
    elsewhere = {heading for headings in others for heading in headings}
    return {
        ours: theirs for ours, theirs in names.items() if theirs in table.headings or theirs not in elsewhere
    }


def _named(table: Table, names: Mapping[str, str]) -> Table:
    return table.renamed({ours: theirs for ours, theirs in names.items() if theirs in table.headings})


def _columns(table: Table, columns: Sequence[Column]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for column in columns:
        if column.required or column.name in table.headings:
            found[column.name] = READERS[column.kind](table, column)
            if column.one_of:
                table.only(column.name, column.one_of, found[column.name])
    return found


def _perhaps(near: Sequence[str]) -> str:
    return f"Perhaps: {', '.join(near)}?" if near else f"`{USAGE} --help` lists them."


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
