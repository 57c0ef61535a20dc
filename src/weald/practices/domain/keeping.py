"""Who sees a practice, who writes it; withdrawing it, and taking down what should never have been written."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.people.models import User
from weald.practices.domain.holding import hold, not_withdrawn
from weald.practices.domain.sharing import LABEL, checked_audience
from weald.practices.enums import Part
from weald.practices.models import Attachment, Practice, Version
from weald.practices.queries.line import line_of
from weald.schools.domain.partners import name_partners
from weald.schools.models import Organisation
from weald.search.domain.documents import index

TAKEN_DOWN = "Taken down"


@transaction.atomic
def change_audience(
    practice: Practice, audience: str, *, by: Actor, partners: Iterable[Organisation] = ()
) -> Practice:
    """Share with more or fewer. Who uses it already, or wrote it, goes on seeing it."""
    practice = _kept_by(practice, by)
    not_withdrawn(practice)
    practice.audience = checked_audience(audience)
    practice.save(update_fields=["audience"])
    named = name_partners(LABEL, practice.pk, practice.audience, {one.pk for one in partners}, by=by)
    _tell(Verb.CHANGED, practice, by, {"audience": str(practice.audience), "partners": named})
    return practice


@transaction.atomic
def withdraw(practice: Practice, *, by: Actor) -> Practice:
    """Stop sharing it. Who uses it, and what others made of it and owe to it, stays."""
    practice = _kept_by(practice, by)
    not_withdrawn(practice)
    practice.withdrawn_at, practice.audience = timezone.now(), Audience.TEAM
    practice.save(update_fields=["withdrawn_at", "audience"])
    name_partners(LABEL, practice.pk, practice.audience, (), by=by)
    _tell(Verb.WITHDREW, practice, by)
    return practice


@transaction.atomic
def add_author(practice: Practice, person: User, *, by: Actor) -> Practice:
    """Let somebody write it too, and be named for it."""
    practice = _kept_by(practice, by)
    if not person.is_active:
        raise WealdError("Co-authors have an account.", "This one was closed.", "Choose somebody else.")
    practice.authors.add(person)
    _tell(Verb.CHANGED, practice, by, {"authors": practice.authors.count()})
    return practice


@transaction.atomic
def remove_author(practice: Practice, person: User, *, by: Actor) -> Practice:
    """End somebody's part in writing it: at their own wish, or by those who keep it. One always stays."""
    practice = hold(practice)
    if by.person_id != person.pk:
        permit("practices.keep", by, line_of(practice))
    if not practice.authors.exclude(pk=person.pk).exists():
        raise Conflict(
            "A practice has somebody who answers for it.",
            f"{person.name} is the only one left.",
            "Name somebody else first.",
        )
    practice.authors.remove(person)
    _tell(Verb.CHANGED, practice, by, {"authors": practice.authors.count()})
    return practice


@transaction.atomic
def take_down(version: Version, *, by: Actor) -> Version:
    """Remove a version's texts and files for good, as where they name a pupil. Its place stays."""
    practice = _kept_by(version.practice, by)
    now = timezone.now()
    emptied: dict[str, object] = dict.fromkeys([*Part.values, "title", "note"], "") | {"units": []}
    if not Version.objects.filter(pk=version.pk, taken_down_at=None).update(**emptied, taken_down_at=now):
        raise Conflict("A version is taken down once.", "This one was.", "Nothing is left to do.")
    Attachment.objects.filter(version=version).delete()
    if practice.head_id == version.pk:
        practice.title = TAKEN_DOWN
        practice.save(update_fields=["title"])
    _tell(Verb.WITHDREW, practice, by, {"version": version.pk})
    version.refresh_from_db()
    return version


def _kept_by(practice: Practice, by: Actor) -> Practice:
    practice = hold(practice)
    permit("practices.keep", by, line_of(practice))
    return practice


def _tell(verb: Verb, practice: Practice, by: Actor, payload: dict[str, str | int] | None = None) -> None:
    index(practice)
    record(verb, practice, by=by, payload=payload or {})
