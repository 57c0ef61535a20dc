"""What differs between two texts, so that somebody can read it: paragraphs first, then their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from weald.texts.merge import Change, Hunk, matches, merge
from weald.texts.paragraphs import joined, paragraphs

Kind = Literal["same", "gone", "new"]
# A word with the space after it, so that pieces put together are the text again.
WORD = re.compile(r"\S+\s*|\s+")

# With less than a third of the words alike, marks would be confetti: one text replaces the other.
FEWEST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs in a row that stayed or that changed together."""

    is_same: bool
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "new")

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind != "gone")


def difference(old: str, new: str) -> list[Stretch]:
    """Give what stayed and what changed, in order."""
    was, now = paragraphs(old), paragraphs(new)
    hunks = merge(was, was, now)
    return [
        _stretch(is_same, list(group))
        for is_same, group in groupby(hunks, key=lambda hunk: hunk.change == Change.NEITHER)
    ]


def _stretch(is_same: bool, hunks: list[Hunk]) -> Stretch:
    was = joined([part for hunk in hunks for part in hunk.base])
    now = joined([part for hunk in hunks for part in hunk.theirs])
    return Stretch(is_same, tuple(words(was, now)))


def words(old: str, new: str) -> list[Piece]:
    """Mark the words that are gone and those that are new."""
    was, now = WORD.findall(old), WORD.findall(new)
    same = matches([word.strip() for word in was], [word.strip() for word in now])
    if len(same) * FEWEST_ALIKE < max(len(was), len(now)):
        return [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]
    pieces: list[tuple[Kind, str]] = []
    at = 0
    for index, word in enumerate(was):
        if index not in same:
            pieces.append(("gone", word))
            continue
        pieces += [("new", one) for one in now[at : same[index]]]
        at = same[index] + 1
        # The last word of a text has no space after it: whichever has one keeps the words apart.
        pieces.append(("same", max(word, now[same[index]], key=len)))
    pieces += [("new", one) for one in now[at:]]
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[Kind, str]]) -> list[Piece]:
    return [
        Piece(kind, "".join(text for _, text in group))
        for kind, group in groupby(pieces, key=lambda one: one[0])
    ]
