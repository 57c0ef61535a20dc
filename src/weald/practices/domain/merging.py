"""Three versions of a practice side by side: hunks part by part, and the text that follows from choosing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from weald.practices.domain.written import UNITS, Written
from weald.practices.enums import Part
from weald.texts.merge import Hunk, merge, resolve
from weald.texts.paragraphs import joined, paragraphs

TITLE, HOURS = "title", "cost_hours"
LABELS = {TITLE: "Title", **dict(Part.choices), HOURS: "Staff hours", UNITS: "Units"}

# Taken, left, or written anew.
Choice = bool | str


@dataclass(frozen=True, slots=True)
class PartHunks:
    """The hunks of one part, numbered as pages and forms name them: `core.2`."""

    part: str
    hunks: tuple[Hunk, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.part])

    @property
    def keyed(self) -> Iterator[tuple[str, Hunk]]:
        return ((f"{self.part}.{index}", hunk) for index, hunk in enumerate(self.hunks))

    @property
    def is_offered(self) -> bool:
        return any(hunk.is_offered for hunk in self.hunks)


def hunks_of(base: Written, ours: Written, theirs: Written) -> list[PartHunks]:
    """Cut three versions into hunks, part by part, in the order people think."""
    sides = [_pieces(one) for one in (base, ours, theirs)]
    return [PartHunks(part, tuple(merge(*(side[part] for side in sides)))) for part in LABELS]


def offered(parts: list[PartHunks]) -> list[str]:
    """Name the hunks in which they have something that we don't."""
    return [key for part in parts for key, hunk in part.keyed if hunk.is_offered]


def merged(ours: Written, parts: list[PartHunks], choices: Mapping[str, Choice]) -> Written:
    """Put our version together anew: every hunk taken (True), left (False) or edited (its text)."""
    result: dict[str, list[str]] = {}
    for part in parts:
        chosen = {
            index: _chosen(part.part, choices[key])
            for index, (key, _) in enumerate(part.keyed)
            if key in choices
        }
        result[part.part] = resolve(part.hunks, chosen)
    return ours.but(
        title=" ".join(result.pop(TITLE)) or ours.title,
        cost_hours=_hours(result.pop(HOURS), ours.cost_hours),
        units=tuple(result.pop(UNITS)),
        **{name: joined(pieces) for name, pieces in result.items()},
    )


def _chosen(part: str, choice: Choice) -> tuple[str, ...] | bool:
    if isinstance(choice, bool):
        return choice
    if part == UNITS:
        return (choice.strip(),) if choice.strip() else ()
    return tuple(paragraphs(choice))


def _pieces(written: Written) -> dict[str, list[str]]:
    hours = [] if written.cost_hours is None else [f"{written.cost_hours.normalize():f}"]
    return {
        TITLE: [written.title],
        **{part.value: paragraphs(written.texts.get(part, "")) for part in Part},
        HOURS: hours,
        UNITS: list(written.units),
    }


def _hours(pieces: list[str], before: Decimal | None) -> Decimal | None:
    """Read the hours that were chosen; what is no number leaves them as they were."""
    try:
        return Decimal(pieces[-1]) if pieces else None
    except InvalidOperation:
        return before
