"""Bringing a practice in from another Weald, whole or not at all, with everybody it owes named."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.files.domain import store
from weald.people.queries.places import workplace
from weald.practices.domain.foreign_bundle import (
    ForeignVersion,
    Opened,
    Owed,
    fingerprint_of,
    open_bundle,
    read_key,
)
from weald.practices.domain.sharing import share_practice
from weald.practices.domain.written import Given, Placing, Written
from weald.practices.enums import Licence
from weald.practices.models import BroughtIn, ForeignCredit, Practice
from weald.schools.models import Organisation, Term


@transaction.atomic
def bring_in(
    file: IO[bytes],
    *,
    home: Organisation,
    by: Actor,
    audience: str = Audience.SCHOOL,
    known_key: str = "",
) -> Practice:
    """Make a practice of a bundle. `known_key`: the key which that Weald publishes, where somebody has it."""
    permit("practices.share", by, workplace(home))
    opened = open_bundle(file)
    is_verified = _is_known(opened, known_key)
    if BroughtIn.objects.filter(digest=opened.digest).exists():
        raise _here_already()
    head = opened.head
    written = Written(
        title=head.title,
        texts=head.texts,
        units=head.units,
        cost_hours=head.cost_hours,
        licence=head.licence,
        note=_note(opened, head, is_verified=is_verified),
        files=tuple(_files(opened, head, by)),
    )
    practice = share_practice(written, home=home, by=by, audience=audience, placing=_placing(opened))
    _remember(opened, practice, by, is_verified=is_verified)
    return practice


def _is_known(opened: Opened, known_key: str) -> bool:
    if not known_key.strip():
        return False
    if fingerprint_of(read_key(known_key)) == opened.key:
        return True
    raise WealdError(
        "A bundle is signed with the key that its Weald publishes.",
        "This one is signed with another than the key you gave.",
        "Fetch the key anew from its Weald, and ask for a fresh bundle.",
    )


def _here_already() -> Conflict:
    return Conflict(
        "A bundle is brought in once.", "This one is here already.", "Adapt what is here instead."
    )


def _note(opened: Opened, head: ForeignVersion, *, is_verified: bool) -> str:
    who = f" by {head.made_by}" if head.made_by else ""
    checked = "signature verified" if is_verified else "signature whole, its key not verified"
    source = f"version {head.number}{who} at {head.made_at_school}"
    return f"Brought in from {opened.seal.address}: {source}; {checked}."


def _files(opened: Opened, head: ForeignVersion, by: Actor) -> Iterator[Given]:
    for one in head.attachments:
        content = opened.parts.get(one.path)
        if content is None:
            raise WealdError(
                "A bundle has every file it names.", f"“{one.name}” is not in it.", "Ask for a fresh one."
            )
        kept = store(BytesIO(content), one.name, by=by)
        yield Given(kept.file.pk, kept.name, one.licence)


def _placing(opened: Opened) -> Placing:
    """Keep the codes this Weald knows too; what it has no word for is left open."""
    told = opened.manifest.practice
    known = set(Term.objects.values_list("kind", "code"))
    subject = told.subject if ("subject", told.subject) in known else ""
    return Placing(
        kind=told.kind,
        subject=subject,
        generic_because=told.generic_because,
        concept=told.concept if ("concept", told.concept) in known else "",
        area=told.area if ("area", told.area) in known else "",
        phases=[code for code in told.phases if ("phase", code) in known],
        key_stages=[code for code in told.key_stages if ("key_stage", code) in known],
    )


def _remember(opened: Opened, practice: Practice, by: Actor, *, is_verified: bool) -> None:
    try:
        with transaction.atomic():
            BroughtIn.objects.create(
                practice=practice,
                version=practice.head,
                digest=opened.digest,
                address=opened.seal.address,
                key=opened.key,
                is_verified=is_verified,
                brought_by_id=by.person_id,
                brought_at=timezone.now(),
            )
    except IntegrityError as error:  # two at once: the other one was first
        raise _here_already() from error
    debts = list(_debts(opened))
    ForeignCredit.objects.bulk_create(
        ForeignCredit(
            version=practice.head,
            title=owed.title,
            number=owed.number,
            school=owed.school or owed.made_at_school,
            maker=owed.made_by or "",
            licence=owed.licence if owed.licence in Licence.values else "",
            address=owed.address or opened.seal.address,
            words=owed.words,
            share=owed.share,
            is_verified=is_verified,
            position=position,
        )
        for position, owed in enumerate(debts)
    )
    record(Verb.IMPORTED, practice, by=by, payload={"credits": len(debts), "verified": is_verified})


def _debts(opened: Opened) -> Iterator[Owed]:
    """Give its own versions, the newest first, with the words nobody else wrote; then whom those owe."""
    head = opened.head
    mine = {version.id for version in opened.manifest.versions}
    told = opened.manifest.lineage.credits
    owed = [one for one in told if one.version == head.id and one.ancestor not in mine]
    others = sum(one.share for one in owed)
    for version in sorted(opened.manifest.versions, key=lambda one: -one.number):
        is_head = version.number == head.number
        yield Owed(
            title=version.title,
            number=version.number,
            made_by=version.made_by,
            made_at_school=version.made_at_school,
            licence=version.licence,
            share=min(1.0, max(0.0, 1.0 - others)) if is_head else 0.0,
        )
    yield from owed
    yield from opened.further
