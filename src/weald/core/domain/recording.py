"""Acts about something shared, in the ledger: at its home, and for whom it is for."""

from typing import Protocol, cast

from django.db.models import Model

from weald.core.domain import ledger
from weald.core.domain.chain import Payload
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor


class Shared(Protocol):
    """A model with a home and an audience: a practice, a community."""

    @property
    def home_id(self) -> int | None: ...

    @property
    def audience(self) -> str: ...


def record(
    verb: Verb, shared: Shared, *, by: Actor, thing: Model | None = None, payload: Payload | None = None
) -> None:
    """Write one act; `thing` is what it was done to, where that is not what is shared itself."""
    ledger.append(
        verb,
        thing or cast("Model", shared),
        by=by,
        place_id=shared.home_id,
        audience=Audience(shared.audience),
        payload=payload,
    )
