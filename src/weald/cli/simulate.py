from __future__ import annotations

import json
from dataclasses import asdict

import click

from weald.cli.migrate import bring_up_to_date
from weald.cli.progress import watching
from weald.cli.site import site


@click.command()
@click.option(
    "--size",
    type=click.Choice(["demo", "region", "nation"]),
    default="demo",
    show_default=True,
    help="How large.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same sector.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made for a program to read.")
def simulate(size: str, seed: int, as_json: bool) -> None:
    """Fill an empty database with an invented sector.

    Schools, trusts, people and results, with effects planted in the results, so that it can be checked
    whether Weald finds what is there and nothing else. The size demo has some 60 schools, region
    2,500, nation 25,000 with half a million people.
    """
    with site(as_owner=True):
        bring_up_to_date()
        from weald.simulate.run import simulate as make  # noqa: PLC0415 - after Django is set up

        with watching("Inventing a sector", quiet=as_json) as report:
            made = asdict(make(size, seed, report))
    if as_json:
        click.echo(json.dumps(made | {"size": size, "seed": seed}))
    else:
        click.echo("Made " + ", ".join(f"{count:,} {what}" for what, count in made.items()) + ".")
