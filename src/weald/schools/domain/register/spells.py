"""From sightings in register files to spells: what is known, and no more.

A membership is vouched for from the day the register says it began to the last file that has it. When a
later whole file leaves it out it ended in between: on the day the school joined another, or a body closed,
where one of these is known; else on a day nobody wrote down, and the spell ends with the last day vouched
for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from weald.schools.enums import Ending, SpellReason

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """A membership as told, from the first to the last file that told it."""

    parent: int
    joined_on: date | None
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Life:
    """When an organisation opened and closed, where known; `number` is what it keeps when its UID changes."""

    opened_on: date | None = None
    closed_on: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A spell to be. No start: since a day nobody wrote down."""

    parent: int
    starts_on: date | None
    ends_on: date | None
    reason: SpellReason
    ending: str = ""
    over_by: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One child's sightings of one kind, with what is known around them."""

    child: Life
    parents: Mapping[int, Life]
    # Days of whole files of this kind, in order.
    snapshots: Sequence[date]
    # Why the first spell began; the others are transfers.
    entered: SpellReason = SpellReason.JOINED


def terms(seen: Iterable[Seen], story: Story) -> list[Term]:
    """Give the spells, at most one at a time, in order."""
    line = _in_line(seen)
    found: list[Term] = []
    for place, this in enumerate(line):
        following = line[place + 1] if place + 1 < len(line) else None
        term = _term(this, following, found[-1] if found else None, story)
        if term.starts_on is None or term.ends_on is None or term.starts_on < term.ends_on:
            found.append(term)
    return found


def _in_line(seen: Iterable[Seen]) -> list[Seen]:
    """Put sightings in the order of the evidence; the same parent told twice running is one membership."""
    line: list[Seen] = []
    for this in sorted(seen, key=lambda s: (s.last_on, s.joined_on or date.min, s.first_on, s.parent)):
        last = line[-1] if line else None
        if last and last.parent == this.parent:
            line[-1] = _joined(last, this)
        elif last and this.first_on <= last.last_on:
            # Two at once: the register contradicted itself. What it told last stands, from that day.
            line[-1:] = (
                [replace(last, last_on=this.first_on - A_DAY), this]
                if last.first_on < this.first_on
                else [this]
            )
        else:
            line.append(this)
    return line


def _joined(earlier: Seen, later: Seen) -> Seen:
    """Merge two tellings: a later date of joining is a correction, unless it was a member before that."""
    first_on = min(earlier.first_on, later.first_on)
    is_correction = later.joined_on is not None and later.joined_on <= first_on
    joined_on = later.joined_on if is_correction or earlier.joined_on is None else earlier.joined_on
    return replace(later, joined_on=joined_on, first_on=first_on)


def _term(this: Seen, following: Seen | None, before: Term | None, story: Story) -> Term:
    starts_on, reason = _start(this, before, story)
    ends_on, ending, over_by = _end(this, following, story)
    return Term(this.parent, starts_on, ends_on, reason, ending, over_by)


def _start(this: Seen, before: Term | None, story: Story) -> tuple[date | None, SpellReason]:
    starts_on = this.joined_on
    opened_on = story.child.opened_on
    if starts_on and opened_on and starts_on < opened_on <= this.last_on:
        # A school cannot have joined before it was there.
        starts_on = opened_on
    if before is None:
        return starts_on, story.entered
    if before.ends_on and (starts_on is None or starts_on < before.ends_on):
        starts_on = before.ends_on
    number, old = _life(this.parent, story).number, _life(before.parent, story).number
    return starts_on, SpellReason.CONTINUED if number and number == old else SpellReason.TRANSFERRED


def _end(this: Seen, following: Seen | None, story: Story) -> tuple[date | None, str, date | None]:
    missing_on = next((day for day in story.snapshots if day > this.last_on), None)
    over_by = min((day for day in (missing_on, following and following.first_on) if day), default=None)
    known = [
        (day, how)
        for day, how in (
            (following.joined_on if following else None, Ending.MOVED),
            (_life(this.parent, story).closed_on, Ending.PARENT_CLOSED),
            (story.child.closed_on, Ending.CHILD_CLOSED),
        )
        if day
        and (over_by is None or day <= over_by)
        # A body may close, on paper, before its last school is taken off its list; not before it came.
        and day > (this.last_on if how is Ending.MOVED else this.joined_on or date.min)
    ]
    if known:
        day, how = min(known)
        return day, how, None
    if over_by:
        has_moved = following is not None and over_by == following.first_on
        return this.last_on + A_DAY, Ending.MOVED if has_moved else Ending.NOT_SEEN, over_by
    return None, "", None


def _life(organisation: int, story: Story) -> Life:
    return story.parents.get(organisation, Life())
