"""Merging by paragraph: what two people made of the same text, hunk by hunk.

Between them the hunks hold every paragraph of all three texts, in order and once: nothing can be lost by
merging, only left out by somebody who saw it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

Parts = tuple[str, ...]


class Change(Enum):
    """Who changed a hunk since the text both began from."""

    NEITHER = "neither"
    OURS = "ours"
    THEIRS = "theirs"
    ALIKE = "alike"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Paragraphs that belong together: as both began, as we have them, as they have them."""

    base: Parts
    ours: Parts
    theirs: Parts

    @property
    def change(self) -> Change:
        if self.ours == self.theirs:
            return Change.NEITHER if self.ours == self.base else Change.ALIKE
        if self.theirs == self.base:
            return Change.OURS
        return Change.THEIRS if self.ours == self.base else Change.BOTH

    @property
    def is_offered(self) -> bool:
        """Whether they have something here that we don't: what has to be taken, left or edited."""
        return self.change in {Change.THEIRS, Change.BOTH}


def merge(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Hunk]:
    """Cut three texts at the same places into hunks, as small as can be told apart."""
    cuts = [(0, 0, 0)]
    ours_at, theirs_at = _places(base, ours), _places(base, theirs)
    for position in range(len(base) + 1):
        mine, yours = ours_at[position], theirs_at[position]
        if mine and yours:
            cuts += [(position, mine[0], yours[0]), (position, mine[1], yours[1])]
    return [
        Hunk(tuple(base[start[0] : end[0]]), tuple(ours[start[1] : end[1]]), tuple(theirs[start[2] : end[2]]))
        for start, end in pairwise(cuts)
        if start != end
    ]


def resolve(hunks: Sequence[Hunk], choices: Mapping[int, Parts | bool]) -> list[str]:
    """Put the hunks together: taken (True), left (False) or edited (paragraphs); left where nobody chose."""
    result: list[str] = []
    for index, hunk in enumerate(hunks):
        choice = choices.get(index, False)
        if isinstance(choice, bool):
            result += hunk.theirs if choice and hunk.is_offered else hunk.ours
        else:
            result += choice
    return result


def matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Pair paragraphs that stayed, in order. Those that occur once on either side lead; the rest follow
    their neighbours. Costs n log n, also for a text made to be slow."""
    anchors = [(-1, -1), *_anchors(old, new), (len(old), len(new))]
    found: dict[int, int] = {}
    for (before, before_new), (after, after_new) in pairwise(anchors):
        at, at_new = before + 1, before_new + 1
        while at < after and at_new < after_new and old[at] == new[at_new]:
            found[at] = at_new
            at, at_new = at + 1, at_new + 1
        end, end_new = after - 1, after_new - 1
        while end >= at and end_new >= at_new and old[end] == new[end_new]:
            found[end] = end_new
            end, end_new = end - 1, end_new - 1
        if after < len(old):
            found[after] = after_new
    return found


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Give the longest row of paragraphs, each once in both, that stand in the same order."""
    count_old, count_new = Counter(old), Counter(new)
    at_new = {part: index for index, part in enumerate(new)}
    pairs = [
        (index, at_new[part])
        for index, part in enumerate(old)
        if count_old[part] == 1 and count_new.get(part) == 1
    ]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, position) in enumerate(pairs):
        length = bisect_left(ends, position)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [position]
        last[length : length + 1] = [index]
    row: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _places(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int] | None]:
    """Say where each gap of the base lies in the other text, from and to; None where nobody can tell."""
    same = matches(base, other)
    places: list[tuple[int, int] | None] = []
    for position in range(len(base) + 1):
        begins = 0 if position == 0 else same.get(position - 1, -2) + 1
        ends = len(other) if position == len(base) else same.get(position, -1)
        known = [place for place in (begins, ends) if place >= 0]
        places.append((known[0], known[-1]) if known else None)
    return places
