"""The shipped catalogue of measures: data in TOML, brought into the database without losing local edits."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from weald.core.errors import WealdError
from weald.measures.enums import Direction, Gap, Topic, Unit
from weald.measures.models import Measure, SeriesNote

FOLDER = Path(__file__).resolve().parent.parent / "catalogue"

NEEDED = ("code", "name", "spoken", "unit", "topic")
DEFAULTS: dict[str, Any] = {
    "direction": Direction.HIGHER.value,
    "phase": "",
    "decimals": 1,
    "lowest": None,
    "highest": None,
    "floor": None,
    "spread": None,
    "description": "",
    "source": "",
    "order": 0,
}
FIELDS = ("name", "spoken", "unit", "topic", *DEFAULTS)
CHOICES = {"unit": Unit.values, "topic": Topic.values, "direction": Direction.values}

NoteKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure as shipped."""

    code: str
    fields: dict[str, Any]
    notes: dict[NoteKey, str]

    def as_shipped(self) -> dict[str, Any]:
        """Give what is kept beside the measure, to tell a local edit from an older shipment."""
        return self.fields | {
            "notes": [[year, kind, text] for (year, kind), text in sorted(self.notes.items())]
        }


@dataclass(slots=True)
class CatalogueReport:
    """What loading did: measures by code, and `code.field` of local edits it left alone."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def shipped_definitions(folder: Path = FOLDER) -> list[Definition]:
    found = [definition for path in sorted(folder.glob("*.toml")) for definition in _definitions_in(path)]
    codes = [definition.code for definition in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise _problem("each measure once", f"Defined twice: {', '.join(twice)}.")
    return found


@transaction.atomic
def load_catalogue(definitions: Iterable[Definition] | None = None) -> CatalogueReport:
    """Add what is new and bring up to date what nobody has changed here. Loading again changes nothing."""
    report = CatalogueReport()
    held = {
        measure.code: measure for measure in Measure.objects.select_for_update().prefetch_related("notes")
    }
    for definition in shipped_definitions() if definitions is None else definitions:
        measure = held.get(definition.code)
        if measure is None:
            _add(definition)
            report.added.append(definition.code)
        elif measure.shipped != definition.as_shipped():
            report.kept += _update(measure, definition)
            report.updated.append(definition.code)
    return report


def _add(definition: Definition) -> None:
    measure = Measure.objects.create(
        code=definition.code, shipped=definition.as_shipped(), **definition.fields
    )
    SeriesNote.objects.bulk_create(
        SeriesNote(measure=measure, year=year, kind=kind, reason=reason)
        for (year, kind), reason in definition.notes.items()
    )


def _update(measure: Measure, definition: Definition) -> list[str]:
    kept = []
    for name, value in definition.fields.items():
        if getattr(measure, name) == measure.shipped.get(name, value):
            setattr(measure, name, value)
        elif getattr(measure, name) != value:
            kept.append(f"{measure.code}.{name}")
    kept += [f"{measure.code}.notes.{year}" for year, _ in _update_notes(measure, definition)]
    measure.shipped = definition.as_shipped()
    measure.save()
    return kept


def _update_notes(measure: Measure, definition: Definition) -> list[NoteKey]:
    """Three ways: what was shipped, what stands here, what is shipped now. Give the local edits kept."""
    before = {(year, kind): reason for year, kind, reason in measure.shipped.get("notes", [])}
    here = {(note.year, note.kind): note for note in measure.notes.all()}
    kept = []
    for key in sorted(before.keys() | definition.notes.keys()):
        old, new, note = before.get(key), definition.notes.get(key), here.get(key)
        if old == new:
            continue
        if (note.reason if note else None) != old:
            kept.append(key)
        elif note is None:
            SeriesNote.objects.create(measure=measure, year=key[0], kind=key[1], reason=new or "")
        elif new is None:
            note.delete()
        else:
            SeriesNote.objects.filter(pk=note.pk).update(reason=new)
    return kept


def _definitions_in(path: Path) -> Iterator[Definition]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    common = content.get("common", {})
    for entry in content.get("measure", []):
        yield _definition(common, entry, path.name)


def _definition(common: dict[str, Any], entry: dict[str, Any], file: str) -> Definition:
    notes = [*common.get("note", []), *entry.get("note", [])]
    given = {name: value for name, value in (common | entry).items() if name != "note"}
    named = given.get("code", "a measure without a code")
    absent = [name for name in NEEDED if not given.get(name)]
    unknown = sorted(given.keys() - {"code", *FIELDS})
    if absent or unknown:
        finding = f"In {file}, {named} lacks {absent} and has unknown {unknown}."
        raise _problem(f"the keys {', '.join(NEEDED)} and none but the known ones", finding)
    for name, allowed in CHOICES.items():
        if name in given and given[name] not in allowed:
            raise _problem(f"{name} to be one of {', '.join(allowed)}", f"{named} has {given[name]!r}.")
    fields = DEFAULTS | {name: given[name] for name in FIELDS if name in given}
    return Definition(given["code"], {name: fields[name] for name in FIELDS}, _notes(notes, named))


def _notes(entries: list[dict[str, Any]], named: str) -> dict[NoteKey, str]:
    for entry in entries:
        if entry.get("kind") not in Gap.values:
            raise _problem(
                f"kind to be one of {', '.join(Gap.values)}", f"A note of {named} has {entry.get('kind')!r}."
            )
    return {(year, entry["kind"]): entry["reason"] for entry in entries for year in entry["years"]}


def _problem(need: str, finding: str) -> WealdError:
    return WealdError(f"The catalogue of measures needs {need}.", finding, "Mend the catalogue file.")
