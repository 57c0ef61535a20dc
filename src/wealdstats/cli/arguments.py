"""From a method's description to the arguments it takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import wealdstats
from wealdstats.cli.registry import SUBJECTS, defaults, method
from wealdstats.cli.spec import Column, Companion, Method, Option

USAGE = "python -m wealdstats"
TYPES: Mapping[str, Callable[[str], Any]] = {
    "whole": int,
    "number": float,
    "text": str,
    "words": lambda text: tuple(text.split(",")),
}


class Parser(argparse.ArgumentParser):
    """A parser that says what was wrong and how to get help.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Parser(prog="weigh").prog
    'weigh'
    """

    def error(self, message: str) -> NoReturn:
        """Say what was wrong, and stop with code 2."""
        self.exit(2, f"{self.prog}: {message}\nMore: {self.prog} --help\n")


def overview() -> str:
    """Give what `--help` says without a method: every method in a line.

    Returns
    -------
    str
        The text.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> "krippendorff_alpha" in overview()
    True
    """
    width = max(len(name) for names in SUBJECTS.values() for name in names)
    parts = [
        f"usage: {USAGE} METHOD FILE.csv [options]",
        f"Run one method on one table. Every method says by itself what it needs:\n    {USAGE} METHOD --help",
    ]
    for subject, names in SUBJECTS.items():
        lines = [f"  {name:<{width}}  {method(name).says}" for name in names]
        parts.append("\n".join([f"{subject}:", *lines]))
    parts.append(f"wealdstats {wealdstats.__version__}")
    return "\n\n".join(parts)


def parser_of(found: Method) -> Parser:
    """Give the parser of one method.

    Parameters
    ----------
    found : Method
        Which.

    Returns
    -------
    Parser
        It knows columns, options and companions, and shows them.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> vars(parser_of(method("icc")).parse_args(["scores.csv", "--level", "0.9"]))["level"]
    0.9
    """
    parser = Parser(
        prog=f"{USAGE} {found.name}",
        description=f"{found.says[:1].upper()}{found.says[1:]}.",
        epilog=_columns_text("FILE", found.columns)
        + "".join(_columns_text(f"--{each.name}", each.columns) for each in found.companions)
        + f"\nEstimand, assumptions and limits: docs/methods/{found.page}.md",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="table as CSV with headings; - reads standard input")
    for companion in found.companions:
        _add_companion(parser, companion)
    known = defaults(found)
    for option in found.options:
        _add_option(parser, option, known.get(option.name))
    shown = parser.add_argument_group("what to show")
    shown.add_argument("--json", action="store_true", help="everything, for a program")
    shown.add_argument("--rows", type=int, default=20, metavar="N", help="rows of each table; 0: all [20]")
    shown.add_argument("--plot", metavar="FILE", help="draw into an .svg or .png file")
    shown.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=YOURS",
        help="what the file calls a column; again for each",
    )
    return parser


def _add_companion(parser: Parser, companion: Companion) -> None:
    parser.add_argument(
        f"--{companion.name}",
        metavar="FILE",
        required=companion.required,
        dest=f"companion_{companion.name}",
        help=companion.says,
    )


def _add_option(parser: Parser, option: Option, default: object) -> None:
    shown = "" if default is None else f" [{default}]"
    parser.add_argument(
        option.flag,
        dest=option.name,
        type=TYPES[option.kind],
        choices=option.one_of or None,
        required=option.required,
        metavar=None
        if option.one_of
        else {"whole": "N", "number": "X", "words": "A,B"}.get(option.kind, "T"),
        help=(option.says + shown).replace("%", "%%"),
    )


def _columns_text(where: str, columns: tuple[Column, ...]) -> str:
    width = max((len(column.name) for column in columns), default=0)
    lines = [f"  {column.name:<{width}}  {column_says(column)}" for column in columns]
    return "\n".join([f"columns of {where}:", *lines, ""])


def column_says(column: Column) -> str:
    """Describe a column in a line.

    Parameters
    ----------
    column : Column
        Which.

    Returns
    -------
    str
        What it is, and what its cells may be.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> column_says(Column("vote", "number", "what they said", one_of=(-1, 0, 1)))
    'what they said (-1, 0, 1)'
    """
    kinds = {"text": "text", "number": "number", "whole": "whole number", "flag": "yes or no"}
    kind = ", ".join(f"{each}" for each in column.one_of) or kinds[column.kind]
    empty = ", may be empty" if column.may_miss else ""
    optional = "" if column.required else "; optional"
    return f"{column.says} ({kind}{empty}{optional})"
