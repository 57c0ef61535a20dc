"""Describe the command line of the numerical package, from what its methods say of themselves."""

from collections.abc import Iterable

from wealdstats.cli.arguments import column_says
from wealdstats.cli.registry import SUBJECTS, defaults, method
from wealdstats.cli.spec import Column, Method

HEAD = """# The command line of `wealdstats`

Written by `./weald python -m checks.reference --write`; a test fails when it is out of date.

```
python -m wealdstats METHOD FILE.csv [options]
```

It needs Python with numpy and scipy, and no site. `--help` after a method says what stands here. How to
begin: [calculate without a site](../how-to/calculate-without-a-site.md).

Every method also takes

| option | what it does |
|---|---|
| `--json` | everything, for a program |
| `--rows N` | rows of each table to show, 0 for all; 20 where not said |
| `--plot FILE` | draw into an `.svg` or `.png` file; needs `pip install "weald[plot]"` |
| `--column NAME=YOURS` | what the file calls a column; again for each |

A table has headings, and commas, semicolons, tabs or bars between cells; it is UTF-8, or else as
Windows writes it. `-` reads what is piped in. A missing number is an empty cell, `NA` or `nan`, where a
column may have one.

An exit code of 0 is an answer, 1 a refusal with need, finding and remedy, 2 a command that was not
understood."""


def page() -> str:
    """Give the whole page."""
    parts = [HEAD]
    for subject, names in SUBJECTS.items():
        parts.append(f"## {subject[:1].upper()}{subject[1:]}")
        for name in names:
            parts += _method(method(name))
    return "\n\n".join(parts) + "\n"


def _method(found: Method) -> list[str]:
    parts = [
        f"### {found.name}",
        f"{found.says[:1].upper()}{found.says[1:]}. What it shows and what not: {_page(found)}.",
        _table("column", ((f"`{column.name}`", column_says(column)) for column in found.columns)),
    ]
    rows = [*_companions(found), *_options(found)]
    return [*parts, _table("option", rows)] if rows else parts


def _page(found: Method) -> str:
    return f"[{found.page}](../methods/{found.page}.md)"


def _companions(found: Method) -> list[tuple[str, str]]:
    return [
        (f"`--{each.name} FILE`", f"{each.says}{_needed(each.required)}. {_columns(each.columns)}")
        for each in found.companions
    ]


def _columns(columns: Iterable[Column]) -> str:
    return "; ".join(f"`{column.name}`: {column_says(column)}" for column in columns)


def _options(found: Method) -> list[tuple[str, str]]:
    known = defaults(found)
    rows = []
    for option in found.options:
        default = f"; `{known[option.name]}` where not said" if option.name in known else ""
        words = f": {', '.join(f'`{word}`' for word in option.one_of)}" if option.one_of else ""
        rows.append((f"`{option.flag}`", f"{option.says}{words}{default}{_needed(option.required)}"))
    return rows


def _needed(required: bool) -> str:
    return "; needed" if required else ""


def _table(first: str, rows: Iterable[tuple[str, str]]) -> str:
    body = [f"| {name} | {says.replace('|', '¦')} |" for name, says in rows]
    return "\n".join([f"| {first} | what it is |", "|---|---|", *body])
