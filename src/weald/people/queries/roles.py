"""Who works where, as far as the actor may know of it."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from weald.core.permissions import Actor, visibility
from weald.people.enums import RoleKind
from weald.people.models import Role, User


@visibility(Role)
def visible_roles(roles: QuerySet[Role], actor: Actor) -> QuerySet[Role]:
    """Show one's own roles and those in one's own trusts; to a steward, all of them."""
    if not actor.is_known:
        return roles.none()
    if actor.holds(RoleKind.STEWARD):
        return roles
    mine = roles.filter(person_id=actor.person_id)
    return mine | roles.filter(organisation_id__in=actor.trusts) if actor.trusts else mine


@visibility(User)
def visible_people(people: QuerySet[User], actor: Actor) -> QuerySet[User]:
    """Show oneself and whoever holds, or held, a role that one may know of."""
    if actor.person_id is None:
        return people.none()
    known = visible_roles(Role.objects.all(), actor).values("person_id")
    return people.filter(pk=actor.person_id) | people.filter(pk__in=known)


def held_on(roles: QuerySet[Role], day: date | None = None) -> QuerySet[Role]:
    return roles.filter(period__contains=day or timezone.localdate())


def roles_at(organisation_id: int) -> QuerySet[Role]:
    """Every role at an organisation, past ones too, with who holds it."""
    return Role.objects.filter(organisation_id=organisation_id).select_related("person", "organisation")


def roles_of(person_id: int) -> QuerySet[Role]:
    """Give a person's roles, those held now first, then the latest."""
    return Role.objects.filter(person_id=person_id).select_related("organisation").order_by("-period", "pk")
