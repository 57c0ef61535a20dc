"""Acts of a community in the ledger: at its home, and for whom the community is for."""

from django.db.models import Model

from weald.communities.models import Community
from weald.core.domain import ledger
from weald.core.domain.chain import Payload
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor


def record(
    verb: Verb, community: Community, *, by: Actor, thing: Model | None = None, payload: Payload | None = None
) -> None:
    """Write one act; `thing` is what it was done to, where that is not the community itself."""
    ledger.append(
        verb,
        thing or community,
        by=by,
        place_id=community.home_id,
        audience=Audience(community.audience),
        payload=payload,
    )
