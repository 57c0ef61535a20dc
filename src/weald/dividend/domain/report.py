"""A run as a program reads it: every trust with its estimate, its uncertainty and its checks."""

from collections.abc import Iterable
from typing import Any

from weald.dividend.domain.contrasts import closer_together, hard_years
from weald.dividend.domain.pictures import whole_path_words
from weald.dividend.domain.together import pooled_body, together
from weald.dividend.domain.words import among_all
from weald.dividend.models import Result, Run
from weald.dividend.queries.results import current_of, uids_of
from weald.schools.enums import Scheme

# What a page needs but a table does not: each school's own path and donors, the picture of chance.
BULKY = ("schools", "placebos", "calendar", "event", "left_out")


def run_report(run: Run, results: Iterable[Result], *, whole: bool = False) -> dict[str, Any]:
    """Give a run with its results in the order of the trusts' names; `whole` adds the paths and donors."""
    named = run.sector.get("may_be_named")
    uids = uids_of(map(int, named or ()))
    return {
        "run": run.pk,
        "measure": run.measure.code,
        "group": run.group,
        "seed": run.seed,
        "draws": run.draws,
        "data_hash": run.data_hash,
        "version": run.version,
        "rule": run.rule,
        "sector": run.sector | {"may_be_named": None if named is None else uids},
        "trusts": [result_report(result, named, whole=whole) for result in results],
    }


def result_report(result: Result, named: list[str] | None, *, whole: bool) -> dict[str, Any]:
    body = result.body if whole else {key: part for key, part in result.body.items() if key not in BULKY}
    numbers = {number.scheme: number.value for number in result.organisation.identifiers.all()}
    beside = {"together": pooled_body(alike(result), result.run.group)} if whole else {}
    return (
        body
        | beside
        | {
            "trust": numbers.get(Scheme.UID, ""),
            "name": result.organisation.name,
            "n_schools": result.schools,
            "q": result.q_value,
            "may_be_named": None if named is None else str(result.organisation_id) in named,
        }
    )


def alike(result: Result) -> list[Result]:
    """Give the result with those of the trust's other measures for the same pupils."""
    others = current_of(result.organisation).filter(run__group=result.run.group)
    return [result, *others.exclude(run__measure=result.run.measure_id)]


def result_words(result: Result) -> dict[str, str]:
    """Say of one trust what stands beside its estimate, each under the question its page asks."""
    pooled, closer, hard = (
        together(alike(result), result.run.group),
        closer_together(result),
        hard_years(result),
    )
    answer = f"{pooled.verdict.label}. " if pooled.verdict else ""
    return {
        "What do its measures say together?": " ".join((answer + pooled.sentence, *pooled.reasons)),
        "Held up in hard years?": f"{hard.answer}. {hard.words}",
        "Closer together?": f"{closer.answer}. {closer.words}",
        "The whole path": whole_path_words(result),
        "Among all trusts": among_all(result),
    }
