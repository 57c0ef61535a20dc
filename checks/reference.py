"""Keep docs/reference/{commands,wealdstats}.md equal to the command lines. `--write` writes them."""

import sys
from inspect import cleandoc
from pathlib import Path

import click
from checks import wealdstats_reference
from checks.common import ROOT, main, set_up_site

from weald.cli.exits import MEANINGS

FOLDER = ROOT / "docs" / "reference"
# Passed on to Django, which has its own documents.
UNLISTED = frozenset({"manage"})
WRITTEN_BY = "Written by `./weald python -m checks.reference --write`; a test fails when it is out of date."


def commands(root: click.Group) -> str:
    """Describe every command of the command line with its options."""
    context = click.Context(root, info_name="weald")
    parts = ["# Commands", WRITTEN_BY, "Every command also takes `--help`."]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is not None and not command.hidden and name not in UNLISTED:
            parts += _command(f"weald {name}", command, context)
    return "\n\n".join([*parts, *_exit_codes()]) + "\n"


def _exit_codes() -> list[str]:
    rows = [f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items()]
    return ["## What an exit code says", "\n".join(["| code | meaning |", "|---|---|", *rows])]


def _command(path: str, command: click.Command, above: click.Context) -> list[str]:
    parts = [f"## {path}", cleandoc(command.help or "").split("\f")[0]]
    shown = [option for option in command.params if not getattr(option, "hidden", False)]
    options = [f"| {_usage(option)} | {_help(option)} |" for option in shown]
    if options:
        parts.append("\n".join(["| option | what it does |", "|---|---|", *options]))
    if isinstance(command, click.Group):
        context = click.Context(command, parent=above, info_name=path)
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            if part is not None and not part.hidden:
                parts += _command(f"{path} {name}", part, context)
    return parts


def _usage(option: click.Parameter) -> str:
    if isinstance(option, click.Option):
        takes = "" if option.is_flag or option.count else f" {_metavar(option)}"
        return " ".join(f"`{name}{takes}`" for name in [*option.opts, *option.secondary_opts])
    return f"`{_metavar(option)}`"


def _metavar(option: click.Parameter) -> str:
    return option.make_metavar(_CONTEXT).replace("|", "\\|")


def _help(option: click.Parameter) -> str:
    return (getattr(option, "help", None) or "").replace("|", "\\|")


_CONTEXT = click.Context(click.Command("weald"))


def pages() -> dict[Path, str]:
    from weald.cli.entry import weald  # noqa: PLC0415 -- the site is set up by now

    return {FOLDER / "commands.md": commands(weald), FOLDER / "wealdstats.md": wealdstats_reference.page()}


def outdated(wanted: dict[Path, str]) -> list[str]:
    return [f"{path.name} is out of date" for path, text in wanted.items() if not _says(path, text)]


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    set_up_site()
    if "--write" in sys.argv:
        for path, text in pages().items():
            path.write_text(text)
    main(outdated(pages()))
