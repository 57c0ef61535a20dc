"""Where every command begins, and where whatever goes wrong becomes words and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from weald import __version__
from weald.cli.exits import Exit
from weald.cli.groups import LazyGroup, Listing
from weald.core.errors import EnvironmentProblem, WealdError

LISTING = {
    "Try it": {
        "demo": Listing("weald.cli.demo:demo", "Walk round an invented sector of schools, in your browser."),
        "simulate": Listing("weald.cli.simulate:simulate", "Fill an empty database with an invented sector."),
    },
    "Run it": {
        "migrate": Listing("weald.cli.migrate:migrate", "Bring the database up to date with this version."),
        "serve": Listing("weald.cli.serve:serve", "Serve the site."),
        "receive": Listing("weald.cli.receive:receive", "Take in a letter that a mail server hands over."),
        "work": Listing("weald.cli.work:work", "Do the jobs that pages hand over."),
    },
    "Fill it": {
        "import": Listing("weald.cli.imports:imports", "Read the national register and published results."),
        "compare": Listing("weald.cli.compare:compare", "Work out which schools resemble which."),
        "dividend": Listing("weald.cli.dividend:dividend", "Estimate what belonging to a trust adds."),
        "search": Listing("weald.cli.search:search", "Write anew what can be found."),
    },
    "Let people in": {
        "invite": Listing("weald.cli.people:invite", "Invite somebody: above all the first steward."),
        "erase": Listing("weald.cli.people:erase", "Erase a person at their own request."),
    },
    "Look after it": {
        "check": Listing("weald.cli.check:check", "Say what is unsafe or missing in this set-up."),
        "verify": Listing("weald.cli.verify:verify", "Re-compute the ledger; name any entry tampered with."),
        "backup": Listing("weald.cli.backup:backup", "Keep everything in one file."),
        "restore": Listing("weald.cli.backup:restore", "Bring everything back from such a file."),
    },
    "Build on it": {
        "test": Listing("weald.cli.testing:test", "Run the tests."),
        "lock": Listing("weald.cli.testing:lock", "Resolve the dependencies anew."),
        "shell": Listing("weald.cli.shell:shell", "Open a Python prompt inside the site."),
        "python": Listing("weald.cli.shell:python", "Run Python in Weald's environment."),
        "manage": Listing("weald.cli.shell:manage", "Pass a command on to Django.", is_hidden=True),
    },
}


_WORDS_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)


@click.group(cls=LazyGroup, listing=LISTING, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Weald", message="%(prog)s %(version)s")
def weald() -> None:
    """Weald: software on which schools improve together.

    Without any settings it keeps its own database in your data folder (WEALD_DATA chooses another).
    DATABASE_URL names a PostgreSQL server to use instead.

    Begin with: weald demo
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    # Its matrices are small: threads of the linear algebra would only fight for the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for word in _WORDS_TO_END:
        signal.signal(word, _end)
    sys.unraisablehook = _ask_again
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = weald.main(arguments, prog_name="weald", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE if isinstance(error, click.UsageError) else Exit.FINDING
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return Exit.INTERRUPTED
    except Exception as error:
        expected = explained(error)
        if expected is None:
            raise
        show(expected)
        return Exit.ENVIRONMENT if isinstance(expected, EnvironmentProblem) else Exit.FINDING
    return code if isinstance(code, int) else Exit.OK


def explained(error: Exception) -> WealdError | None:
    """The sentences for an expected failure; None for a bug."""
    if isinstance(error, WealdError):
        return error
    if _is(error, "wealdstats.errors", "WealdStatsError"):
        parts = (error.need, error.finding, error.remedy)
        return WealdError(*(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts))
    if _is(error, "psycopg", "OperationalError") or _is(error, "django.db.utils", "OperationalError"):
        return EnvironmentProblem(
            "Weald needs its PostgreSQL database.",
            f"The database says: {next(iter(str(error).strip().splitlines()), 'nothing')}.",
            "Check DATABASE_URL and that the server runs, then `weald check`.",
        )
    if _is(error.__cause__, "psycopg.errors", "UndefinedTable"):
        return EnvironmentProblem(
            "Weald keeps what it knows in tables.",
            "The database has none yet, or those of an earlier version.",
            "Run `weald migrate`, then this again.",
        )
    if _is(error, "django.core.exceptions", "ImproperlyConfigured"):
        need, remedy = (
            "Weald is set up by its environment.",
            "docs/reference/settings.md explains each setting.",
        )
        return EnvironmentProblem(need, str(error), remedy)
    return None


def _is(error: BaseException | None, module: str, name: str) -> bool:
    # By name: a command that needs neither Django nor a database should not pay for loading them.
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)


def show(error: WealdError) -> None:
    refusal = error.refusal
    for label, sentence in (
        ("Needed", refusal.need),
        ("Found", refusal.finding),
        ("Do this", refusal.remedy),
    ):
        click.echo(f"{click.style(f'{label}:'.ljust(9), bold=True)} {sentence}", err=True)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    # All unwind, so that whatever was started is stopped; and nobody interrupts that.
    for word in _WORDS_TO_END:
        signal.signal(word, signal.SIG_IGN)
    raise KeyboardInterrupt


def _ask_again(dropped: sys.UnraisableHookArgs) -> None:
    """Python drops what is raised in a finaliser or while importing; a word to end must not be lost so."""
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    # Not from in here, where it would be dropped as well.
    signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
