from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from weald.cli.exits import Exit
from weald.cli.site import site

if TYPE_CHECKING:
    from weald.core.domain.check import Point


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the points for a program to read.")
def check(as_json: bool) -> int:
    """Say what is unsafe or missing in this set-up, and what to do about it.

    Ends with code 1 if anything is wrong. With WEALD_MODE=production it asks for more.
    """
    with site():
        from weald.core.domain.check import check_setup  # noqa: PLC0415 - after Django is set up

        points = check_setup()
    if as_json:
        click.echo(json.dumps([asdict(point) | {"severity": point.severity} for point in points], indent=2))
    else:
        for point in points:
            click.echo(_in_words(point))
    return Exit.FINDING if any(point.is_right is False for point in points) else Exit.OK


def _in_words(point: Point) -> str:
    mark = {"right": "right", "wrong": "WRONG", "note": "note "}[point.severity]
    help_with_it = "" if point.is_right else f"\n       {point.need} {point.remedy}".rstrip()
    return f"{mark}  {point.name}: {point.finding}{help_with_it}"
