"""The frame of all commands: help, exit codes, and words in place of tracebacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.cli.conftest import Command

from weald import __version__
from weald.cli import entry
from weald.cli.exits import MEANINGS, Exit
from weald.cli.groups import Listing
from weald.core.errors import EnvironmentProblem, WealdError


def test_help_lists_every_command_under_its_heading(capsys: pytest.CaptureFixture[str]):
    code = entry.run(["--help"])

    said = capsys.readouterr().out
    assert code == Exit.OK
    for heading, part in entry.LISTING.items():
        assert f"{heading}:" in said
        for name, listing in part.items():
            assert (f"  {name} " in said) is not listing.is_hidden


@pytest.mark.parametrize("name", [name for part in entry.LISTING.values() for name in part])
def test_every_command_loads_and_explains_itself(name: str):
    command = entry.weald.get_command(click.Context(entry.weald), name)

    assert command is not None
    assert command.name in {name, "imports"}
    assert command.help


def test_listing_of_something_that_is_no_command_is_a_bug():
    with pytest.raises(TypeError, match="is not a command"):
        Listing("weald.cli.exits:Exit", "").load()


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]):
    code = entry.run(["--version"])

    assert (code, capsys.readouterr().out) == (Exit.OK, f"Weald {__version__}\n")


@pytest.mark.parametrize("arguments", [["nonsense"], ["verify", "--nonsense"], ["restore"]])
def test_what_is_not_understood_ends_with_the_usage_code(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
):
    code = entry.run(arguments)

    assert code == Exit.USAGE
    assert "Usage: weald" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WealdError("This is needed.", "That was found.", "Do the other."), Exit.FINDING),
        (EnvironmentProblem("This is needed.", "That was found.", "Do the other."), Exit.ENVIRONMENT),
        (click.ClickException("no"), Exit.FINDING),
        (click.Abort(), Exit.INTERRUPTED),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (ImproperlyConfigured("WEALD_MODE is wrong."), Exit.ENVIRONMENT),
    ],
)
def test_expected_failure_becomes_words_and_a_code(
    error: BaseException, code: Exit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "a_failing_command", type(sys)("a_failing_command"))
    sys.modules["a_failing_command"].command = click.Command("failing", callback=lambda: _raise(error))
    monkeypatch.setitem(entry.weald._listed, "failing", Listing("a_failing_command:command", ""))

    found = entry.run(["failing"])

    said = capsys.readouterr().err
    assert found == code
    assert "Traceback" not in said
    if isinstance(error, WealdError):
        assert said == "Needed:   This is needed.\nFound:    That was found.\nDo this:  Do the other.\n"


def test_bug_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "a_failing_command", type(sys)("a_failing_command"))
    sys.modules["a_failing_command"].command = click.Command(
        "failing", callback=lambda: _raise(ZeroDivisionError())
    )
    monkeypatch.setitem(entry.weald._listed, "failing", Listing("a_failing_command:command", ""))

    with pytest.raises(ZeroDivisionError):
        entry.run(["failing"])


def _raise(error: BaseException) -> None:
    raise error


def test_every_exit_code_has_a_meaning():
    assert set(MEANINGS) == set(Exit)


def test_data_folder_that_is_a_file_is_an_environment_problem(weald: Command, folder: Path):
    (folder / "file").write_text("")

    done = weald("verify", WEALD_DATA=folder / "file")

    assert done.returncode == Exit.ENVIRONMENT
    assert "Set WEALD_DATA to a folder" in done.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/weald", "must begin with postgresql://"),
        ("postgresql://weald@/weald?host=/nonexistent", "The database says"),
    ],
)
def test_database_that_cannot_be_used_is_an_environment_problem(weald: Command, url: str, words: str):
    done = weald("verify", DATABASE_URL=url)

    assert done.returncode == Exit.ENVIRONMENT, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_word_to_end_that_python_drops_is_said_again():
    code = """
import os, signal, sys, time, types
import click
from weald.cli import entry
from weald.cli.groups import Listing

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)

def work():
    Finalised()
    time.sleep(60)

sys.modules["working"] = types.ModuleType("working")
sys.modules["working"].command = click.Command("working", callback=work)
entry.weald._listed["working"] = Listing("working:command", "")
entry.main(["working"])
"""

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )

    assert (done.returncode, done.stderr.strip()) == (Exit.INTERRUPTED, "Stopped.")
