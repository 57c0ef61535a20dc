"""The bytes an entry is hashed over. Changing anything here breaks every ledger there is."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

GENESIS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Codes, numbers and identifiers: nothing in which a person could be described.
CODE = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")
MOST_FACTS = 16

Payload = Mapping[str, str | int | bool | None]
Field = str | int | None


def microseconds(at: datetime) -> int:
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def check_code(what: str, value: str) -> None:
    if not CODE.fullmatch(value):
        msg = f"ledger {what} {value!r} is not a code of up to 64 letters, digits and _ . : + -"
        raise ValueError(msg)


def check_payload(payload: Payload) -> None:
    """Refuse free text and floats: what the ledger keeps for ever must be small, typed and nameless."""
    if len(payload) > MOST_FACTS:
        msg = f"ledger payload holds {len(payload)} facts; at most {MOST_FACTS} fit"
        raise ValueError(msg)
    for key, value in payload.items():
        check_code("payload key", key)
        if isinstance(value, str):
            check_code(f"payload {key}", value)
        elif not (value is None or isinstance(value, int)):
            msg = f"ledger payload {key}={value!r} must be a code, a whole number or yes/no"
            raise ValueError(msg)


def canonical_payload(payload: Payload) -> str:
    return json.dumps(payload, sort_keys=True, separators=(",", ":")) if payload else "{}"


def framed(fields: tuple[Field, ...]) -> bytes:
    """Join fields, each behind its length, so that none can spill into the next; nothing is not emptiness."""
    return "".join(
        ["-" if field is None else f"{len(text := str(field))}:{text}" for field in fields]
    ).encode()


def entry_hash(previous: bytes, commitment: bytes | None, *fields: Field) -> bytes:
    """Hash one entry onto the chain."""
    committed = commitment if commitment is None else commitment.hex()
    return hashlib.sha256(framed((previous.hex(), committed, *fields))).digest()


def commitment_to(salt: bytes, person_id: int, role: str, organisation_id: int | None) -> bytes:
    """Commit to who acted, without saying it: nothing follows from it once the salt is gone."""
    return hashlib.sha256(framed((salt.hex(), person_id, role, organisation_id))).digest()
