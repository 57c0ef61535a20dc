"""Imports go downward; and one that does not would be found."""

import shutil
from pathlib import Path

import pytest
from checks.common import ROOT
from checks.layers import broken


def test_every_import_goes_downward():
    assert broken() == []


PLANTED = [
    ("weald/schools/enums.py", "import weald.people.enums", "An app imports only from the apps below it"),
    ("weald/core/errors.py", "import weald.home.apps", "An app imports only from the apps below it"),
    (
        "weald/people/models/user.py",
        "import weald.people.forms.joining",
        "Inside an app: views and tasks, forms, domain, queries, models, enums",
    ),
    (
        "weald/core/queries/job.py",
        "import weald.core.domain.ledger",
        "Inside an app: views and tasks, forms, domain, queries, models, enums",
    ),
    (
        "weald/people/rules.py",
        "import weald.people.domain.roles",
        "Rules know neither views, forms nor domain",
    ),
    (
        "weald/practices/rules/contest.py",
        "import weald.practices.domain.contest",
        "Rules know neither views, forms nor domain",
    ),
    ("wealdstats/errors.py", "import weald.core.errors", "The numerical package knows nothing of the site"),
    (
        "wealdstats/errors.py",
        "import django.utils.timezone",
        "The numerical package knows nothing of the site",
    ),
    (
        "weald/postgres/locks.py",
        "import django.conf",
        "The database manager knows nothing of Django or of the site",
    ),
    ("weald/home/apps.py", "import weald.simulate", "The simulated sector is only for the command line"),
    ("weald/dividend/rules.py", "import wealdstats.errors", "Only domain code calls the numerical package"),
    ("weald/schools/enums.py", "import wealdstats.errors", "Only domain code calls the numerical package"),
]


@pytest.mark.parametrize(("file", "statement", "contract"), PLANTED)
def test_import_that_goes_upward_is_found(tmp_path: Path, file, statement, contract):
    source = tmp_path / "src"
    shutil.copytree(
        ROOT / "src", source, ignore=shutil.ignore_patterns("*.html", "*.css", "*.json", "__pycache__")
    )
    with (source / file).open("a") as code:
        code.write(f"\n{statement}\n")

    found = broken(source)

    assert f"broken: {contract}" in found
    assert any(line.startswith("by: ") for line in found)


def test_contracts_that_cannot_be_read_are_not_taken_for_kept(tmp_path):
    (tmp_path / "weald").mkdir()
    (tmp_path / "weald" / "__init__.py").write_text("import (\n")

    assert broken(tmp_path)
