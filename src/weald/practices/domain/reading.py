"""A practice's texts as a page, a preview and a bundle show them: in one order, under one set of headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weald.practices.enums import Part
from weald.practices.models import Version

# What the first screen shows by itself: the rest follows in order.
SET_APART = frozenset({Part.SUMMARY, Part.CORE, Part.FLEX, Part.COST_NOTE, Part.SAVES, Part.NEEDS})


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a sequence."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a version or of a draft."""

    title: str
    texts: Mapping[str, str]
    units: Sequence[Unit]
    cost_hours: str

    @property
    def body(self) -> list[tuple[str, str]]:
        """The parts in the order people think, without those that stand apart: (heading, text)."""
        return [
            (part.label, self.texts[part]) for part in Part if part not in SET_APART and self.texts.get(part)
        ]

    @property
    def is_outlined(self) -> bool:
        """Whether more is said than the one paragraph that sharing needs."""
        return bool(self.body or self.units or self.texts.get(Part.CORE))


def reading_of(version: Version) -> Reading:
    hours = "" if version.cost_hours is None else f"{version.cost_hours.normalize():f}"
    title = version.title or "Taken down"
    return Reading(title, version.texts, [unit_of(text) for text in version.units], hours)


def reading_of_draft(fields: Mapping[str, Any], units: Sequence[str]) -> Reading:
    texts = {part.value: str(fields.get(part, "")).strip() for part in Part}
    title = str(fields.get("title") or "Without a title yet")
    return Reading(title, texts, [unit_of(text) for text in units], str(fields.get("cost_hours") or ""))


def unit_of(text: str) -> Unit:
    title, _, rest = text.strip().partition("\n")
    return Unit(title.lstrip("# ").strip(), rest.strip())
