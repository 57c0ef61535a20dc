"""Signing a bundle, so that another Weald can tell whether a word of it was changed on the way."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from weald.core.domain.keys import public_key_pem, signing_key
from weald.practices.exports.bundle import Bundle
from weald.practices.models import ForeignCredit, Practice

SEAL, FOREIGN = "seal.json", "foreign.json"
FORMAT = "weald-seal/1"


def signed_bytes(seal: dict[str, Any]) -> bytes:
    """Give what the signature is over: everything the seal says but the signature itself."""
    told = {name: value for name, value in seal.items() if name != "signature"}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(gathered: Bundle, practice: Practice, address: str) -> Bundle:
    """Put in the digest of every part, where it is at home, what it owes elsewhere, and the signature."""
    texts = gathered.texts | {FOREIGN: json.dumps(foreign_debts(practice), ensure_ascii=False, indent=1)}
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


def foreign_debts(practice: Practice) -> list[dict[str, Any]]:
    """Give what the newest version and those it comes from owe to practices on other Wealds."""
    above = [practice.head_id, *practice.head.credits.values_list("ancestor_id", flat=True)]
    return [
        {
            "title": one.title,
            "number": one.number,
            "school": one.school,
            "made_by": one.maker,
            "licence": one.licence,
            "address": one.address,
        }
        for one in ForeignCredit.objects.filter(version__in=above).order_by("version", "position")
    ]
