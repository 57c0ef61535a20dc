"""Acts about a practice in the ledger: at its home, and for whom the practice is for."""

from django.db.models import Model

from weald.core.domain import ledger
from weald.core.domain.chain import Payload
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor
from weald.practices.models import Practice


def record(
    verb: Verb, practice: Practice, *, by: Actor, thing: Model | None = None, payload: Payload | None = None
) -> None:
    """Write one act; `thing` is what it was done to, where that is not the practice itself."""
    ledger.append(
        verb,
        thing or practice,
        by=by,
        place_id=practice.home_id,
        audience=Audience(practice.audience),
        payload=payload,
    )
