"""Declaring interests for an academic year; nothing declared is ever rubbed out, only withdrawn."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.permissions import Actor
from weald.people.enums import InterestKind
from weald.people.models import Interest, User
from weald.people.queries.interests import academic_year, declared, proposal, year_label
from weald.schools.models import Organisation


@transaction.atomic
def declare(
    person: User, *, kind: str, by: Actor, organisation: Organisation | None = None, detail: str = ""
) -> Interest:
    """Declare one interest for this year. 'Nothing to declare' no longer holds then and is withdrawn."""
    year = _this_year(person, by)
    if kind == InterestKind.NOTHING:
        return declare_nothing(person, by=by)
    if organisation is None and not detail:
        raise WealdError(
            "An interest says with whom or in what.",
            "Neither an organisation nor a few words were given.",
            "Choose the organisation, or describe the interest.",
        )
    for nothing in declared(person.pk, year).filter(kind=InterestKind.NOTHING):
        withdraw(nothing, by=by)
    return _write(person, year, kind, by, organisation, detail)


@transaction.atomic
def declare_nothing(person: User, *, by: Actor) -> Interest:
    year = _this_year(person, by)
    standing = list(declared(person.pk, year))
    if [one for one in standing if one.kind == InterestKind.NOTHING]:
        return standing[0]
    if standing:
        raise Conflict(
            "‘Nothing to declare’ is for somebody without interests.",
            f"You have declared {len(standing)} for {year_label(year)}.",
            "Withdraw what no longer holds first.",
        )
    return _write(person, year, InterestKind.NOTHING, by)


@transaction.atomic
def withdraw(interest: Interest, *, by: Actor) -> Interest:
    _only_own(interest.person_id, by)
    if interest.withdrawn_at is None:
        interest.withdrawn_at = timezone.now()
        interest.save(update_fields=["withdrawn_at"])
        ledger.append(
            Verb.WITHDREW, interest, by=by, audience=Audience.TEAM, payload={"year": interest.academic_year}
        )
    return interest


@transaction.atomic
def carry_forward(person: User, chosen: Iterable[int], *, by: Actor) -> list[Interest]:
    """Declare again, for this year, those of last year's interests the person has confirmed."""
    year = _this_year(person, by)
    ids = set(chosen)
    confirmed = [one for one in proposal(person.pk, year) if one.pk in ids]
    return [
        declare(person, kind=one.kind, organisation=one.organisation, detail=one.detail, by=by)
        for one in confirmed
    ]


def _this_year(person: User, by: Actor) -> int:
    _only_own(person.pk, by)
    # One declaration at a time: 'nothing' and something must not pass each other.
    User.objects.select_for_update().get(pk=person.pk)
    return academic_year()


def _only_own(person_id: int, by: Actor) -> None:
    if by.person_id != person_id:
        raise Refused(
            "Interests are declared by the person themself.",
            "This is somebody else.",
            "Ask them to declare.",
        )


def _write(
    person: User,
    year: int,
    kind: str,
    by: Actor,
    organisation: Organisation | None = None,
    detail: str = "",
) -> Interest:
    interest = Interest.objects.create(
        person=person, academic_year=year, kind=kind, organisation=organisation, detail=detail
    )
    # What was declared stays out of the ledger: which interest it is may concern somebody's family.
    ledger.append(Verb.DECLARED, interest, by=by, audience=Audience.TEAM, payload={"year": year})
    return interest
