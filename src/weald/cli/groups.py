"""A group of commands that loads a command only when it is called."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a command is found, and its line in the list of commands."""

    place: str
    summary: str
    is_hidden: bool = False

    def load(self) -> click.Command:
        module, name = self.place.split(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.place} is not a command")
        return command


class LazyGroup(click.Group):
    def __init__(self, *args: Any, listing: dict[str, dict[str, Listing]], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.listing = listing
        self._listed = {name: entry for part in listing.values() for name, entry in part.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self._listed.get(cmd_name)
        return entry.load() if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, part in self.listing.items():
            rows = [(name, entry.summary) for name, entry in part.items() if not entry.is_hidden]
            with formatter.section(heading):
                formatter.write_dl(rows)
