"""Who would agree, by known strata: trusts, phases, independent voices. Counts with their intervals."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from weald.practices.domain.gates import agreed, by_phase, by_trust, tally
from weald.practices.enums import Stance
from weald.practices.queries.facts import Voice
from weald.schools.enums import Phase
from wealdstats.opinion.strata import wilson

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Stratum:
    """How one part of the sector sees it."""

    kind: str
    name: str
    heard: int
    in_favour: int
    against: int
    lower: float
    upper: float
    word: str
    tone: str


def strata(voices: Iterable[Voice], coverage: int) -> list[Stratum]:
    """Give every stratum that was heard, in order of its name; none is larger than another."""
    voices = tuple(voices)
    independent = [voice for voice in voices if voice.is_independent]
    phases = {
        Phase(phase).label if phase in Phase.values else "other": group
        for phase, group in by_phase(voices).items()
    }
    return [
        *(_stratum("trust or school", name, group, coverage) for name, group in by_trust(voices).items()),
        *(_stratum("phase", name, group, coverage) for name, group in phases.items()),
        *([_stratum("independent", "independent voices", independent, coverage)] if independent else []),
    ]


def _stratum(kind: str, name: str, voices: list[Voice], coverage: int) -> Stratum:
    counts = tally(voices)
    in_favour, against = counts[Stance.FOR], counts[Stance.AGAINST]
    lower, upper = wilson(np.array(in_favour), np.array(in_favour + against), LEVEL)
    if in_favour + against < coverage:
        word, tone = "still open", "open"
    elif agreed(voices, coverage):
        word, tone = "agrees", "good"
    else:
        word, tone = "does not agree", "bad"
    return Stratum(kind, name, len(voices), in_favour, against, float(lower), float(upper), word, tone)
