"""The commands that the documents tell people to type are there, with the options they name."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
from checks.common import ROOT, main, set_up_site
from checks.papers import documents

BLOCK = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALLS = (["./weald"], ["python3", "weald"], ["weald"])


def told(document: str) -> Iterator[list[str]]:
    """Give every call of weald in the blocks of a document, without its comment and its settings."""
    for block in BLOCK.findall(document):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words = words[1:]
            for call in CALLS:
                if words[: len(call)] == call:
                    yield words[len(call) :]


def fault(root: click.Group, words: list[str]) -> str | None:
    """Say what is wrong with one call: a command or an option that does not exist."""
    command: click.Command = root
    context = click.Context(root, info_name="weald")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        below = command.get_command(context, words[0])
        if below is None:
            return f"there is no command {words[0]!r}"
        command, words = below, words[1:]
    if command.context_settings.get("ignore_unknown_options"):
        return None
    known = {
        name for option in command.get_params(context) for name in [*option.opts, *option.secondary_opts]
    }
    options = [word.split("=")[0] for word in words if word.startswith("-")]
    unknown = [option for option in options if option not in known]
    return f"{command.name} has no option {unknown[0]}" if unknown else None


def faults(paths: list[Path], root: click.Group, folder: Path = ROOT) -> list[str]:
    return [
        f"{path.relative_to(folder).as_posix()}: {wrong} (weald {' '.join(words)})"
        for path in paths
        for words in told(path.read_text())
        if (wrong := fault(root, words))
    ]


if __name__ == "__main__":
    set_up_site()
    from weald.cli.entry import weald

    main(faults(documents(), weald))
