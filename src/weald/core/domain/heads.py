"""Signed heads: what the chains' ends were, kept outside the database, so that a cut-off tail shows."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from weald.core.domain.chain import GENESIS
from weald.core.domain.keys import signing_key
from weald.core.errors import WealdError
from weald.core.models import Entry, Head
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS


@dataclass(frozen=True, slots=True)
class SignedHeads:
    """One line of the file of heads: shard → number and hash of its last entry, and when."""

    at: str
    heads: dict[int, tuple[int, str]]
    signature: str

    @property
    def rows(self) -> list[list[int | str]]:
        return [[shard, seq, digest] for shard, (seq, digest) in sorted(self.heads.items())]

    @property
    def signed_bytes(self) -> bytes:
        return json.dumps({"at": self.at, "heads": self.rows}, separators=(",", ":")).encode()

    @property
    def line(self) -> str:
        return json.dumps({"at": self.at, "heads": self.rows, "signature": self.signature}) + "\n"

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(bytes.fromhex(self.signature), self.signed_bytes)
        except (InvalidSignature, ValueError):
            return False
        return True


def heads_file() -> Path:
    return Path(settings.WEALD_DATA) / "heads" / "heads.jsonl"


def sign_heads() -> SignedHeads:
    """Sign the chains' ends: as they stand, but of secret acts only what was there before today.

    Two signatures an hour apart would else say in which hour somebody voted.
    """
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    heads = {shard: (0, GENESIS.hex()) for shard in SECRET_SHARDS}
    before_today = Entry.objects.filter(shard__in=SECRET_SHARDS, at__lt=midnight)
    for entry in before_today.order_by("shard", "-seq").distinct("shard"):
        heads[entry.shard] = (entry.seq, bytes(entry.hash).hex())
    for head in Head.objects.filter(shard__in=ORDINARY_SHARDS):
        heads[head.shard] = (head.seq, bytes(head.hash).hex())
    unsigned = SignedHeads(at=now.isoformat(), heads=heads, signature="")
    return SignedHeads(unsigned.at, heads, signing_key().sign(unsigned.signed_bytes).hex())


def export_heads() -> SignedHeads:
    """Append the signed heads of this moment to the file outside the database."""
    signed = sign_heads()
    path = heads_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line: processes that sign at the same time do not mix theirs.
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(file, signed.line.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise WealdError(
            f"The ledger's signed heads are kept in {path}.",
            f"It cannot be written: {error.strerror}.",
            "Give the account that runs Weald the right to write there, or set WEALD_DATA to another folder.",
        ) from error
    return signed


def read_heads(path: Path | None = None) -> Iterator[tuple[int, SignedHeads | None]]:
    """Read a file of heads line by line; an unreadable line is None with its number.

    Nothing signed yet is an empty file; a file that is named must be there.
    """
    chosen = path or heads_file()
    try:
        lines = chosen.read_text(errors="replace").splitlines()
    except OSError as error:
        if path is None and isinstance(error, FileNotFoundError):
            return
        raise WealdError(
            f"The signed heads stand in {chosen}.",
            f"The file cannot be read: {error.strerror}.",
            "Give the account that runs this the right to read it, or name a copy of it.",
        ) from error
    for number, line in enumerate(lines, start=1):
        yield number, _parsed(line)


def _parsed(line: str) -> SignedHeads | None:
    try:
        record = json.loads(line)
        heads = {int(shard): (int(seq), str(digest)) for shard, seq, digest in record["heads"]}
        return SignedHeads(str(record["at"]), heads, str(record["signature"]))
    except (ValueError, KeyError, TypeError):
        return None
