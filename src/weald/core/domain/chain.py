"""The bytes an entry is hashed over. Changing anything here breaks every ledger there is."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Codes, numbers and identifiers: nothing in which a person could be described.
CODE = re.compile(r"[\w.:+-]{1,64}")

Payload = Mapping[str, str | int | bool | None]


def microseconds(at: datetime) -> int:
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def check_payload(payload: Payload) -> None:
    """Refuse free text and floats: what the ledger keeps for ever must be small, typed and nameless."""
    for key, value in payload.items():
        if not CODE.fullmatch(key):
            msg = f"ledger payload key {key!r} is not a code"
            raise ValueError(msg)
        if not (value is None or isinstance(value, int) or (isinstance(value, str) and CODE.fullmatch(value))):
            msg = f"ledger payload {key}={value!r} must be a code of up to 64 characters, a whole number or yes/no"
            raise ValueError(msg)


def canonical_payload(payload: Payload) -> str:
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False) if payload else "{}"


def entry_hash(previous: bytes, commitment: bytes | None, *fields: Any) -> bytes:  # noqa: ANN401 -- ints, strings, ids
    """Hash one entry onto the chain. Each field is preceded by its length, so none can spill into the next."""
    parts = [b"" if field is None else str(field).encode() for field in fields]
    parts += [commitment or b"", previous]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).digest()


def commitment_to(salt: bytes, person_id: int, role: str, organisation_id: int | None) -> bytes:
    """Commit to who acted, without saying it: nothing follows from it once the salt is gone."""
    return hashlib.sha256(salt + f"{person_id}|{role}|{organisation_id or ''}".encode()).digest()
