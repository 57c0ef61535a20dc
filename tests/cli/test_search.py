"""`weald search rebuild` writes what can be found anew."""

from tests.cli.conftest import Command

from weald.cli.exits import Exit


def test_what_can_be_found_is_written_anew(site: Command):
    done = site("search", "rebuild")

    assert done.returncode == Exit.OK, done.stderr
    assert done.stdout == "0 things can be found, by meaning too.\n"
