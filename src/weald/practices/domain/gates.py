"""The gates of the tumbler, as data: what each stage asks for, how it is found out, what would help."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from weald.practices.enums import Stage, Stance, Standing
from weald.practices.queries.facts import Facts, Voice

ORDER = (Stage.IDEA, Stage.NURTURED, Stage.TESTED, Stage.CONTESTED, Stage.FORMED)


@dataclass(frozen=True, slots=True)
class Found:
    """What a requirement found, and what would help where it is not met."""

    met: bool
    finding: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a gate asks for. Numbers in the sentence are thresholds, by their code."""

    code: str
    sentence: str
    check: Callable[[Facts], Found]


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as it stands for one practice."""

    code: str
    sentence: str
    met: bool
    finding: str
    remedy: str


def gate(stage: str, facts: Facts) -> list[Asked]:
    """Give what the gate to a stage asks for, each with what is there and what is missing."""
    return [_asked(requirement, facts) for requirement in GATES.get(Stage(stage), ())]


def next_stage(stage: str) -> Stage | None:
    """Give the stage above; None for what is formed or retired."""
    if stage not in ORDER[:-1]:
        return None
    return ORDER[ORDER.index(Stage(stage)) + 1]


def earlier_stages(stage: str) -> tuple[Stage, ...]:
    """Give the stages to which a practice can be reopened."""
    return ORDER[: ORDER.index(Stage(stage))] if stage in ORDER else ORDER


def _asked(requirement: Requirement, facts: Facts) -> Asked:
    found = requirement.check(facts)
    sentence = requirement.sentence.format(**facts.thresholds)
    return Asked(requirement.code, sentence, found.met, found.finding, "" if found.met else found.remedy)


def listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _complete(facts: Facts) -> Found:
    missing = facts.missing_parts
    if not missing:
        return Found(True, "Everything is said.")
    return Found(False, f"Not yet said: {listed(missing)}.", "Write a new version that says it.")


def _subject(facts: Facts) -> Found:
    if facts.has_subject:
        return Found(True, "It is said.")
    return Found(False, "Neither a subject nor an area is named.", "Name one, or say why it is generic.")


def _home(facts: Facts) -> Found:
    if facts.in_use_at_home:
        return Found(True, "It is in use there.")
    return Found(False, "Its home has not adopted it.", "Adopt it at home, and see how it goes.")


def _adopted(facts: Facts) -> Found:
    found = f"{counted(facts.adopters, 'other school has', 'other schools have')} adopted it."
    return Found(
        facts.adopters >= facts.thresholds["schools"], found, "Ask schools that have the problem to try it."
    )


def _told(facts: Facts) -> Found:
    found = f"{counted(facts.told, 'of them has', 'of them have')} told how it went."
    return Found(
        facts.told >= facts.thresholds["accounts"], found, "Ask adopters how it went; failures count."
    )


def _unprotected(facts: Facts) -> Found:
    if facts.protected_until is None:
        return Found(True, "No promise stands against it.")
    until = f"{facts.protected_until:%-d %B %Y}"
    return Found(False, f"Nobody judges it before {until}.", f"Wait until {until}.")


def _contested(facts: Facts) -> Found:
    if facts.contest_days is None:
        return Found(False, "Nobody has been invited to object.", "Open a contest.")
    found = f"Open for objections since {counted(facts.contest_days, 'day', 'days')}."
    return Found(facts.contest_days >= facts.thresholds["contest_days"], found, "Give people time to object.")


def _heard(facts: Facts) -> Found:
    found = f"{counted(facts.outside_voices, 'person was', 'people were')} heard from elsewhere."
    enough = facts.outside_voices >= facts.thresholds["outside_voices"]
    return Found(enough, found, "Invite those who would see it differently.")


def _answered(facts: Facts) -> Found:
    waiting = facts.objections.get(Standing.OPEN, 0)
    if not waiting:
        return Found(True, f"{sum(facts.objections.values())} raised, each answered.")
    return Found(
        False,
        f"{counted(waiting, 'objection has', 'objections have')} no answer.",
        "Answer it; numbers do not.",
    )


def _decided(facts: Facts) -> Found:
    waiting = facts.objections.get(Standing.OPEN, 0) + facts.objections.get(Standing.ANSWERED, 0)
    if not waiting:
        settled, stands = (facts.objections.get(one, 0) for one in (Standing.SETTLED, Standing.STANDS))
        return Found(True, f"{settled} settled, {stands} standing.")
    return Found(
        False,
        f"{counted(waiting, 'objection is', 'objections are')} undecided.",
        "Ask who objected whether it is settled, or ask a third person.",
    )


def _closed(facts: Facts) -> Found:
    if not facts.contest_is_open:
        return Found(True, "No contest is open.")
    return Found(False, "A contest is still open.", "Close it once nothing waits.")


def tally(voices: Iterable[Voice]) -> Mapping[str, int]:
    """Count voices for, against and unsure."""
    counts: dict[str, int] = dict.fromkeys(Stance.values, 0)
    for voice in voices:
        counts[voice.stance] += 1
    return counts


def agreed(voices: Iterable[Voice], coverage: int) -> bool:
    """Say whether enough were heard and more would agree than not."""
    counts = tally(voices)
    decided = counts[Stance.FOR] + counts[Stance.AGAINST]
    return decided >= coverage and counts[Stance.FOR] > counts[Stance.AGAINST]


def by_trust(voices: Iterable[Voice]) -> dict[str, list[Voice]]:
    return _grouped(voices, lambda voice: voice.trust)


def by_phase(voices: Iterable[Voice]) -> dict[str, list[Voice]]:
    return _grouped(voices, lambda voice: voice.phase)


def _grouped(voices: Iterable[Voice], key: Callable[[Voice], str]) -> dict[str, list[Voice]]:
    groups: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        groups[key(voice)].append(voice)
    return dict(sorted(groups.items()))


def _trusts(facts: Facts) -> Found:
    need, coverage = facts.thresholds["trusts"], facts.thresholds["coverage"]
    groups = by_trust(facts.voices)
    heard = [name for name, voices in groups.items() if len(voices) >= coverage]
    for_it = [name for name in heard if agreed(groups[name], coverage)]
    found = f"Heard in {len(heard)}, agreed in {len(for_it)}."
    return Found(len(for_it) >= need, found, "Ask people of other trusts whether they would agree.")


def _divided(facts: Facts) -> Found:
    against = [name for name, voices in by_trust(facts.voices).items() if _is_against(voices)]
    if not against:
        return Found(True, "In no trust do more speak against it than for it.")
    return Found(
        False,
        f"More speak against it than for it in {listed(against)}.",
        "Hear why, and change it, or say for whom it is not.",
    )


def _is_against(voices: Iterable[Voice]) -> bool:
    counts = tally(voices)
    return counts[Stance.AGAINST] > counts[Stance.FOR]


def _phases(facts: Facts) -> Found:
    coverage = facts.thresholds["coverage"]
    groups = by_phase(facts.voices)
    open_ones = [phase for phase in facts.phases if not agreed(groups.get(phase, []), coverage)]
    if not open_ones:
        return Found(True, "Agreed in every phase it is for.")
    names = listed(phase.replace("_", " ") for phase in open_ones)
    return Found(False, f"Still open: {names}.", "Ask people who work there.")


def _independents(facts: Facts) -> Found:
    voices = [voice for voice in facts.voices if voice.is_independent]
    need = facts.thresholds["independents"]
    heard = counted(len(voices), "independent voice", "independent voices")
    found = f"{tally(voices)[Stance.FOR]} of {heard} for it."
    return Found(agreed(voices, need), found, "Ask somebody with no part in it.")


def _effect(facts: Facts) -> Found:
    if facts.known_effects:
        return Found(True, f"{counted(facts.known_effects, 'effect', 'effects')} estimated.")
    if facts.unknown_effects:
        return Found(True, "Estimated, and honestly not yet known.")
    return Found(
        False, "Nobody has asked what it changed.", "Have its effect estimated; “not yet known” counts."
    )


GATES: Mapping[Stage, tuple[Requirement, ...]] = {
    Stage.NURTURED: (
        Requirement("complete", "It says everything a second school would ask.", _complete),
        Requirement("subject", "Its subject or area is named, or why it is generic.", _subject),
        Requirement("home", "It is in use in its home.", _home),
    ),
    Stage.TESTED: (
        Requirement("adopted", "At least {schools} other schools have adopted it.", _adopted),
        Requirement("told", "At least {accounts} of them have told how it went.", _told),
    ),
    Stage.CONTESTED: (
        Requirement("unprotected", "No protected window runs.", _unprotected),
        Requirement("contested", "It has been open for objections for {contest_days} days.", _contested),
        Requirement("heard", "At least {outside_voices} people from other trusts were heard.", _heard),
        Requirement("answered", "Every objection is answered, not outvoted.", _answered),
        Requirement(
            "decided", "Whoever objected, or a third person, has said what became of each.", _decided
        ),
    ),
    Stage.FORMED: (
        Requirement("closed", "The contest is closed.", _closed),
        Requirement("decided", "No objection is undecided.", _decided),
        Requirement(
            "trusts", "It is agreed in at least {trusts} trusts, {coverage} people heard in each.", _trusts
        ),
        Requirement("divided", "No trust that was heard is against it.", _divided),
        Requirement("phases", "It is agreed in every phase it is for.", _phases),
        Requirement(
            "independents",
            "At least {independents} independent voices were heard, most of them for it.",
            _independents,
        ),
        Requirement("effect", "Its effect is estimated, or honestly not yet known.", _effect),
    ),
}
