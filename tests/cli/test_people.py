"""The first steward's invitation, and erasure at somebody's request."""

from __future__ import annotations

import re

import pytest
from tests.cli.conftest import Command

from weald.cli.exits import Exit

pytestmark = pytest.mark.slow

MAKE = """
from weald.people.domain.accounts import make_account
make_account(email="a@b.example", name="A", password=None)
"""


def test_the_first_steward_is_invited_to_an_organisation_made_for_it(own_site: Command):
    unknown = own_site("invite", "jo@hub.example", "--at", "Southern Hub")
    done = own_site(
        "invite", "Jo@Hub.example", "--at", "Southern Hub", "--make", "hub", "--address", "https://w.example/"
    )
    again = own_site("invite", "jo@hub.example", "--at", "southern hub")

    assert unknown.returncode == Exit.FINDING
    assert "None is known as Southern Hub" in unknown.stderr
    assert done.returncode == Exit.OK, done.stderr
    assert "jo@hub.example may become steward at Southern Hub" in done.stdout
    assert re.search(r"https://w\.example/invitation/[\w-]{43}\n", done.stdout)
    assert again.returncode == Exit.OK


def test_a_role_that_makes_no_sense_there_is_refused_with_the_reason(own_site: Command):
    done = own_site("invite", "jo@hub.example", "--at", "A hub", "--make", "hub", "--role", "headteacher")

    assert done.returncode == Exit.FINDING
    assert "headteacher is held where it makes sense" in done.stderr


def test_erasing_needs_somebody_and_a_yes(own_site: Command):
    nobody = own_site("erase", "nobody@hub.example", "--yes")
    own_site("manage", "shell", "-c", MAKE)
    done = own_site("erase", "A@b.example", "--yes")
    after = own_site("verify")

    assert nobody.returncode == Exit.FINDING
    assert "none with the address" in nobody.stderr
    assert done.returncode == Exit.OK, done.stderr
    assert "identities erased" in after.stdout
    assert after.returncode == Exit.OK
