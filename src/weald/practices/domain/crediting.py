"""Whose words a version is made of, and what it owes to those whose words are gone.

Each word belongs to the version that first wrote it. A word is kept where it stands in a paragraph that was
kept whole, or among `RUN` words in a row that a parent has too, wherever in the text: moving, splitting and
joining paragraphs costs nobody their credit. Each version is worked out from its parents alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from weald.practices.enums import CreditKind
from weald.texts.paragraphs import paragraphs

# Words in a row that are no coincidence: fewer, and "at the end of the" would have an author.
RUN = 5

Run = list[int]
# Part → paragraphs → runs of words: [version, how many].
Runs = dict[str, list[list[Run]]]


@dataclass(frozen=True, slots=True)
class Text:
    """A version's parts, and where its words come from (nothing known: all its own)."""

    version_id: int
    parts: Mapping[str, str]
    runs: Runs | None = None


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An earlier version with the line it belongs to."""

    version_id: int
    practice_id: int


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of a version's credit."""

    ancestor_id: int
    kind: CreditKind
    words: int = 0
    share: float = 0.0


class _Known:
    """The words of all parents, found by paragraph and by run. Of two writers, the earlier one wrote it."""

    def __init__(self, parents: Iterable[Text]) -> None:
        self.paragraphs: dict[tuple[str, ...], list[int]] = {}
        self.runs: dict[tuple[str, ...], list[int]] = {}
        for parent in parents:
            for part, text in parent.parts.items():
                origins = parent.runs.get(part, []) if parent.runs is not None else []
                for index, words in enumerate(_words(text)):
                    writers = _writers(origins[index]) if index < len(origins) else []
                    self._learn(
                        words, writers if len(writers) == len(words) else [parent.version_id] * len(words)
                    )

    def _learn(self, words: tuple[str, ...], writers: list[int]) -> None:
        _earlier(self.paragraphs, words, writers)
        for start in range(len(words) - RUN + 1):
            _earlier(self.runs, words[start : start + RUN], writers[start : start + RUN])

    def writers_of(self, words: tuple[str, ...], own: int) -> list[int]:
        """Say who first wrote each word of a paragraph; `own` of those that are new."""
        if words in self.paragraphs:
            return self.paragraphs[words]
        writers = [own] * len(words)
        for start in range(len(words) - RUN + 1):
            for offset, writer in enumerate(self.runs.get(words[start : start + RUN], ())):
                writers[start + offset] = min(writers[start + offset], writer)
        return writers


def _earlier(known: dict[tuple[str, ...], list[int]], words: tuple[str, ...], writers: list[int]) -> None:
    before = known.get(words)
    known[words] = writers if before is None else [min(pair) for pair in zip(before, writers, strict=True)]


def _words(text: str) -> list[tuple[str, ...]]:
    return [tuple(paragraph.split()) for paragraph in paragraphs(text)]


def _writers(runs: Sequence[Sequence[int]]) -> list[int]:
    return [version for version, count in runs for _ in range(count)]


def _as_runs(writers: Sequence[int]) -> list[Run]:
    return [[writer, len(list(group))] for writer, group in groupby(writers)]


def runs_of(version_id: int, parts: Mapping[str, str], parents: Iterable[Text]) -> Runs:
    """Say of each word of a new version in which version it was first written."""
    known = _Known(parents)
    return {
        part: [_as_runs(known.writers_of(words, version_id)) for words in _words(text)]
        for part, text in parts.items()
        if text.strip()
    }


def words_by_version(runs: Runs) -> Counter[int]:
    counts: Counter[int] = Counter()
    for rows in runs.values():
        for row in rows:
            for version, words in row:
                counts[version] += words
    return counts


def owed_by(version_id: int, practice_id: int, runs: Runs, ancestors: Iterable[Ancestor]) -> list[Owed]:
    """List what a version owes: words kept, and to every other line that led to it a debt where none are.

    `ancestors` are its parents and everybody whom they credit: a line once owed to is owed to for ever.
    """
    counts = words_by_version(runs)
    total = counts.total()
    kept = {version: words for version, words in counts.items() if version != version_id}
    lines: dict[int, list[int]] = defaultdict(list)
    for ancestor in ancestors:
        lines[ancestor.practice_id].append(ancestor.version_id)
    declared = [
        max(versions)
        for line, versions in lines.items()
        if line != practice_id and not any(version in kept for version in versions)
    ]
    return [
        *(Owed(version, CreditKind.KEPT, words, words / total) for version, words in sorted(kept.items())),
        *(Owed(version, CreditKind.DECLARED) for version in sorted(declared)),
    ]
