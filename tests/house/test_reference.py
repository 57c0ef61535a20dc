"""The list of commands says what the code says; and if not, it would be found."""

import click
from checks.reference import commands, outdated, pages


def test_list_of_commands_is_up_to_date():
    assert outdated(pages()) == []


@click.group()
def tree():
    pass


@tree.command()
@click.argument("file")
@click.option("--deep/--flat", help="How far | down.")
@click.option("--size", type=int, metavar="N", help="How large.")
@click.option("--kind", type=click.Choice(["oak", "ash"]), help="Which.")
@click.option("--secret", is_flag=True, hidden=True)
def plant(file, deep, size, kind, secret):
    """Put a tree somewhere."""


@tree.group()
def wood():
    """Look after many trees."""


@wood.command()
def thin():
    """Take some out."""


@tree.command(hidden=True)
def fell():
    """Never mind."""


def test_command_is_described_with_its_options_and_below_its_group():
    text = commands(tree)

    assert "## weald plant\n\nPut a tree somewhere." in text
    assert "| `FILE` |  |\n| `--deep` `--flat` | How far \\| down. |\n| `--size N` | How large. |" in text
    assert "| `--kind [oak\\|ash]` | Which. |" in text
    assert "## weald wood thin\n\nTake some out." in text
    assert "secret" not in text
    assert "fell" not in text


def test_page_that_is_out_of_date_or_missing_is_found(tmp_path):
    old, gone, good = tmp_path / "old.md", tmp_path / "gone.md", tmp_path / "good.md"
    old.write_text("was\n")
    good.write_text("is\n")

    assert outdated({old: "is\n", gone: "is\n", good: "is\n"}) == [
        "old.md is out of date",
        "gone.md is out of date",
    ]
