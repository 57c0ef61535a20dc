"""What somebody wrote, before it is a version; and where in the library it belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from weald.core.errors import WealdError
from weald.practices.enums import Licence, Part, PracticeKind
from weald.practices.models import Attachment, Practice, Version
from weald.texts.limits import MOST_CHARACTERS, cleaned

UNITS = "units"
MOST_UNITS = 200


@dataclass(frozen=True, slots=True)
class Given:
    """A file that is stored already, with the name and licence it has here."""

    file_id: int
    name: str
    licence: str = Licence.CC_BY


@dataclass(frozen=True, slots=True)
class Written:
    """A version's content: texts by part, a sequence's units, hours, files; and what changed and why."""

    title: str
    texts: Mapping[str, str]
    units: Sequence[str] = ()
    cost_hours: Decimal | None = None
    licence: str = Licence.CC_BY
    note: str = ""
    files: Sequence[Given] = ()

    @classmethod
    def of(cls, version: Version) -> "Written":
        """Give what a version says, to write the next one from."""
        return cls(
            title=version.title,
            texts=version.texts,
            units=tuple(version.units),
            cost_hours=version.cost_hours,
            licence=version.licence,
            files=tuple(
                Given(one.file_id, one.name, one.licence)
                for one in Attachment.objects.filter(version=version)
            ),
        )

    def but(self, **changed: Any) -> "Written":  # noqa: ANN401 -- a text, or any other field
        """Give the same with some parts or fields changed, by name."""
        texts = {name: changed.pop(name) for name in [*changed] if name in Part.values}
        return replace(self, texts={**self.texts, **texts}, **changed)

    def checked(self) -> "Written":
        """Give it as it is stored, or say what is missing or too long."""
        texts = {part.value: _clean(self.texts.get(part, ""), part.label) for part in Part}
        units = tuple(unit for one in self.units if (unit := _clean(one, "A unit")))
        title = " ".join(_clean(self.title, "The title").split())
        if not texts[Part.SUMMARY] or not title:
            raise WealdError(
                "A practice has a title and one paragraph that says what it is.",
                "The title is empty." if not title else "The paragraph is empty.",
                "Say it as you would to a colleague in the corridor.",
            )
        if len(title) > 160 or len(units) > MOST_UNITS:
            raise WealdError(
                f"A title has 160 characters at most, a sequence {MOST_UNITS} units.",
                f"There are {len(title)} characters and {len(units)} units.",
                "Say it shorter, or share it as two practices.",
            )
        return replace(self, title=title, texts=texts, units=units, note=_clean(self.note, "The note"))

    def parts(self) -> dict[str, str]:
        """Give everything written, for counting whose words they are."""
        return {**self.texts, UNITS: "\n\n".join(self.units)}


def _clean(text: str, what: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise WealdError(
            f"A text has {MOST_CHARACTERS:,} characters at most.",
            f"{what} has {len(text):,}.",
            "Keep here what somebody needs to begin, and attach the rest as a file.",
        )
    return cleaned(text).strip()


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a practice belongs: its kind, and codes of the vocabulary's terms."""

    kind: str = PracticeKind.PRACTICE
    subject: str = ""
    generic_because: str = ""
    concept: str = ""
    area: str = ""
    phases: Sequence[str] = field(default_factory=tuple)
    key_stages: Sequence[str] = field(default_factory=tuple)

    @classmethod
    def of(cls, practice: Practice) -> "Placing":
        return cls(
            practice.kind,
            practice.subject,
            practice.generic_because,
            practice.concept,
            practice.area,
            tuple(practice.phases),
            tuple(practice.key_stages),
        )

    def fields(self) -> dict[str, Any]:
        if self.subject == "generic" and not self.generic_because.strip():
            raise WealdError(
                "Most practices are about a subject; a generic one says why it is.",
                "No reason is given.",
                "Say why it holds in every subject, or choose one.",
            )
        return {
            "kind": self.kind,
            "subject": self.subject,
            "generic_because": self.generic_because.strip() if self.subject == "generic" else "",
            "concept": self.concept,
            "area": self.area,
            "phases": list(self.phases),
            "key_stages": list(self.key_stages),
        }
