"""Writing a practice down: saved as it stands, from any number of windows, and never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from weald.core.enums import Audience
from weald.core.errors import Conflict
from weald.core.permissions import Actor, permit
from weald.files.domain import Kept, store
from weald.files.domain.storing import Readable
from weald.practices.domain.units import units_as_text
from weald.practices.enums import Part
from weald.practices.models import Draft, DraftFile, Practice, Version
from weald.practices.queries.line import line_of
from weald.texts.together import both

TEXTS = frozenset([*Part.values, "units", "note"])
OF_THE_LINE = ("kind", "subject", "generic_because", "concept", "area", "phases", "key_stages")
MOST_FILES = 20
MOST_DRAFTS = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """How a draft stands after saving, and which fields are not as this window sent them."""

    revision: int
    fields: Mapping[str, Any]
    merged: Sequence[str] = ()


def begin_draft(*, by: Actor, practice: Practice | None = None, base: Version | None = None) -> Draft:
    """Begin to write: something new, the next version of a practice, or an adaptation of a version.

    Whoever writes a practice already goes on with the draft they have.
    """
    permit("practices.draft", by)
    fields: dict[str, Any] = {"home": _first_home(by), "audience": Audience.SECTOR}
    if practice is not None:
        permit("practices.write", by, line_of(practice))
        base = practice.head
        if begun := Draft.objects.filter(person_id=by.person_id, practice=practice).first():
            return begun
    if base is not None:
        fields |= fields_of(base)
    if Draft.objects.filter(person_id=by.person_id).count() >= MOST_DRAFTS:
        raise Conflict(
            f"Somebody has {MOST_DRAFTS} drafts at most.", "You have as many.", "Publish or discard some."
        )
    new = {"base": base, "fields": fields, "saved_at": timezone.now()}
    with transaction.atomic():
        if practice is None:
            draft, is_new = Draft.objects.create(person_id=by.person_id or 0, **new), True
        else:
            # Two windows that begin at once go on with the same one.
            draft, is_new = Draft.objects.get_or_create(
                person_id=by.person_id or 0, practice=practice, defaults=new
            )
        if is_new and base is not None:
            _take_files(draft, base)
    return draft


def _first_home(by: Actor) -> str:
    return next((str(role.organisation_id) for role in by.roles if role.organisation_id in by.own), "")


def fields_of(version: Version) -> dict[str, Any]:
    """Give a version as the form has it."""
    practice = version.practice
    fields: dict[str, Any] = {name: getattr(practice, name) for name in OF_THE_LINE}
    fields |= version.texts | {"title": version.title, "licence": version.licence}
    fields["units"] = units_as_text(version.units)
    fields["cost_hours"] = "" if version.cost_hours is None else str(version.cost_hours.normalize())
    return fields


def _take_files(draft: Draft, base: Version) -> None:
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, file_id=one.file_id, name=one.name, licence=one.licence)
        for one in base.attachments.all()
    )


def save_draft(
    draft: Draft, changes: Mapping[str, Any], *, was: Mapping[str, Any], revision: int, by: Actor
) -> Saved:
    """Save what a window has. One that does not know the newest revision is merged, not believed.

    `was` is what the window began from: with it both sides of what happened since are known.
    """
    permit("practices.draft", by)
    with transaction.atomic():
        locked = held(draft)
        merged = []
        for name, late in changes.items():
            saved = locked.fields.get(name, "")
            kept = late if revision == locked.revision else _merged(name, was.get(name, ""), saved, late)
            if kept != late:
                merged.append(name)
            if kept != saved:
                locked.fields[name] = kept
        locked.revision += 1
        locked.saved_at = timezone.now()
        locked.save(update_fields=["fields", "revision", "saved_at"])
    return Saved(locked.revision, {name: locked.fields.get(name, "") for name in changes}, merged)


def held(draft: Draft) -> Draft:
    """Give the draft as it is now; another window waits until this one is done."""
    found = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("practice__head", "base")
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise Conflict(
            "A draft is written on until it is published or discarded.",
            "This one was, in another window.",
            "Open the practice and change that; what you wrote here is still on this page.",
        )
    return found


def _merged(name: str, was: Any, saved: Any, late: Any) -> Any:  # noqa: ANN401 -- a text, or a list of codes
    if name in TEXTS:
        return both(was or "", saved or "", late)
    # Of a choice or a short line only one can stand: the later, unless this window did not touch it.
    return saved if late == was else late


def attach(draft: Draft, stream: Readable, name: str, *, licence: str, by: Actor) -> Kept:
    """Add a file to a draft, under a licence. The same name again replaces it."""
    permit("practices.draft", by)
    kept = store(stream, name, by=by)
    with transaction.atomic():
        locked = held(draft)
        if locked.files.exclude(name=kept.name).count() >= MOST_FILES:
            raise Conflict(
                f"A practice has {MOST_FILES} files at most.",
                "This one has as many.",
                "Take one away, or put several into one document.",
            )
        DraftFile.objects.update_or_create(
            draft=locked, name=kept.name, defaults={"file": kept.file, "licence": licence}
        )
    return kept


def detach(file: DraftFile, *, by: Actor) -> None:
    permit("practices.draft", by)
    file.delete()


def discard_draft(draft: Draft, *, by: Actor) -> None:
    permit("practices.draft", by)
    draft.delete()
