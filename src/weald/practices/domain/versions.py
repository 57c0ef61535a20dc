"""Writing a version down: its texts, where it comes from, its files, whose words they are."""

from collections.abc import Sequence
from datetime import datetime

from weald.core.permissions import Actor
from weald.practices.domain.crediting import Ancestor, Text, owed_by, runs_of
from weald.practices.domain.written import UNITS, Written
from weald.practices.enums import Descent, Licence
from weald.practices.models import (
    Attachment,
    Credit,
    Parentage,
    Practice,
    Version,
    Wording,
    next_version_id,
)
from weald.schools.models import Organisation

Parents = Sequence[tuple[Version, Descent]]


def parts_of(version: Version) -> dict[str, str]:
    return {**version.texts, UNITS: "\n\n".join(version.units)}


def write_version(
    practice: Practice,
    written: Written,
    *,
    number: int,
    parents: Parents,
    school: Organisation,
    at: datetime,
    by: Actor,
    version_id: int | None = None,
) -> Version:
    """Store a version whole. The caller holds the practice and moves its head."""
    version = Version.objects.create(
        id=version_id or next_version_id(),
        practice=practice,
        number=number,
        title=written.title,
        **written.texts,
        units=list(written.units),
        cost_hours=written.cost_hours,
        licence=_licence(written, parents),
        note=written.note,
        made_by_id=by.person_id,
        made_at=at,
        made_at_school=school,
    )
    Parentage.objects.bulk_create(
        Parentage(child=version, parent=parent, position=position, how=how)
        for position, (parent, how) in enumerate(parents)
    )
    Attachment.objects.bulk_create(
        Attachment(version=version, file_id=one.file_id, name=one.name, licence=one.licence)
        for one in written.files
    )
    give_credit(version, written, [parent for parent, _ in parents])
    return version


def _licence(written: Written, parents: Parents) -> str:
    """What was shared alike is passed on alike."""
    if any(parent.licence == Licence.CC_BY_SA for parent, _ in parents):
        return Licence.CC_BY_SA
    return written.licence


def give_credit(version: Version, written: Written, parents: Sequence[Version]) -> None:
    """Store whose words a version is made of and what it owes: three questions, however long its line."""
    known = dict(Wording.objects.filter(version__in=parents).values_list("version_id", "runs"))
    family = [Text(parent.pk, parts_of(parent), known.get(parent.pk)) for parent in parents]
    runs = runs_of(version.pk, written.parts(), family)
    Wording.objects.create(version=version, runs=runs)
    owed_before = Credit.objects.filter(version__in=parents).values_list(
        "ancestor_id", "ancestor__practice_id"
    )
    ancestors = {Ancestor(*row) for row in owed_before} | {
        Ancestor(parent.pk, parent.practice_id) for parent in parents
    }
    Credit.objects.bulk_create(
        Credit(
            version=version,
            ancestor_id=owed.ancestor_id,
            kind=owed.kind,
            words=owed.words,
            share=owed.share,
        )
        for owed in owed_by(version.pk, version.practice_id, runs, ancestors)
    )
