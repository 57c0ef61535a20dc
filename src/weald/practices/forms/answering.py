"""Answering a return: each hunk is taken, left or edited, and nothing is chosen in advance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from weald.practices.domain.merging import Choice, PartHunks
from weald.practices.domain.written import Given
from weald.practices.forms.writing import Words
from weald.texts.difference import Piece, words
from weald.texts.merge import Change, Hunk

TAKEN, LEFT, EDITED = "taken", "left", "edited"
CHOICES = [(TAKEN, "Take theirs"), (LEFT, "Leave it as it is"), (EDITED, "Edit")]


@dataclass(frozen=True, slots=True)
class Question:
    """One hunk to decide, with its two fields."""

    key: str
    hunk: Hunk
    choice: BoundField
    text: BoundField

    @property
    def ours(self) -> str:
        return "\n\n".join(self.hunk.ours)

    @property
    def theirs(self) -> list[Piece]:
        """Theirs, with what is new to us marked."""
        return [piece for piece in words(self.ours, "\n\n".join(self.hunk.theirs)) if piece.kind != "gone"]

    @property
    def is_both(self) -> bool:
        return self.hunk.change == Change.BOTH


class AnswerForm(forms.Form):
    """Built from the hunks in which theirs has something ours doesn't."""

    reason = Words(label="A line for the history, and for them", rows=2)

    def __init__(self, *args: Any, parts: Sequence[PartHunks], files: Sequence[Given], **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.parts, self.files_offered = parts, files
        for label, key, hunk in self._offered():
            self.fields[f"hunk.{key}"] = forms.ChoiceField(
                label=f"{label}: what it shall be",
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": "Take it, leave it or edit it."},
            )
            self.fields[f"text.{key}"] = Words(label="The paragraph as it will be", rows=5)
            self.fields[f"text.{key}"].initial = "\n\n".join(hunk.theirs)
        for file in files:
            self.fields[f"file.{file.file_id}"] = forms.BooleanField(label=file.name, required=False)

    def _offered(self) -> Iterator[tuple[str, str, Hunk]]:
        return ((part.label, key, hunk) for part in self.parts for key, hunk in part.keyed if hunk.is_offered)

    @property
    def questions(self) -> list[tuple[PartHunks, list[Question]]]:
        """The parts with something to decide, each with its questions in order."""
        return [
            (
                part,
                [
                    Question(key, hunk, self[f"hunk.{key}"], self[f"text.{key}"])
                    for key, hunk in part.keyed
                    if hunk.is_offered
                ],
            )
            for part in self.parts
            if part.is_offered
        ]

    @property
    def file_fields(self) -> list[BoundField]:
        return [self[f"file.{file.file_id}"] for file in self.files_offered]

    def choices(self) -> dict[str, Choice]:
        """Give what was chosen, as the domain takes it."""
        chosen: dict[str, Choice] = {}
        for _, key, _ in self._offered():
            choice = self.cleaned_data[f"hunk.{key}"]
            chosen[key] = self.cleaned_data[f"text.{key}"] if choice == EDITED else choice == TAKEN
        files = {f"file.{file.file_id}" for file in self.files_offered}
        return chosen | {name: bool(self.cleaned_data[name]) for name in files}
