"""Writing the ledger: always in the transaction of the act itself."""

import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic, sleep
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from uuid6 import uuid7

from weald.core.bulk import copy_in
from weald.core.domain.chain import (
    Payload,
    canonical_payload,
    check_code,
    check_payload,
    commitment_to,
    entry_hash,
    microseconds,
)
from weald.core.enums import SECRET_VERBS, Audience, Verb
from weald.core.errors import Conflict
from weald.core.models import Entry, Head, Identity
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS
from weald.core.permissions import Actor, HeldRole

# A chain's end that nobody else holds, the transaction's own first; it stays locked until commit.
FREE_HEAD = """
    SELECT shard, seq, hash FROM core_head
    WHERE shard BETWEEN %s AND %s
    ORDER BY shard::text IS DISTINCT FROM current_setting(%s, true), random()
    LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# With every chain taken a writer tries again rather than queue for one: whoever holds that one may be
# waiting for a row the writer holds. The first to commit frees a chain, whichever it is.
LONGEST_WAIT = 30.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 0.05


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done, before it has its place in a chain."""

    verb: Verb
    target_label: str
    target_id: str
    person_id: int | None = None
    role: str = ""
    organisation_id: int | None = None
    place_id: int | None = None
    audience: Audience = Audience.TRUST
    payload: Payload = field(default_factory=dict)
    at: datetime | None = None

    @property
    def is_secret(self) -> bool:
        return self.verb in SECRET_VERBS


def label_of(thing: Model) -> tuple[str, str]:
    """Name a thing without a foreign key: its model's label and its id."""
    return thing._meta.label_lower, str(thing.pk)


def append(
    verb: Verb,
    target: Model | tuple[str, str],
    *,
    by: Actor,
    place_id: int | None = None,
    audience: Audience = Audience.TRUST,
    payload: Payload | None = None,
) -> Entry:
    """Write one act. Must be called inside the transaction that does it."""
    label, target_id = label_of(target) if isinstance(target, Model) else target
    role = _role_for(by, place_id)
    act = Act(
        verb=verb,
        target_label=label,
        target_id=target_id,
        person_id=by.person_id,
        role=role.kind if role else "",
        organisation_id=role.organisation_id if role else None,
        place_id=place_id,
        audience=audience,
        payload=payload or {},
    )
    return append_many([act])[0]


def append_many(acts: Iterable[Act]) -> list[Entry]:
    """Write many acts onto one chain (secret ones onto one of their own) with one lock each."""
    if not connection.in_atomic_block:
        msg = "the ledger is written in the transaction of the act: wrap both in transaction.atomic()"
        raise transaction.TransactionManagementError(msg)
    acts = list(acts)
    for act in acts:
        check_code("target", act.target_label)
        check_code("target id", act.target_id)
        check_payload(act.payload)
    open_acts = [act for act in acts if not act.is_secret]
    secret_acts = [act for act in acts if act.is_secret]
    entries = _chain(open_acts, ORDINARY_SHARDS, "weald.shard") if open_acts else []
    if secret_acts:
        # Drawn order: not even the sequence of a batch says who came first.
        random.SystemRandom().shuffle(secret_acts)
        entries += _chain(secret_acts, SECRET_SHARDS, "weald.secret_shard")
    return entries


def _role_for(actor: Actor, place_id: int | None) -> HeldRole | None:
    at_place = (role for role in actor.roles if role.organisation_id == place_id)
    return next(at_place, actor.roles[0] if actor.roles else None)


def _chain(acts: Sequence[Act], shards: range, setting: str) -> list[Entry]:
    shard, seq, previous = _lock_head(shards, setting)
    entries, identities = [], []
    for act in acts:
        seq += 1
        entry, identity = _entry(act, shard, seq, previous)
        previous = bytes(entry.hash)
        entries.append(entry)
        if identity:
            identities.append(identity)
    copy_in(entries)
    copy_in(identities)
    Head.objects.filter(shard=shard).update(seq=seq, hash=previous)
    return entries


def _lock_head(shards: range, setting: str) -> tuple[int, int, bytes]:
    pause, deadline = SHORTEST_PAUSE, monotonic() + LONGEST_WAIT
    with connection.cursor() as cursor:
        while True:
            cursor.execute(FREE_HEAD, [shards.start, shards.stop - 1, setting])
            row = cursor.fetchone()
            if row is not None:
                break
            if monotonic() > deadline:
                raise Conflict(
                    "Every act is written down in the ledger.",
                    "All of its chains have been busy for half a minute.",
                    "Try again; if it goes on, look for a transaction that does not end.",
                )
            sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, str(row[0])])
    return row[0], row[1], bytes(row[2])


def _entry(act: Act, shard: int, seq: int, previous: bytes) -> tuple[Entry, Identity | None]:
    at, entry_id = _when(act)
    identity = _identity(act, entry_id)
    entry = Entry(
        id=entry_id,
        shard=shard,
        seq=seq,
        at=at,
        verb=act.verb,
        target_label=act.target_label,
        target_id=act.target_id,
        place_id=None if act.is_secret else act.place_id,
        audience=act.audience,
        payload={} if act.is_secret else dict(act.payload),
        commitment=_commitment(identity) if identity else None,
        previous_hash=previous,
    )
    entry.hash = hash_of(entry, previous)
    return entry, identity


def _identity(act: Act, entry_id: UUID) -> Identity | None:
    if act.person_id is None or act.is_secret:
        return None
    return Identity(
        entry_id=entry_id,
        person_id=act.person_id,
        role=act.role,
        organisation_id=act.organisation_id,
        salt=secrets.token_bytes(32),
    )


def _commitment(identity: Identity) -> bytes:
    return commitment_to(bytes(identity.salt), identity.person_id, identity.role, identity.organisation_id)


def hash_of(entry: Entry, previous: bytes) -> bytes:
    return entry_hash(
        previous,
        bytes(entry.commitment) if entry.commitment else None,
        entry.shard,
        entry.seq,
        str(entry.id),
        microseconds(entry.at),
        str(entry.verb),
        entry.target_label,
        entry.target_id,
        entry.place_id,
        str(entry.audience),
        canonical_payload(entry.payload),
    )


def _when(act: Act) -> tuple[datetime, UUID]:
    """Secret acts keep the day only, and an id that does not carry the time."""
    at = (act.at or timezone.now()).astimezone(UTC)
    if act.is_secret:
        return at.replace(hour=0, minute=0, second=0, microsecond=0), uuid4()
    return at, UUID(int=uuid7().int)
