from __future__ import annotations

import sys

import click
from django.db import OperationalError

from weald.cli.exits import Exit
from weald.cli.site import site
from weald.core.errors import EnvironmentProblem

# More than any letter that is taken in, so that one too large is refused for what it is.
MOST_READ = 2_000_000


@click.command()
def receive() -> int:
    """Take in a letter from a mail server, which pipes it here: a reply to a thread, or a new one.

    Ends with code 0 where it is written down (or was written by a machine and is dropped), with 1 and the
    reason where it is refused, which the mail server sends back, and with 75 where the database is away.
    """
    letter = sys.stdin.buffer.read(MOST_READ)
    try:
        with site():
            from weald.communities.domain.mail_in import take_in  # noqa: PLC0415 - after Django is set up

            take_in(letter)
    except (EnvironmentProblem, OperationalError) as problem:
        click.echo(str(problem), err=True)
        return Exit.LATER
    return Exit.OK
