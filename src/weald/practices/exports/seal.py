"""Signing a bundle, so that another Weald can tell whether a word of it was changed on the way."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from weald.core.domain.keys import public_key_pem, signing_key
from weald.core.permissions import Actor
from weald.practices.exports.bundle import Bundle
from weald.practices.models import Version
from weald.practices.queries.foreign import debts_elsewhere

SEAL, FOREIGN = "seal.json", "foreign.json"
FORMAT = "weald-seal/1"


def signed_bytes(seal: dict[str, Any]) -> bytes:
    """Give what the signature is over: everything the seal says but the signature itself."""
    told = {name: value for name, value in seal.items() if name != "signature"}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(gathered: Bundle, head: Version, actor: Actor, address: str) -> Bundle:
    """Put in the digest of every part, where it is at home, what it owes elsewhere, and the signature."""
    debts = json.dumps(foreign_debts(head, actor), ensure_ascii=False, indent=1)
    texts = gathered.texts | {FOREIGN: debts}
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    digests |= {path: file.sha256 for path, file in gathered.files.items()}
    seal: dict[str, Any] = {
        "format": FORMAT,
        "address": address,
        "key": public_key_pem(),
        "digests": digests,
    }
    seal["signature"] = signing_key().sign(signed_bytes(seal)).hex()
    return replace(gathered, texts=texts | {SEAL: json.dumps(seal, ensure_ascii=False, indent=1)})


def foreign_debts(head: Version, actor: Actor) -> list[dict[str, Any]]:
    """Give what a version owes to practices on other Wealds, as the actor may know it.

    Those who must not be named to them are counted, so that whoever brings it in sees that more is owed,
    and at which Weald to ask.
    """
    debts = debts_elsewhere(head, actor)
    named = [
        {
            "title": one.title,
            "number": one.number,
            "school": one.school,
            "made_by": one.maker,
            "licence": one.licence,
            "address": one.address,
        }
        for one in debts.known
    ]
    return [*named, {"title": debts.hidden_title}] if debts.n_hidden else named
