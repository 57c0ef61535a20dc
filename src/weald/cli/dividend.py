from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from weald.cli.exits import Exit
from weald.cli.progress import watching
from weald.cli.site import site
from weald.core.errors import WealdError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from weald.dividend.models import Result, Run
    from weald.measures.models import Measure

WIDE = 200
HEADINGS = (
    "Trust",
    "UID",
    "Schools",
    "Verdict",
    "Effect",
    "95 % interval",
    "Failed checks",
    "Shrunken",
    "To be named",
)


@click.command()
@click.option("--measure", "code", required=True, help="The measure's code, such as ks2_rwm_expected.")
@click.option("--group", default="all", show_default=True, help="Whose results: all, disadvantaged, other …")
@click.option("--trust", "uid", help="Show this trust only (its UID), with its schools and donors.")
@click.option("--all", "everyone", is_flag=True, help="Show every trust that has an estimate.")
@click.option("--draws", default=10_000, show_default=True, help="Make-believe trusts to draw.")
@click.option("--seed", default=1, show_default=True, help="The same seed and data give the same answer.")
@click.option(
    "--hard-year",
    "hard_years",
    type=int,
    multiple=True,
    help="A year declared hard, before results are looked at; may be repeated. Else the measure's own.",
)
@click.option("--workers", default=1, show_default=True, help="Processes on this machine; 0 for one a core.")
@click.option("--scheduler", help="Let a Dask cluster do it: its scheduler's address, tcp://HOST:8786.")
@click.option("--stored", is_flag=True, help="Show the last run instead of estimating again.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for a program to read.")
def dividend(
    code: str,
    group: str,
    uid: str | None,
    everyone: bool,
    draws: int,
    seed: int,
    hard_years: tuple[int, ...],
    workers: int,
    scheduler: str | None,
    stored: bool,
    as_json: bool,
) -> int:
    """Estimate what belonging to a trust adds to its schools' results.

    All trusts are estimated together, because each is judged against the same make-believe trusts; the run is
    kept and its pages show it. Without --trust or --all only the counts are printed.

    Name a trust among many only where the last column says so, and then with the shrunken effect: drawn
    towards the others', it owes nothing to being picked.

    More processes or a cluster change no number of the answer; both need the extra "parallel".
    """
    with site():
        from weald.dividend.domain.report import result_words, run_report  # noqa: PLC0415 - after Django is set up

        measure = measure_of(code)
        if stored:
            run = last_run(measure, group)
        else:
            asked = {"draws": draws, "seed": seed, "workers": workers, "scheduler": scheduler}
            run = new_run(measure, group, hard_years, quiet=as_json, asked=asked)
        results = wanted_results(run, uid, everyone)
        report = run_report(run, results, whole=uid is not None)
        words = {} if uid is None or as_json else result_words(results.get())
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        show(report, words)
    return Exit.OK


def measure_of(code: str) -> Measure:
    from weald.measures.models import Measure  # noqa: PLC0415 - after Django is set up

    measure = Measure.objects.filter(code=code).first()
    if measure is None:
        known = ", ".join(Measure.objects.values_list("code", flat=True).order_by("code"))
        raise WealdError(
            "A dividend is estimated on a measure.",
            f"There is none with the code {code}.",
            f"Known are: {known or 'none yet; run weald migrate'}.",
        )
    return measure


def new_run(
    measure: Measure, group: str, hard_years: tuple[int, ...], *, quiet: bool, asked: dict[str, Any]
) -> Run:
    from weald.core.permissions import SYSTEM  # noqa: PLC0415 - after Django is set up
    from weald.dividend.domain.estimate import estimate, rule_for  # noqa: PLC0415 - as above

    with watching(f"Estimating on {measure.name}", quiet=quiet) as report:
        rule = rule_for(measure, hard_years or None)
        return estimate(measure, group, by=SYSTEM, rule=rule, progress=report, **asked)


def last_run(measure: Measure, group: str) -> Run:
    from weald.dividend.queries.results import current_runs  # noqa: PLC0415 - after Django is set up

    run = current_runs().filter(measure=measure, group=group).first()
    if run is None:
        raise WealdError(
            "--stored shows a run that was made before.",
            f"There is none of {measure.code}, {group}.",
            "Leave --stored out to make one.",
        )
    return run


def wanted_results(run: Run, uid: str | None, everyone: bool) -> QuerySet[Result]:
    results = run.results.select_related("organisation", "run__measure").prefetch_related(
        "organisation__identifiers"
    )
    results = results.order_by("organisation__name")
    if uid is None:
        return results if everyone else results.none()
    found = results.filter(organisation__identifiers__scheme="uid", organisation__identifiers__value=uid)
    if not found:
        raise WealdError(
            "A trust is shown when it has an estimate.",
            f"None has the UID {uid}.",
            "See --all for those that have one.",
        )
    return found


def show(report: dict[str, Any], words: dict[str, str]) -> None:
    """Print the counts, a line for each trust asked for, and what is said of the one that was asked for."""
    # In a file or a pipe nothing need be squeezed into a window.
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    facts = report["sector"]
    console.print(
        f"{facts['trusts']} trusts, {facts['schools']:,} schools, {facts['controls']:,} comparison schools."
    )
    for verdict, count in facts["verdicts"].items():
        console.print(f"  {count:>5}  {verdict.replace('_', ' ')}")
    console.print(f"{facts['survive']} remain with false discoveries held to {facts['q'] * 100:.0f} %.")
    console.print(f"Before and after alone would have claimed a rise for {facts['raw_rises']}.")
    if report["trusts"]:
        console.print(table_of(report["trusts"]))
    for question, answer in words.items():
        console.print(f"\n[bold]{question}[/bold]\n{escape(answer)}")


def table_of(trusts: list[dict[str, Any]]) -> Table:
    table = Table(title="In order of their names: there is no ranking")
    for heading in HEADINGS:
        table.add_column(heading)
    for trust in trusts:
        failed = [check["name"].replace("_", " ") for check in trust["checks"] if check["passed"] is False]
        interval = f"{trust['conf_int']['lower']:+.1f} to {trust['conf_int']['upper']:+.1f}"
        table.add_row(
            trust["name"],
            trust["trust"],
            str(trust["n_schools"]),
            trust["verdict"].replace("_", " "),
            f"{trust['att']:+.1f}",
            interval,
            ", ".join(failed),
            f"{trust['shrunken']['effect']:+.1f}" if trust.get("shrunken") else "",
            "yes" if trust["may_be_named"] else "no",
        )
    return table
