"""A run as a program reads it: every trust with its estimate, its uncertainty and its checks."""

from collections.abc import Iterable
from typing import Any

from weald.dividend.models import Result, Run
from weald.schools.enums import Scheme

# What a page needs but a table does not: each school's own path and donors, the picture of chance.
BULKY = ("schools", "placebos", "calendar", "event", "left_out")


def run_report(run: Run, results: Iterable[Result], *, whole: bool = False) -> dict[str, Any]:
    """Give a run with its results in the order of the trusts' names; `whole` adds the paths and donors."""
    return {
        "run": run.pk,
        "measure": run.measure.code,
        "group": run.group,
        "seed": run.seed,
        "draws": run.draws,
        "data_hash": run.data_hash,
        "version": run.version,
        "rule": run.rule,
        "sector": run.sector,
        "trusts": [result_report(result, whole=whole) for result in results],
    }


def result_report(result: Result, *, whole: bool) -> dict[str, Any]:
    body = result.body if whole else {key: part for key, part in result.body.items() if key not in BULKY}
    numbers = {number.scheme: number.value for number in result.organisation.identifiers.all()}
    return body | {
        "trust": numbers.get(Scheme.UID, ""),
        "name": result.organisation.name,
        "n_schools": result.schools,
        "q": result.q_value,
    }
