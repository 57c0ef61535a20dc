"""Signed heads: what the chains' ends were, kept outside the database, so that a cut-off tail shows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils import timezone

from weald.core.errors import WealdError
from weald.core.models import Head


@dataclass(frozen=True, slots=True)
class SignedHeads:
    """One line of the file of heads."""

    at: str
    heads: dict[int, tuple[int, str]]
    signature: str

    @property
    def signed_bytes(self) -> bytes:
        rows = [[shard, seq, digest] for shard, (seq, digest) in sorted(self.heads.items())]
        return json.dumps({"at": self.at, "heads": rows}, separators=(",", ":")).encode()

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(bytes.fromhex(self.signature), self.signed_bytes)
        except (InvalidSignature, ValueError):
            return False
        return True


def heads_file() -> Path:
    return Path(settings.WEALD_DATA) / "heads" / "heads.jsonl"


def key_file() -> Path:
    return Path(settings.WEALD_DATA) / "keys" / "ledger.pem"


@lru_cache(maxsize=4)
def _load_key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise WealdError(
            "The ledger's heads are signed with an Ed25519 key.",
            f"{path} holds another kind of key.",
            "Put the right key back from a backup, or move the file away to have a new one made.",
        )
    return key


def signing_key() -> Ed25519PrivateKey:
    return _load_key(key_file())


def public_key_pem() -> str:
    """Give the key with which anyone can check a signed head or a pack."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign_heads() -> SignedHeads:
    """Sign the chains' ends as they stand."""
    heads = {head.shard: (head.seq, bytes(head.hash).hex()) for head in Head.objects.all()}
    unsigned = SignedHeads(at=timezone.now().isoformat(), heads=heads, signature="")
    return SignedHeads(unsigned.at, heads, signing_key().sign(unsigned.signed_bytes).hex())


def export_heads() -> SignedHeads:
    """Append today's signed heads to the file outside the database."""
    signed = sign_heads()
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [[shard, seq, digest] for shard, (seq, digest) in sorted(signed.heads.items())]
    with path.open("a") as file:
        file.write(json.dumps({"at": signed.at, "heads": rows, "signature": signed.signature}) + "\n")
    return signed


def read_heads(path: Path | None = None) -> Iterator[tuple[int, SignedHeads | None]]:
    """Read the file of heads line by line; an unreadable line is None with its number."""
    path = path or heads_file()
    if not path.exists():
        return
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            record = json.loads(line)
            heads = {shard: (seq, digest) for shard, seq, digest in record["heads"]}
            yield number, SignedHeads(record["at"], heads, record["signature"])
        except (ValueError, KeyError, TypeError):
            yield number, None
