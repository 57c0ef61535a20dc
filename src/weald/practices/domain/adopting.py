"""A school or a team takes a practice up, goes on to a newer version, or stops."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.people.queries.places import workplace
from weald.practices.domain.holding import not_withdrawn
from weald.practices.enums import AdoptionState
from weald.practices.models import Adoption, Practice, Version
from weald.schools.models import Organisation
from weald.search.domain.documents import index_later


@transaction.atomic
def adopt(
    practice: Practice,
    *,
    organisation: Organisation,
    by: Actor,
    began_on: date | None = None,
    pupils: str = "",
    version: Version | None = None,
) -> Adoption:
    """Say that an organisation does this, from a day, for some pupils. Holds no lock on the practice."""
    practice = Practice.objects.select_related("head").get(pk=practice.pk)
    permit("practices.adopt", by, workplace(organisation))
    not_withdrawn(practice)
    if practice.is_retired:
        raise WealdError(
            "A practice that was retired is not taken up any more.",
            f"“{practice.title}” was, because: {practice.retired_because}",
            "Look at what it was replaced by, or adapt it.",
        )
    version = _own(version or practice.head, practice)
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                practice=practice,
                version=version,
                organisation=organisation,
                pupils=pupils.strip(),
                began_on=began_on or timezone.localdate(),
                adopted_by_id=by.person_id,
                adopted_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Conflict(
            "A school takes a practice up once at a time.",
            f"{organisation.name} uses “{practice.title}” already.",
            "Nothing is left to do; stop that first if you begin anew.",
        ) from error
    _tell(Verb.ADOPTED, adoption, by)
    return adoption


@transaction.atomic
def follow(adoption: Adoption, *, by: Actor, version: Version | None = None) -> Adoption:
    """Go on to another version of the practice: the newest, unless one is named."""
    adoption = _held(adoption)
    permit("practices.adopt", by, workplace(adoption.organisation))
    _still_live(adoption)
    adoption.version = _own(version or adoption.practice.head, adoption.practice)
    adoption.save(update_fields=["version"])
    _tell(Verb.CHANGED, adoption, by)
    return adoption


@transaction.atomic
def stop_adoption(adoption: Adoption, *, because: str, by: Actor, on: date | None = None) -> Adoption:
    """Say from which day it is no longer done, and why. That it was done stays."""
    adoption = _held(adoption)
    permit("practices.adopt", by, workplace(adoption.organisation))
    _still_live(adoption)
    on = on or timezone.localdate()
    if not because.strip() or on < adoption.began_on:
        raise WealdError(
            "Stopping says from which day, not before it began, and why: others learn from that.",
            f"The day is {on:%-d %B %Y}, the reason {'given' if because.strip() else 'missing'}.",
            "Give a day and a sentence.",
        )
    adoption.state = AdoptionState.STOPPED
    adoption.ended_on, adoption.ended_because = on, because.strip()
    adoption.save(update_fields=["state", "ended_on", "ended_because"])
    _tell(Verb.STOPPED, adoption, by)
    return adoption


def _own(version: Version, practice: Practice) -> Version:
    if version.practice_id == practice.pk:
        return version
    raise WealdError(
        "What is adopted is a version of the practice.",
        f"“{version}” belongs to another.",
        "Adopt that practice, or choose a version of this one.",
    )


def _held(adoption: Adoption) -> Adoption:
    held = Adoption.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("practice__head", "organisation").get(pk=adoption.pk)


def _still_live(adoption: Adoption) -> None:
    if adoption.state != AdoptionState.LIVE:
        raise Conflict(
            "An adoption is ended once.",
            f"{adoption.organisation.name} stopped on {adoption.ended_on:%-d %B %Y}.",
            "Adopt it again, if it is done again.",
        )


def _tell(verb: Verb, adoption: Adoption, by: Actor) -> None:
    index_later(adoption.practice)
    ledger.append(
        verb,
        adoption,
        by=by,
        place_id=adoption.organisation_id,
        audience=Audience(adoption.practice.audience),
        payload={"practice": adoption.practice_id, "version": adoption.version_id},
    )
