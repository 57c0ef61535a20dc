"""Importing on the command line: counts in words, everything as JSON, rejected rows to mend."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from tests.cli.conftest import Command

from weald.cli.exits import Exit
from weald.postgres import Server

pytestmark = pytest.mark.slow

LINKS = """\
URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
100001,100002,Old Oak School,Predecessor,01-09-2015
100003,nonsense,New Ash School,Successor,01-09-2016
"""


@pytest.fixture
def links(tmp_path: Path) -> Path:
    path = tmp_path / "links_edubasealldata20250727.csv"
    path.write_text(LINKS, encoding="cp1252")
    return path


def test_register_file_is_read_and_its_bad_row_is_named(own_site: Command, links: Path, tmp_path: Path):
    done = own_site("import", "register", links, "--rejected", tmp_path / "rejected")

    kept = list((tmp_path / "rejected").iterdir())
    assert done.returncode == Exit.FINDING, done.stderr
    assert "2 read, 1 added" in done.stdout
    assert "line 3, LinkURN 'nonsense'" in done.stdout
    assert "100003,nonsense,New Ash School" in kept[0].read_text(encoding="utf-8-sig")


def test_dry_run_and_all_or_nothing_change_nothing_when_a_row_is_bad(own_site: Command, links: Path):
    dry = json.loads(own_site("import", "register", links, "--dry-run", "--json").stdout)
    strict = json.loads(own_site("import", "register", links, "--all-or-nothing", "--json").stdout)
    after = json.loads(own_site("import", "register", links, "--as-of", "2025-07-27", "--json").stdout)

    assert [one["applied"] for one in (*dry, *strict)] == [False, False]
    assert after[0]["added"] == 1  # nothing of it was there


def test_file_that_is_refused_does_not_keep_the_next_from_being_read(
    own_site: Command, links: Path, tmp_path: Path
):
    (tmp_path / "recipe.csv").write_text("flour,butter\n1,2\n")

    done = own_site("import", "register", tmp_path / "recipe.csv", links, "--json")

    refused, read = json.loads(done.stdout)
    assert "recipe.csv begins with the headings: flour, butter" in refused["problem"]
    assert read["applied"]


def test_results_are_read_by_a_mapping_that_ships_or_one_of_our_own(own_site: Command, tmp_path: Path):
    table = tmp_path / "tidy.csv"
    table.write_text("urn,measure,year,value\n100001,ks2_rwm_expected,2024,61\n")
    shipped = Path(__file__).parents[2] / "src/weald/measures/mappings/tidy.toml"

    recognised = json.loads(own_site("import", "results", table, "--json").stdout)
    named = json.loads(own_site("import", "results", table, "--mapping", "tidy", "--own", "--json").stdout)
    own = json.loads(own_site("import", "results", table, "--mapping", shipped, "--dry-run", "--json").stdout)
    unknown = own_site("import", "results", table, "--mapping", "nonsense")

    assert [one["kind"] for one in (*recognised, *named, *own)] == ["results.tidy"] * 3
    assert "No school here has the URN 100001" in named[0]["rejections"][0]["reason"]
    assert unknown.returncode == Exit.FINDING
    with_words = own_site("import", "results", table)
    assert "1 rejected; nothing was changed" not in with_words.stdout
    assert "1 read, 0 added, 0 changed, 0 unchanged, 1 rejected" in with_words.stdout


def test_many_rejections_are_shown_in_part(own_site: Command, tmp_path: Path):
    table = tmp_path / "tidy.csv"
    rows = "".join(f"{100001 + n},ks2_rwm_expected,2024,61\n" for n in range(25))
    table.write_text(f"urn,measure,year,value\n{rows}")

    done = own_site("import", "results", table)

    assert "… and 15 more" in done.stdout


def test_what_was_imported_is_in_the_ledger(
    own_site: Command, links: Path, running_server: tuple[Path, Server]
):
    _, server = running_server
    own_site("import", "register", links)

    with psycopg.connect(server.web_url("own")) as connection:
        verbs = connection.execute("SELECT verb FROM core_entry").fetchall()
    verified = own_site("verify")

    assert len(verbs) == 1
    assert "1 entries" in verified.stdout
