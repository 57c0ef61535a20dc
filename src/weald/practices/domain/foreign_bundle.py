"""Opening a bundle from another Weald: nothing in it is believed before its seal and its size are."""

import hashlib
import json
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Annotated, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from weald.core.errors import WealdError
from weald.practices.enums import Licence, PracticeKind

SEAL, MANIFEST, FOREIGN = "seal.json", "practice.json", "foreign.json"
PATH = re.compile(
    r"(?:seal|practice|foreign)\.json|(?:practice|lineage)\.md|versions/\d{3,5}\.md|files/[0-9a-f]{64}\.\w{1,8}",
    re.ASCII,
)
# The sign of code nought: JSON may carry it, a database's text may not.
NOTHING = b"\\u0000"
MOST_ENTRIES, MOST_BYTES, MOST_TEXT = 300, 60_000_000, 5_000_000
NEED = "A practice is brought in from a bundle that a Weald wrote and signed."
Short = Annotated[str, Field(max_length=300)]


class Seal(BaseModel):
    """What was signed, by whom."""

    format: str = Field(pattern=r"^weald-seal/1$")
    address: str = Field(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=300)
    key: str = Field(max_length=400)
    digests: dict[str, str] = Field(max_length=MOST_ENTRIES)
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")


class ForeignFile(BaseModel):
    name: str = Field(max_length=200)
    licence: Licence
    path: str


class ForeignVersion(BaseModel):
    id: int
    number: int
    title: str = Field(max_length=160)
    texts: dict[str, str]
    units: list[str] = []
    cost_hours: Decimal | None = Field(default=None, ge=0, le=99_999)
    licence: Licence
    made_by: str | None = Field(default=None, max_length=120)
    made_at_school: str = Field(max_length=200)
    attachments: list[ForeignFile] = []


class ForeignPractice(BaseModel):
    kind: PracticeKind
    subject: Short = ""
    generic_because: Short = ""
    concept: Short = ""
    area: Short = ""
    phases: list[Short] = []
    key_stages: list[Short] = []
    head: int


class Owed(BaseModel):
    """A debt as the bundle tells it, of one of its versions or, further back, of one elsewhere."""

    version: int | None = None
    ancestor: int | None = None
    title: str = Field(max_length=160)
    number: int | None = Field(default=None, ge=0, le=1_000_000)
    made_by: str | None = Field(default=None, max_length=120)
    made_at_school: str = Field(default="", max_length=200)
    school: str = Field(default="", max_length=200)
    licence: Licence | str = ""
    address: str = Field(default="", max_length=300)
    words: int = Field(default=0, ge=0, le=1_000_000)
    share: float = Field(default=0.0, ge=0, le=1)


class Lineage(BaseModel):
    credits: list[Owed] = Field(default=[], max_length=2_000)


class Manifest(BaseModel):
    format: str = Field(pattern=r"^weald-practice/1$")
    practice: ForeignPractice
    versions: list[ForeignVersion] = Field(min_length=1, max_length=2_000)
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose every part is as it was signed."""

    seal: Seal
    manifest: Manifest
    further: list[Owed]
    parts: dict[str, bytes]
    digest: str
    key: str

    @property
    def head(self) -> ForeignVersion:
        return next(one for one in self.manifest.versions if one.number == self.manifest.practice.head)


def refused(finding: str, remedy: str = "Ask whoever gave it to you for a fresh one.") -> WealdError:
    return WealdError(NEED, finding, remedy)


def open_bundle(file: IO[bytes]) -> Opened:
    """Check everything, then give it. Never holds more than the most that a bundle may be."""
    try:
        parts = _parts(file)
        if any(NOTHING in parts.get(name, b"") for name in (SEAL, MANIFEST, FOREIGN)):
            raise refused("It holds a sign that no text has.")
        told = json.loads(parts[SEAL])
        seal = Seal.model_validate(told)
        manifest = Manifest.model_validate_json(parts[MANIFEST])
        further = TypeAdapter(list[Owed]).validate_json(parts.get(FOREIGN, b"[]"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise refused("This file is no archive that can be read.") from error
    except KeyError as error:
        raise refused(f"There is no {error.args[0]} in it.") from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise refused("What it says of itself cannot be read.") from error
    key = _check_signature(seal, told)
    _check_digests(seal, parts)
    if not any(one.number == manifest.practice.head for one in manifest.versions):
        raise refused("The version it calls the newest is not in it.")
    return Opened(seal, manifest, further, parts, hashlib.sha256(_signed(told)).hexdigest(), key)


def _parts(file: IO[bytes]) -> dict[str, bytes]:
    """Unpack by our own names only, each once, counting bytes as they come and not as they are told."""
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise refused(f"It holds {len(entries)} parts; {MOST_ENTRIES} are the most.")
        for entry in entries:
            if not PATH.fullmatch(entry.filename) or entry.filename in parts or entry.flag_bits & 1:
                raise refused("It holds something that no Weald puts into a bundle.")
            most = min(left, MOST_BYTES if entry.filename.startswith("files/") else MOST_TEXT)
            with archive.open(entry) as part:
                content = part.read(most + 1)
            if len(content) > most:
                raise refused("It unpacks to more than a practice can be.")
            parts[entry.filename] = content
            left -= len(content)
    return parts


def _signed(told: dict[str, Any]) -> bytes:
    rest = {name: value for name, value in told.items() if name != "signature"}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _check_signature(seal: Seal, told: dict[str, Any]) -> str:
    """Check the signature with the bundle's own key, and give that key's fingerprint."""
    key = read_key(seal.key)
    try:
        key.verify(bytes.fromhex(seal.signature), _signed(told))
    except InvalidSignature as error:
        raise refused("Its signature does not fit what it says: it was changed or forged.") from error
    return fingerprint_of(key)


def read_key(pem: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refused("Its key cannot be read.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise refused("Its key is of another kind than Wealds sign with.")
    return key


def fingerprint_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def _check_digests(seal: Seal, parts: dict[str, bytes]) -> None:
    found = {path: hashlib.sha256(content).hexdigest() for path, content in parts.items() if path != SEAL}
    if found != seal.digests:
        changed = sorted(path for path in found | seal.digests if found.get(path) != seal.digests.get(path))
        raise refused(f"{changed[0]} is not as it was signed.")
