"""Networks enrol by rule: when roles change, in the same transaction; and once a night."""

from django.db import transaction

from weald.communities.models import Community
from weald.communities.queries.enrolling import Moved, write_enrolments
from weald.core.domain import ledger
from weald.core.domain.ledger import Act
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor


@transaction.atomic
def enrol_everybody(*, by: Actor) -> int:
    """Bring every network up to its rule. Gives how many came or left."""
    return _told(write_enrolments(), by)


@transaction.atomic
def enrol_in(community: Community, *, by: Actor) -> int:
    return _told(write_enrolments(communities=[community.pk]), by)


@transaction.atomic
def enrol_person(person_id: int) -> None:
    """Follow a change of somebody's roles, which the ledger has on its own."""
    write_enrolments(person_id=person_id)


def _told(moved: list[Moved], by: Actor) -> int:
    """Write one entry for each network, with counts: who it was stands with the roles."""
    if moved:
        ledger.append_many(
            Act(
                verb=Verb.ENROLLED,
                target_label=Community._meta.label_lower,
                target_id=str(one.community_id),
                person_id=by.person_id,
                audience=Audience.SECTOR,
                payload={"came": one.came, "left": one.left},
            )
            for one in moved
        )
    return sum(one.came + one.left for one in moved)
