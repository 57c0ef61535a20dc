"""From a signed-in person to the actor the permissions know."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from weald.core.permissions import NOBODY, Actor, HeldRole
from weald.people.enums import RoleKind
from weald.people.models import Role, User
from weald.schools.queries.reach import reach


def actor_for(user: User | AnonymousUser, *, only: Collection[int] | None = None) -> Actor:
    """Give the actor a person is today; with `only`, in no other roles than these of theirs."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    today = timezone.localdate()
    held = Role.objects.filter(person=user, period__contains=today)
    if only is not None:
        held = held.filter(pk__in=only)
    roles = tuple(
        HeldRole(kind, organisation_id, name)
        for kind, organisation_id, name in held.order_by("kind", "organisation_id").values_list(
            "kind", "organisation_id", "organisation__name"
        )
    )
    # An external reader's organisation reaches nothing: they read what was released to them.
    own = frozenset(role.organisation_id for role in roles if role.kind != RoleKind.EXTERNAL_READER)
    far = reach(own, today)
    return Actor(
        person_id=user.pk,
        name=user.name,
        roles=roles,
        own=own,
        schools=far.inside,
        trusts=far.together,
        above=far.above,
        reads_for=frozenset(role.organisation_id for role in roles) - own,
    )
