"""Writing to the ledger and tampering with it, for the tests about it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import transaction

from weald.core.domain.ledger import append
from weald.core.enums import Verb
from weald.core.models import Entry
from weald.core.permissions import Actor, HeldRole

ADA = Actor(person_id=1, name="Ada Fern", roles=(HeldRole("teacher", 5), HeldRole("governor", 6)))
BEN = Actor(person_id=2, name="Ben Oak", roles=(HeldRole("headteacher", 6),))


def act(number: int = 0, *, by: Actor = ADA, verb: Verb = Verb.SHARED, payload: dict | None = None) -> Entry:
    with transaction.atomic():
        return append(verb, ("test.thing", str(number)), by=by, place_id=6, payload=payload)


def chain_of(length: int, *, by: Actor = ADA) -> list[Entry]:
    """Entries that follow each other on one chain."""
    with transaction.atomic():
        return [
            append(Verb.CHANGED, ("test.thing", str(number)), by=by, place_id=6, payload={"n": number})
            for number in range(length)
        ]


@contextmanager
def tampering(owner_url: str) -> Iterator[psycopg.Connection]:
    """The owner of the tables, who can switch off what guards them."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for table in ("core_entry", "core_identity", "core_head"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
