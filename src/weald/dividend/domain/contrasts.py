"""What a trust may change beside the mean: whether its schools moved alike, and held up in hard years."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

from weald.charts.words import Unit
from weald.dividend.domain.checks import as_sentence
from weald.dividend.domain.words import EARLIER_VERSION, Tone, effect_unit
from weald.dividend.models import Result


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer in a word or two, and the sentences behind it."""

    answer: str
    tone: Tone
    words: str


NOT_STORED = Finding("Not known", "open", EARLIER_VERSION)


def closer_together(result: Result) -> Finding:
    """Say whether joining did the same for all its schools, beside make-believe trusts."""
    body, unit = result.body, effect_unit(result.run.measure)
    if "variation" not in body:
        return NOT_STORED
    found = body["variation"]
    if found is None:
        return Finding("Not testable", "open", "It takes two schools at least.")
    apart = unit.say(found["sd"])
    chance = (
        f"In make-believe trusts it is {unit.say(found['expected'])}, as a rule between "
        f"{unit.figure(found['lower'])} and {unit.say(found['upper'])}. {spread_words(body, unit)}"
    ).rstrip()
    if found["p"] >= 1 - body["conf_int"]["level"]:
        words = (
            f"What joining did lies {apart} apart between its schools: no more and no less than by chance."
        )
        return Finding("No sign", "plain", f"{words} {chance}")
    if found["p_even"] < found["p_uneven"]:
        words = f"Its schools moved alike: what joining did lies only {apart} apart between them."
        return Finding("Yes", "good", f"{words} {chance}")
    words = f"Joining did more for some than for others: what it did lies {apart} apart between its schools."
    beyond = f"Chance taken off, {unit.say(found['beyond'])} are left."
    return Finding("No", "seen", f"{words} {chance} {beyond}")


def spread_words(body: Mapping[str, Any], unit: Unit) -> str:
    """Say how far the results themselves lay apart before joining and since; empty where not stored."""
    sides: tuple[list[float], list[float]] = ([], [])
    for school in body["schools"]:
        seen, before = school.get("observed", ()), school.get("n_before", 0)
        if not seen[:before] or not seen[before:]:
            return ""
        sides[0].append(fmean(seen[:before]))
        sides[1].append(fmean(seen[before:]))
    if len(sides[0]) < 2:
        return ""
    before_words, since_words = (unit.say(stdev(side)) for side in sides)
    return (
        f"Their results themselves lay {before_words} apart before joining and {since_words} since: no "
        "evidence by itself, because extremes drift to the middle."
    )


def hard_years(result: Result) -> Finding:
    """Say whether its schools gained more in years declared hard than in the others."""
    found = result.body.get("antifragility")
    if found is None:
        return NOT_STORED
    if found["value"] is None:
        rule = "Years are declared hard before anybody looks at their results, never after."
        return Finding("Not testable", "open", f"{as_sentence(found['reason'])} {rule}")
    unit, ends = effect_unit(result.run.measure), found["conf_int"]
    way = "larger" if found["value"] > 0 else "smaller"
    reach = unit.say_range(ends["lower"], ends["upper"], signed=True)
    compared = (
        f"In {and_words(found['hard_years'])} the gap was {unit.say(abs(found['value']))} {way} than in the "
        f"other years since joining ({ends['level'] * 100:.0f} % interval {reach}; {found['n_schools']} "
        "schools)."
    )
    why = why_hard(found["hard_years"], result.run.sector.get("hard_years", {}))
    if found["p"]["two_sided"] >= 1 - ends["level"]:
        least = f"The smallest difference it could have shown is {unit.say(found['mde'])}."
        return Finding("Cannot tell", "open", f"{compared} {least}{why}")
    if found["value"] > 0:
        return Finding("Yes", "good", f"{compared}{why}")
    return Finding("No", "bad", f"{compared}{why}")


def why_hard(years: list[int], reasons: Mapping[str, str]) -> str:
    """Say why the years count as hard, as far as that was written down."""
    return "".join(f" {year}: {reasons[str(year)]}." for year in years if str(year) in reasons)


def and_words(items: list[int]) -> str:
    *first, last = map(str, items)
    return f"{', '.join(first)} and {last}" if first else last
