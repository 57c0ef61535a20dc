"""Why two schools resemble each other, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weald.charts.words import COUNT, PERCENT
from weald.measures.domain.intake import FEATURES
from weald.measures.models import Likeness
from weald.schools.enums import Phase, Region

LABELS = {feature.name: feature.label for feature in FEATURES}
PLACES = {"urban": "in a town or city", "rural": "in the country"}
KINDS = {"special": "special or alternative", "selective": "selective"}
NOT_KNOWN = "not known"
# Nearer than the half of all schools, or it is no reason.
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Alike:
    """One feature of two schools: what it is at the other and here, and whether most others are further."""

    label: str
    theirs: str
    own: str
    is_near: bool


def say_feature(name: str, value: Any) -> str:  # noqa: ANN401 -- a number or a word, by feature
    if value is None:
        return NOT_KNOWN
    if name == "region":
        return str(Region(value).label)
    if name == "urban_rural":
        return PLACES[value]
    return COUNT.say(value) if name == "pupils" else PERCENT.say(value)


def say_kind(intake: Mapping[str, Any]) -> str:
    """Say among which schools a school was compared."""
    phase = str(Phase(intake["phase"]).label) if intake.get("phase") else "all"
    kind = KINDS.get(intake.get("kind", ""), "")
    return " ".join(word for word in (kind, phase) if word)


def reasons(own: Likeness, other: Likeness, as_near: Mapping[str, float]) -> tuple[Alike, ...]:
    """Give the features of a match, the rarest likeness first; the last may be no likeness at all."""
    return tuple(
        Alike(
            LABELS[name],
            say_feature(name, other.intake.get(name)),
            say_feature(name, own.intake.get(name)),
            share <= MOST,
        )
        for name, share in as_near.items()
    )


def facts_of(likeness: Likeness) -> list[tuple[str, str]]:
    """Give what is known of a school's intake, in the order in which features count."""
    return [
        (feature.label, say_feature(feature.name, likeness.intake[feature.name]))
        for feature in FEATURES
        if feature.name in likeness.intake
    ]
