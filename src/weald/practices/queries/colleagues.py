"""People somebody works with, found by the address they are known under."""

from collections.abc import Iterable

from django.utils import timezone

from weald.core.permissions import Actor
from weald.people.models import Role, User


def colleagues_by_address(addresses: Iterable[str], actor: Actor) -> dict[str, User]:
    """Give those of the addresses who work in the actor's trust today; of others nothing is told."""
    wanted = {address.strip().lower() for address in addresses}
    near = Role.objects.filter(
        organisation__in=actor.trusts | actor.own, period__contains=timezone.localdate()
    )
    people = User.objects.filter(email__in=wanted, is_active=True, pk__in=near.values("person"))
    return {person.email: person for person in people}
