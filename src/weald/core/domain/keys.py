"""The key that signs: made once, kept in the data folder, never replaced by accident."""

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from weald.core.errors import WealdError


def key_file() -> Path:
    return Path(settings.WEALD_DATA) / "keys" / "ledger.pem"


def signing_key() -> Ed25519PrivateKey:
    """Give the key, made on first use; once something is signed, a missing key is never made anew."""
    path = key_file()
    signed = Path(settings.WEALD_DATA) / "heads" / "heads.jsonl"
    if not path.exists():
        if signed.exists():
            raise _refusal("The key is gone, though signatures made with it are there.")
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _refusal(f"It cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _refusal("It holds another kind of key.")
    return key


def public_key() -> Ed25519PublicKey:
    return signing_key().public_key()


def public_key_pem() -> str:
    """Give the key with which anyone can check a signed head or a pack."""
    return public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _make(path: Path) -> None:
    """Write the key beside its place and link it there: of two processes at once one wins, whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-") as file:
        file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)


def _refusal(finding: str) -> WealdError:
    return WealdError(
        f"The ledger's heads are signed with the Ed25519 key in {key_file()}.",
        finding,
        "Put the key back from a backup. Without it, start a new file of heads: move the old one away.",
    )
