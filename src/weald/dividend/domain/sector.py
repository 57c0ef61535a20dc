"""What the page of all trusts together says: counts of verdicts, never a ranking."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from weald.dividend.domain.pictures import run_source
from weald.dividend.domain.words import (
    EARLIER_VERSION,
    TONES,
    Tone,
    effect_unit,
    say_with_range,
    shrunken_effect,
)
from weald.dividend.enums import Verdict
from weald.dividend.models import Result, Run

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
    total: int
    rows: list[VerdictRow]
    after_control: str
    shrunken: str
    naming: str
    level: str
    raw: str
    not_estimated: list[tuple[str, int]]
    source: str


def sector_page(run: Run) -> SectorPage:
    facts = run.sector
    total = facts["trusts"]
    return SectorPage(
        lede=_lede(run, total),
        total=total,
        rows=[_row(verdict, facts, total) for verdict in Verdict],
        after_control=_after_control(facts, total),
        shrunken=_shrunken(run),
        naming=_naming(run),
        level=_level(run),
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


class Named(NamedTuple):
    """A trust named among all, with the effect drawn towards the others'."""

    result: Result
    effect: str


NAMED_COLUMNS = {
    "Trust": "trust",
    "Verdict": "verdict",
    "Schools": "schools",
    "Shrunken effect": "effect",
    "From": "lower",
    "To": "upper",
}


def named_rows(results: Iterable[Any]) -> list[Named]:
    """Give the trusts that may be named, in the order they come in: that of their names."""
    return [Named(result, shrunken_effect(result.run.measure, result.shrunken)) for result in results]


def named_table(results: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for result in results:
        ends = {end: result.shrunken[end] for end in ("effect", "lower", "upper")}
        verdict = result.get_verdict_display()
        yield ends | {"trust": result.organisation.name, "verdict": verdict, "schools": result.schools}


def _after_control(facts: dict[str, Any], total: int) -> str:
    if not total:
        return "No trust could be asked."
    return (
        f"Asking {total} times, some would stand out by chance alone. With false discoveries held to "
        f"{facts['q'] * 100:.0f} %, {facts['survive']} remain beyond chance, {facts['survive_up']} of "
        "them upwards."
    )


def _shrunken(run: Run) -> str:
    """Say what joining a trust did on average, and how far trusts differ beyond chance."""
    if "shrunken" not in run.sector:
        return EARLIER_VERSION
    found = run.sector["shrunken"]
    if found is None:
        return "There are too few trusts to say how far they differ beyond chance."
    unit = effect_unit(run.measure)
    mean = say_with_range(unit, found["mean"], found["lower"], found["upper"])
    apart = say_with_range(unit, found["tau"], found["tau_lower"], found["tau_upper"], signed=False)
    return (
        f"On average joining a trust made a difference of {mean}; chance taken off, trusts differ by {apart} "
        f"from that, as a standard deviation (in brackets: {_level(run)} intervals)."
    )


def _naming(run: Run) -> str:
    """Say what it takes to be named among all trusts, and how many it is true of."""
    named = run.sector.get("may_be_named")
    if named is None:
        return f"None is named here. {EARLIER_VERSION}"
    takes = (
        "A trust is named among all only where its dividend or loss remains beyond chance after that, and "
        "its effect, drawn towards the others’ as far as it is uncertain, still points the same way."
    )
    if not named:
        return f"{takes} No trust is."
    many = "One trust is" if len(named) == 1 else f"{len(named)} trusts are"
    return f"{takes} {many}: whose results you may read stands below, in the order of their names."


def _level(run: Run) -> str:
    """Say how much the intervals of this run cover."""
    return f"{(run.sector.get('shrunken') or {}).get('level', 0.95) * 100:.0f} %"


def _lede(run: Run, total: int) -> str:
    unsure = run.sector["verdicts"][Verdict.CANNOT_TELL]
    found = run.sector["verdicts"][Verdict.DIVIDEND]
    if not total:
        return (
            f"On {run.measure.spoken} no trust can be asked: none has a school with results before and "
            "after it joined and enough schools like it that never joined any trust."
        )
    return (
        f"On {run.measure.spoken}, {unsure} of {total} trusts cannot tell yet, most of them because they "
        "are small; "
        f"{found} {'shows' if found == 1 else 'show'} a dividend of {'its' if found == 1 else 'their'} own. "
        f"Together they are {run.sector['schools']:,} schools, "
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
