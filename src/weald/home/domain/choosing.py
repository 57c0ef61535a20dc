"""What a person chooses about letters: how often, when never, and for single communities."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from weald.communities.domain import joining
from weald.communities.models import Enrolment
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor
from weald.home.models import QuietTime
from weald.people.domain.accounts import choose_digest
from weald.people.models import User


@transaction.atomic
def choose(
    person: User, digest: str, *, by: Actor, begins: int, ends: int, at_weekends: bool, in_holidays: bool
) -> QuietTime:
    """Keep how often the person is written to, and when never."""
    if digest != person.digest:
        choose_digest(person, digest, by=by)
    times = {"begins": begins, "ends": ends, "at_weekends": at_weekends, "in_holidays": in_holidays}
    quiet, _ = QuietTime.objects.update_or_create(person=person, defaults=times)
    ledger.append(Verb.CHANGED, person, by=by, audience=Audience.TEAM, payload={"what": "quiet_times"})
    return quiet


@transaction.atomic
def choose_for_communities(
    enrolments: Iterable[Enrolment], chosen: Mapping[int, str], *, by: Actor
) -> list[Enrolment]:
    """Keep what changed of the choices for single communities, by their ids."""
    return [
        joining.choose_digest(one.community, chosen[one.community_id], by=by)
        for one in enrolments
        if chosen.get(one.community_id, one.digest) != one.digest
    ]
