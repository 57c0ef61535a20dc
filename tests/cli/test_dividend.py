"""The dividend on the command line: counts, a line for each trust, everything as JSON, and refusals."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Command, command, environment

from weald.cli.exits import Exit
from weald.postgres import Server, copy_database, drop_database

pytestmark = pytest.mark.slow

MEASURE = ("dividend", "--measure", "ks2_rwm_expected")


@pytest.fixture(scope="module")
def sector(running_server: tuple[Path, Server]) -> Iterator[Command]:
    """A site with the demo's sector and its runs; the tests read, or make runs of their own."""
    place, server = running_server
    copy_database(server, "weald", "sector")
    urls = {"DATABASE_URL": server.web_url("sector"), "WEALD_OWNER_DATABASE_URL": server.owner_url("sector")}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        settings = environment(WEALD_DATA=place, **urls)
        return subprocess.run(
            command(*arguments), env=settings, capture_output=True, text=True, check=False, timeout=300
        )

    made = run("simulate")
    assert made.returncode == Exit.OK, made.stderr
    yield run
    drop_database(server, "sector")


def test_counts_come_in_words_and_no_trust_is_named_unasked(sector: Command):
    done = sector(*MEASURE, "--stored")

    assert done.returncode == Exit.OK, done.stderr
    assert "8 trusts" in done.stdout
    assert "remain with false discoveries held to 5 %" in done.stdout
    assert "Before and after alone would have claimed a rise for" in done.stdout
    assert "Hartwood" not in done.stdout


def test_all_trusts_stand_in_order_of_their_names(sector: Command):
    done = sector(*MEASURE, "--stored", "--all")
    as_json = json.loads(sector(*MEASURE, "--stored", "--all", "--json").stdout)

    names = [trust["name"] for trust in as_json["trusts"]]
    assert "there is no ranking" in done.stdout
    assert "Hartwood" in done.stdout
    assert names == sorted(names)
    assert len(names) == as_json["sector"]["trusts"] == 8


def test_one_trust_comes_with_its_checks_and_its_interval(sector: Command):
    found = json.loads(sector(*MEASURE, "--stored", "--trust", "90001", "--json").stdout)

    (trust,) = found["trusts"]
    assert trust["conf_int"]["lower"] < trust["att"] < trust["conf_int"]["upper"]
    assert {check["passed"] for check in trust["checks"]} == {True, False, None}


def test_new_run_with_the_same_seed_says_the_same_again(sector: Command):
    first = sector(*MEASURE, "--draws", "400", "--seed", "7", "--all", "--json")
    second = sector(*MEASURE, "--draws", "400", "--seed", "7", "--all", "--json")

    ours, again = json.loads(first.stdout), json.loads(second.stdout)
    assert ours["trusts"] == again["trusts"]
    assert first.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dividend", "--measure", "nonsense"), "There is none with the code nonsense"),
        ((*MEASURE, "--group", "girls", "--stored"), "There is none of ks2_rwm_expected, girls"),
        ((*MEASURE, "--stored", "--trust", "1"), "None has the UID 1"),
    ],
)
def test_what_is_not_there_is_named_with_what_to_do(sector: Command, arguments, words: str):
    done = sector(*arguments)

    assert done.returncode == Exit.FINDING
    assert words in done.stderr
    assert done.stdout == ""
