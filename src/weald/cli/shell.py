from __future__ import annotations

import os
import signal
import sys

import click
from django.core.management import call_command, execute_from_command_line

from weald.cli.site import site

_AS_GIVEN = {"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []}


@click.command()
def shell() -> None:
    """Open a Python prompt inside the site, with its models loaded."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C ends a line here, not the prompt
    with site():
        call_command("shell")


@click.command(context_settings=_AS_GIVEN)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def python(arguments: tuple[str, ...]) -> None:
    """Run Python in Weald's environment: a FILE, a line with -c, or standard input with -."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - the user's own program


@click.command(context_settings=_AS_GIVEN)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass a command on to Django, as the role that owns the tables."""
    with site(as_owner=True):
        execute_from_command_line(["weald manage", *arguments])
