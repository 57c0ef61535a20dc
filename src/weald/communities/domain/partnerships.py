"""Partnerships and common causes: a purpose, members by spell, and goals answered for jointly."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.communities.domain.enrolling import enrol_in
from weald.communities.domain.starting import About, store
from weald.communities.enums import CommunityKind
from weald.communities.models import Community, Goal
from weald.communities.queries.partnerships import partner_of
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict
from weald.core.permissions import Actor, permit
from weald.people.domain.roles import take_up
from weald.people.enums import LEADING, RoleKind
from weald.people.models import User
from weald.schools.enums import Ending, Kind, SpellReason
from weald.schools.models import Organisation, Spell


@transaction.atomic
def found_partnership(name: str, purpose: str, *, by: Actor) -> Organisation:
    """Found a partnership, convened by whoever founds it, with a network of those who lead its members."""
    permit("communities.found_partnership", by)
    partnership = Organisation.objects.create(kind=Kind.PARTNERSHIP, name=name, purpose=purpose)
    if by.person_id is not None:
        take_up(User.objects.get(pk=by.person_id), partnership, RoleKind.NETWORK_LEAD, by=by)
    roles = sorted({*(str(kind) for kind in LEADING), str(RoleKind.NETWORK_LEAD)})
    network = store(
        CommunityKind.HARD,
        About(name=name, purpose=purpose),
        by,
        partnership,
        rule_roles=roles,
        rule_place=partnership,
    )
    ledger.append(Verb.SHARED, partnership, by=by, place_id=partnership.pk, audience=Audience.SECTOR)
    enrol_in(network, by=by)
    return partnership


@transaction.atomic
def change_partnership(partnership: Organisation, name: str, purpose: str, *, by: Actor) -> Organisation:
    permit("communities.keep_partnership", by, partnership.pk)
    partnership.name, partnership.purpose = name, purpose
    partnership.save(update_fields=["name", "purpose", "updated_at"])
    ledger.append(Verb.CHANGED, partnership, by=by, place_id=partnership.pk, audience=Audience.SECTOR)
    return partnership


@transaction.atomic
def bring_in(partnership: Organisation, member: Organisation, *, by: Actor) -> Spell:
    """Bring a school or trust into a partnership, from today."""
    permit("communities.bring_partner", by, partner_of(member))
    try:
        with transaction.atomic():
            spell = Spell.objects.create(
                child=member,
                parent=partnership,
                kind=Kind.PARTNERSHIP,
                period=(timezone.localdate(), None),
                reason=SpellReason.JOINED,
            )
    except IntegrityError as error:
        raise Conflict(
            "A member is in a partnership once at a time.",
            f"{member.name} is in {partnership.name} already.",
            "Nothing is left to do.",
        ) from error
    ledger.append(Verb.JOINED, partnership, by=by, place_id=member.pk, audience=Audience.SECTOR)
    _enrol(partnership, by)
    return spell


@transaction.atomic
def take_out(partnership: Organisation, member: Organisation, *, by: Actor) -> None:
    """End a member's time in a partnership with today; one that began today leaves no history."""
    permit("communities.bring_partner", by, partner_of(member))
    today = timezone.localdate()
    spell = (
        Spell.objects.select_for_update()
        .filter(child=member, parent=partnership, period__contains=today)
        .first()
    )
    if spell is None:
        raise Conflict(
            "A member leaves a partnership it is in.",
            f"{member.name} is not in {partnership.name}.",
            "Nothing is left to do.",
        )
    if spell.period.lower >= today:
        spell.delete()
    else:
        spell.period, spell.ending = (spell.period.lower, today), Ending.MOVED
        spell.save(update_fields=["period", "ending"])
    ledger.append(Verb.LEFT, partnership, by=by, place_id=member.pk, audience=Audience.SECTOR)
    _enrol(partnership, by)


def _enrol(partnership: Organisation, by: Actor) -> None:
    for network in Community.objects.filter(rule_place=partnership):
        enrol_in(network, by=by)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a goal says: what shall be, how anybody will see it, and by when."""

    text: str
    due_on: date
    sign: str = ""


@transaction.atomic
def set_goal(partnership: Organisation, aim: Aim, *, by: Actor) -> Goal:
    permit("communities.keep_partnership", by, partnership.pk)
    goal = Goal.objects.create(
        partnership=partnership,
        text=aim.text,
        sign=aim.sign,
        due_on=aim.due_on,
        set_by_id=by.person_id,
        set_at=timezone.now(),
    )
    ledger.append(Verb.SHARED, goal, by=by, place_id=partnership.pk, audience=Audience.SECTOR)
    return goal


@transaction.atomic
def tell_goal(goal: Goal, told: str, *, is_reached: bool, by: Actor) -> Goal:
    """Say for all members what became of a goal."""
    permit("communities.keep_partnership", by, goal.partnership_id)
    goal.told, goal.is_reached = told, is_reached
    goal.told_by_id, goal.told_at = by.person_id, timezone.now()
    goal.save(update_fields=["told", "is_reached", "told_by", "told_at"])
    ledger.append(
        Verb.REPORTED,
        goal,
        by=by,
        place_id=goal.partnership_id,
        audience=Audience.SECTOR,
        payload={"reached": is_reached},
    )
    return goal
