"""Commands in the documents are there; and one that is not would be found."""

import subprocess
import sys

import click
import pytest
from checks.common import ROOT
from checks.papers import documents
from checks.readme import fault, faults, told

from weald.cli.entry import weald


def test_every_command_in_the_documents_is_there():
    assert faults(documents(), weald) == []


def test_readme_tells_the_one_command():
    calls = list(told((ROOT / "README.md").read_text()))

    assert ["demo"] in calls


def test_the_file_that_the_readme_names_runs():
    """Asked of this environment; the whole way from nothing is tried by `./weald demo --once`."""
    done = subprocess.run(
        [sys.executable, "-m", "weald.cli", "demo", "--help"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert "Usage: weald demo" in done.stdout


@click.group()
def tree():
    pass


@tree.command()
@click.option("--deep", "-d", is_flag=True)
@click.argument("name")
def plant(deep, name):
    pass


@tree.command(context_settings={"ignore_unknown_options": True})
@click.argument("rest", nargs=-1)
def run(rest):
    pass


@tree.group()
def wood():
    pass


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["plant", "--deep", "oak"], None),
        (["plant", "-d"], None),
        (["run", "--anything"], None),
        (["--help"], None),
        ([], None),
        (["plant", "--tall"], "plant has no option --tall"),
        (["plant", "--tall=3"], "plant has no option --tall"),
        (["fell"], "there is no command 'fell'"),
        (["wood", "thin"], "there is no command 'thin'"),
    ],
)
def test_command_or_option_that_is_not_there_is_found(words, wrong):
    assert fault(tree, words) == wrong


def test_calls_are_read_from_blocks_only():
    document = """
Type `./weald plant`.

```sh
$ ./weald plant oak  # in the garden
WEALD_MODE=demo python3 weald plant \\
    ash
ls
```

```python
./weald never
```
"""

    assert list(told(document)) == [["plant", "oak"], ["plant", "ash"]]


def test_fault_names_the_document(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("```sh\n./weald fell oak\n```\n")

    assert faults([path], tree, tmp_path) == ["README.md: there is no command 'fell' (weald fell oak)"]
