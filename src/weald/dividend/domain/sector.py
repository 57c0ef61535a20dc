"""What the page of all trusts together says: counts of verdicts, never a ranking."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weald.dividend.domain.pictures import run_source
from weald.dividend.domain.words import TONES, Tone
from weald.dividend.enums import Verdict
from weald.dividend.models import Run

VERDICT_COLUMNS = {"Verdict": "verdict", "Trusts": "trusts", "What it means": "meaning"}
MEANINGS = {
    Verdict.DIVIDEND: "Beyond chance, lasting at least three years, and large enough to matter.",
    Verdict.NOT_PERSISTENT: "Beyond chance for a time, then back.",
    Verdict.TOO_SMALL: "Surely there, and surely smaller than what matters.",
    Verdict.LOSS: "Beyond chance, lasting, in the wrong direction.",
    Verdict.NO_SIGN: "Any difference is too small to matter either way.",
    Verdict.CANNOT_TELL: "The trust has too few schools or years for its results to say.",
}


@dataclass(frozen=True, slots=True)
class VerdictRow:
    label: str
    tone: Tone
    trusts: int
    share: float
    meaning: str


@dataclass(frozen=True, slots=True)
class SectorPage:
    lede: str
    rows: list[VerdictRow]
    after_control: str
    raw: str
    not_estimated: list[tuple[str, int]]
    source: str


def sector_page(run: Run) -> SectorPage:
    facts = run.sector
    total = facts["trusts"]
    return SectorPage(
        lede=_lede(run, total),
        rows=[_row(verdict, facts, total) for verdict in Verdict],
        after_control=(
            f"Asking {total} times, some would stand out by chance alone. With false discoveries held to "
            f"{facts['q'] * 100:.0f} %, {facts['survive']} remain beyond chance, {facts['survive_up']} of "
            "them upwards."
        ),
        raw=(
            f"A plain before-and-after comparison would have claimed a rise for {facts['raw_rises']} of "
            "them and a fall for "
            f"{facts['raw_falls']}; set against all schools that never joined a trust, "
            f"{facts['raw_against_all_rises']} and {facts['raw_against_all_falls']}."
        ),
        not_estimated=_grouped(facts["not_estimated"]),
        source=run_source(run),
    )


def verdict_rows(run: Run) -> Iterator[dict[str, Any]]:
    for row in sector_page(run).rows:
        yield {"verdict": row.label, "trusts": row.trusts, "meaning": row.meaning}


def _lede(run: Run, total: int) -> str:
    unsure = run.sector["verdicts"][Verdict.CANNOT_TELL]
    found = run.sector["verdicts"][Verdict.DIVIDEND]
    return (
        f"On {run.measure.spoken}, {unsure} of {total} trusts cannot tell yet, most of them because they "
        "are small; "
        f"{found} show a dividend of their own. Together they are {run.sector['schools']:,} schools, "
        f"compared with {run.sector['controls']:,} that never joined."
    )


def _row(verdict: Verdict, facts: dict[str, Any], total: int) -> VerdictRow:
    trusts = facts["verdicts"][verdict]
    return VerdictRow(
        verdict.label, TONES[verdict], trusts, 100 * trusts / total if total else 0, MEANINGS[verdict]
    )


def _grouped(not_estimated: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Count the trusts without an estimate by how many of their schools could carry one."""
    counts: dict[int, int] = {}
    for trust in not_estimated:
        counts[trust["n_usable"]] = counts.get(trust["n_usable"], 0) + 1
    words = {0: "no school with results before and after", 1: "one such school"}
    return [(words.get(usable, f"{usable} such schools"), count) for usable, count in sorted(counts.items())]
