"""What a page says of a school or a trust, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from weald.schools.enums import Ending, Kind, Phase, SpellReason, Status
from weald.schools.models import Organisation, SchoolDetails

SPOKEN_PHASES = {
    Phase.NURSERY: "nursery school",
    Phase.PRIMARY: "primary school",
    Phase.MIDDLE_PRIMARY: "middle school (deemed primary)",
    Phase.MIDDLE_SECONDARY: "middle school (deemed secondary)",
    Phase.SECONDARY: "secondary school",
    Phase.ALL_THROUGH: "all-through school",
    Phase.POST_16: "college or sixth form",
}
AN = "aeiou"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell in words, for a line of a history."""

    name: str
    url: str
    what: str
    sentence: str


def spoken_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def spoken_month(day: date) -> str:
    return f"{day:%B %Y}"


def describe(school: Organisation, details: SchoolDetails | None, spells: Sequence[Any]) -> str:
    """Say in a sentence what kind of school this is and whom it belongs to."""
    what = SPOKEN_PHASES.get(Phase(details.phase), "school") if details and details.phase else "school"
    sentence = f"{'An' if what[0] in AN else 'A'} {what}"
    if details and details.low_age is not None and details.high_age is not None:
        sentence += f" for ages {details.low_age} to {details.high_age}"
    if school.town:
        sentence += f" in {school.town}"
    return f"{_past(school)}{sentence}{_belonging(spells)}."


def _past(school: Organisation) -> str:
    if school.status == Status.CLOSED:
        return f"Closed {spoken_month(school.closed_on)}. " if school.closed_on else "Closed. "
    return "To open. " if school.status == Status.PROPOSED_TO_OPEN else ""


def _belonging(spells: Sequence[Any]) -> str:
    now = next((spell for spell in spells if spell.kind == Kind.TRUST and spell.ends_on is None), None)
    if now is None:
        return ""
    since = f" since {spoken_month(now.starts_on)}" if now.starts_on else ""
    return f", in {now.parent.name}{since}"


def spoken_time(starts_on: date | None, ends_on: date | None, over_by: date | None) -> str:
    """Say from when until when, and what of it nobody wrote down."""
    start = f"from {spoken_day(starts_on)}" if starts_on else "from a day that is not recorded"
    if ends_on is None:
        return f"since {spoken_day(starts_on)}" if starts_on else "since a day that is not recorded"
    if over_by:
        # The end of a period is the first day outside it.
        last = spoken_day(ends_on - timedelta(days=1))
        return f"{start}; last recorded {last}, over by {spoken_day(over_by)}"
    return f"{start} to {spoken_day(ends_on)}"


def spoken_reasons(reason: str, ending: str) -> str:
    """Say why a spell began and how it ended."""
    began = "" if reason in {SpellReason.UNKNOWN, SpellReason.JOINED} else SpellReason(reason).label
    ended = Ending(ending).label if ending else ""
    return "; ".join(part for part in (began, ended) if part)


def spoken_trust(name: str, now: Sequence[Any], past: int) -> str:
    """Say in a sentence how large a trust is, how spread, since when."""
    if not now:
        left = f" {past} {'school has' if past == 1 else 'schools have'} left it." if past else ""
        return f"No school is in {name} today.{left}"
    authorities = {school.authority_name for school in now if school.authority_name}
    schools = f"{len(now)} school{'' if len(now) == 1 else 's'}"
    spread = f" in {len(authorities)} local authorities" if len(authorities) > 1 else ""
    spread = spread or f" in {next(iter(authorities))}" if authorities else ""
    first = min((school.joined_on for school in now if school.joined_on), default=None)
    since = f"; of those still there the first joined in {spoken_month(first)}" if first else ""
    left = f". {past} {'has' if past == 1 else 'have'} left" if past else ""
    return f"{schools}{spread}{since}{left}."
