"""From what was written to a version that stays: sharing, publishing a draft, catching up with others."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from weald.core.errors import WealdError
from weald.core.permissions import Actor, permit
from weald.files.domain import Kept
from weald.practices.domain.drafting import OF_THE_LINE, TEXTS, fields_of, held
from weald.practices.domain.reading import Reading, reading_of_draft
from weald.practices.domain.saving import save_version
from weald.practices.domain.sharing import adapt, share_practice
from weald.practices.domain.units import units_in
from weald.practices.domain.written import Given, Placing, Written
from weald.practices.enums import Licence, Part
from weald.practices.models import Draft, DraftFile, Practice, Version
from weald.practices.queries.colleagues import colleagues_by_address
from weald.schools.models import Organisation
from weald.schools.queries.partners import organisations_named
from weald.texts.together import both


def share_quickly(
    *,
    title: str,
    summary: str,
    licence: str,
    home: int,
    audience: str,
    kept: Kept | None,
    by: Actor,
    partners: Iterable[Organisation] = (),
) -> Practice:
    """Share one paragraph and perhaps one file; the rest is asked when somebody wants it."""
    files = [Given(kept.file.pk, kept.name, licence)] if kept else []
    written = Written(title, {Part.SUMMARY: summary}, licence=licence, files=files)
    return share_practice(written, home=_home(home), audience=audience, partners=partners, by=by)


def _home(pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise WealdError(
            "A practice is at home somewhere.", "That place is not here any more.", "Choose another."
        )
    return found


def written_in(draft: Draft, *, note: str = "") -> Written:
    fields = draft.fields
    hours = str(fields.get("cost_hours") or "").strip()
    return Written(
        title=str(fields.get("title", "")),
        texts={part.value: str(fields.get(part, "")) for part in Part},
        units=units_in(str(fields.get("units", ""))),
        cost_hours=Decimal(hours) if hours else None,
        licence=fields.get("licence") or Licence.CC_BY,
        note=note or str(fields.get("note", "")),
        files=[Given(one.file_id, one.name, one.licence) for one in draft.files.all()],
    )


def placing_in(fields: Mapping[str, Any]) -> Placing:
    return Placing(**{name: fields[name] for name in OF_THE_LINE if fields.get(name)})


@transaction.atomic
def publish(draft: Draft, *, note: str = "", by: Actor) -> Version:
    """Make a version of the draft. It is gone then: what was written is in the version, whole."""
    permit("practices.draft", by)
    draft = held(draft)
    written, placing = written_in(draft, note=note), placing_in(draft.fields)
    version = (
        _begin_line(draft, written, placing, by)
        if draft.practice is None
        else save_version(draft.practice, written, expected_head=draft.base_id or 0, placing=placing, by=by)
    )
    draft.delete()
    return version


def _begin_line(draft: Draft, written: Written, placing: Placing, by: Actor) -> Version:
    fields = draft.fields
    given: dict[str, Any] = {
        "home": _home(int(fields.get("home") or 0)),
        "audience": str(fields.get("audience", "")),
        "placing": placing,
        "authors": colleagues_by_address(str(fields.get("authors", "")).split(), by).values(),
        "partners": organisations_named(str(fields.get("partners", ""))).found,
        "by": by,
    }
    if draft.base is None:
        return share_practice(written, **given).head
    return adapt(draft.base, written, **given).head


def preview(draft: Draft) -> Reading:
    return reading_of_draft(draft.fields, units_in(str(draft.fields.get("units", ""))))


def is_behind(draft: Draft) -> bool:
    """Whether somebody published a version since the draft was begun."""
    return draft.practice is not None and draft.practice.head_id != draft.base_id


@transaction.atomic
def catch_up(draft: Draft, *, by: Actor) -> Draft:
    """Take what was published meanwhile into the draft: everything either wrote is kept, to be read again."""
    permit("practices.draft", by)
    draft = held(draft)
    if draft.practice is None or draft.base is None or not is_behind(draft):
        return draft
    began, now = fields_of(draft.base), fields_of(draft.practice.head)
    for name, published in now.items():
        mine = draft.fields.get(name, "")
        if name in TEXTS:
            draft.fields[name] = both(began[name], published, mine)
        elif mine == began[name]:
            draft.fields[name] = published
    _take_new_files(draft, draft.base, draft.practice.head)
    draft.base = draft.practice.head
    draft.revision += 1
    draft.save(update_fields=["fields", "base", "revision"])
    return draft


def _take_new_files(draft: Draft, began: Version, now: Version) -> None:
    known = {*began.attachments.values_list("name", flat=True), *draft.files.values_list("name", flat=True)}
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, file_id=one.file_id, name=one.name, licence=one.licence)
        for one in now.attachments.exclude(name__in=known)
    )
