from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weald.cli.exits import Exit
from weald.cli.progress import watching
from weald.cli.site import site

if TYPE_CHECKING:
    from weald.core.domain.verify import Verification


@click.command()
@click.argument("heads", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result for a program to read.")
def verify(heads: Path | None, as_json: bool) -> int:
    """Re-compute the whole ledger and name any entry that was altered, removed, moved or cut off.

    HEADS is a copy of the file of signed heads that was kept elsewhere, to hold the ledger against; without
    it the site's own is read. Ends with code 1 if anything is found.
    """
    with site():
        from weald.core.domain.verify import verify_ledger  # noqa: PLC0415 - after Django is set up

        with watching("Verifying the ledger", quiet=as_json) as report:
            result = verify_ledger(progress=report, heads=heads)
    click.echo(json.dumps(asdict(result), indent=2) if as_json else _in_words(result))
    return Exit.OK if result.is_sound else Exit.FINDING


def _in_words(result: Verification) -> str:
    lines = [
        f"{result.entries:,} entries and {result.heads_checked:,} signed heads re-computed; "
        f"{result.identities_erased:,} identities erased."
    ]
    lines += [
        f"{found.problem}: {found.entry} (chain {found.shard}): {found.explanation}"
        for found in result.findings
    ]
    lines.append("The ledger is whole." if result.is_sound else "The ledger is NOT whole.")
    return "\n".join(lines)
