"""Taking up and ending roles. A role is a dated fact; ending it keeps the history."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.permissions import Actor, permit
from weald.people.enums import RoleKind
from weald.people.models import Role, User
from weald.people.queries.places import held_today, offer_of, places_near, workplace
from weald.people.rules import Holding, combination
from weald.schools.models import Organisation

# What higher apps do when a person's roles have changed: in the same transaction, given the person's id.
ROLES_CHANGED: list[Callable[[int], None]] = []


@transaction.atomic
def give_role(
    person: User,
    organisation: Organisation,
    kind: str,
    *,
    by: Actor,
    subject: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> Role:
    """Give somebody with an account a role, without an invitation."""
    permit("people.give_role", by, offer_of(organisation, kind, person.pk))
    return take_up(person, organisation, kind, by=by, subject=subject, from_on=from_on, until_on=until_on)


@transaction.atomic
def take_up(
    person: User,
    organisation: Organisation,
    kind: str,
    *,
    by: Actor,
    subject: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> Role:
    """Let the person hold the role from the day on. Whether it was theirs to take is decided before."""
    # One at a time for a person: two roles that must not be combined could otherwise slip in together.
    User.objects.select_for_update().get(pk=person.pk)
    place = workplace(organisation)
    refused = combination(kind, place, held_today(person.pk), places_near(place))
    if refused:
        raise Refused.because(refused)
    period = (from_on or timezone.localdate(), until_on)
    if until_on and until_on <= period[0]:
        raise WealdError(
            "A role lasts at least a day.",
            f"It would begin on {period[0]} and end on {until_on}.",
            "Give a later last day.",
        )
    try:
        with transaction.atomic():
            role = Role.objects.create(
                person=person, organisation=organisation, kind=kind, subject=subject, period=period
            )
    except IntegrityError as error:
        raise Conflict(
            "A person holds a role at an organisation once at a time.",
            f"{person.name} is already {RoleKind(kind).label} at {organisation.name} in that time.",
            "End that one first, or give other days.",
        ) from error
    role.refresh_from_db(fields=["period"])
    ledger.append(Verb.TOOK_ROLE, role, by=by, place_id=organisation.pk, payload={"role": str(kind)})
    _tell(person.pk)
    return role


@transaction.atomic
def end_role(role: Role, *, by: Actor, on: date | None = None) -> Role | None:
    """End a role from the day on (today: at once). One that had not begun, or only today, was a mistake
    and leaves no history but the ledger's: then there is nothing to give back."""
    role = Role.objects.select_for_update().select_related("organisation", "person").get(pk=role.pk)
    permit("people.end_role", by, Holding(workplace(role.organisation), role.kind, role.person_id))
    on = on or timezone.localdate()
    if role.ended_on is not None and role.ended_on <= on:
        raise Conflict(
            "A role is ended once.",
            f"{role.person.name} has not been {role.get_kind_display()} since {role.ended_on}.",
            "Nothing is left to do.",
        )
    ledger.append(Verb.ENDED_ROLE, role, by=by, place_id=role.organisation_id, payload={"role": role.kind})
    _end(role, on)
    _tell(role.person_id)
    return role if role.pk else None


@transaction.atomic
def say_subject(role: Role, subject: str, *, by: Actor) -> Role:
    """Say what the holder of a role teaches or leads; networks of that subject follow."""
    role = Role.objects.select_for_update().select_related("organisation").get(pk=role.pk)
    permit("people.say_subject", by, Holding(workplace(role.organisation), role.kind, role.person_id))
    if role.subject != subject:
        role.subject = subject
        role.save(update_fields=["subject"])
        ledger.append(Verb.CHANGED, role, by=by, place_id=role.organisation_id, payload={"subject": subject})
        _tell(role.person_id)
    return role


def _end(role: Role, on: date) -> None:
    if on <= role.began_on:
        role.delete()
        return
    role.period = (role.began_on, on)
    role.save(update_fields=["period"])
    role.refresh_from_db(fields=["period"])


def _tell(person_id: int) -> None:
    for changed in ROLES_CHANGED:
        changed(person_id)
