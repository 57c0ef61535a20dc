"""Letters piped in by a mail server: taken in, sent back with the reason, or kept for later."""

import subprocess

import pytest
from tests.cli.conftest import command, environment

from weald.cli.exits import Exit

pytestmark = pytest.mark.slow
LETTER = b"From: a@b.example\nTo: weald@in.example\nSubject: Late\n\nSix.\n"


def receive(letter, **settings):
    return subprocess.run(
        command("receive"), input=letter, env=environment(**settings), capture_output=True, check=False
    )


def test_a_letter_is_refused_in_words_dropped_or_kept_for_later(running_server):
    place, _ = running_server
    here = {"WEALD_DATA": place, "WEALD_MAIL_IN": "weald@in.example"}

    stray = receive(LETTER, **here)
    machine = receive(b"Auto-Submitted: auto-replied\n" + LETTER, **here)
    away = receive(LETTER, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none", **here)

    assert stray.returncode == Exit.FINDING
    assert "none of them" in stray.stderr.decode()
    assert machine.returncode == Exit.OK, machine.stderr
    assert away.returncode == Exit.LATER, away.stderr
