"""Re-computing the whole ledger: every hash, every commitment, every signed head."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from weald.core.domain.chain import GENESIS, canonical_payload, commitment_to, entry_hash, microseconds
from weald.core.domain.heads import SignedHeads, read_heads, signing_key
from weald.core.models import Entry, Head

Progress = Callable[[int, int], None]

ROWS = """
    SELECT e.shard, e.seq, e.id, e.at, e.verb, e.target_label, e.target_id, e.place_id, e.audience,
           e.payload::text, e.commitment, e.previous_hash, e.hash,
           i.salt, i.person_id, i.role, i.organisation_id
    FROM core_entry e LEFT JOIN core_identity i ON i.entry_id = e.id
    WHERE e.shard = %s ORDER BY e.seq
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and the entry it is wrong with."""

    problem: str
    shard: int
    seq: int
    entry: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Verification:
    entries: int
    identities_erased: int
    heads_checked: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


class _Walk:
    """One chain, walked from its beginning; keeps what the signed heads must agree with."""

    def __init__(self, shard: int, wanted: set[int]) -> None:
        self.shard = shard
        self.wanted = wanted
        self.seq = 0
        self.hash = GENESIS
        self.last_entry = "the beginning"
        self.seen: dict[int, str] = {0: GENESIS.hex()}
        self.entries = 0
        self.erased = 0
        self.findings: list[Finding] = []

    def find(self, problem: str, seq: int, entry: object, explanation: str) -> None:
        self.findings.append(Finding(problem, self.shard, seq, str(entry), explanation))

    def step(self, row: tuple[Any, ...]) -> None:
        seq, entry_id, payload, commitment, previous, digest = row[1], row[2], row[9], row[10], row[11], row[12]
        self.entries += 1
        if seq != self.seq + 1:
            missing = f"{self.seq + 1}" if seq == self.seq + 2 else f"{self.seq + 1} to {seq - 1}"
            self.find("removed", self.seq + 1, f"before {entry_id}", f"entry {missing} of this chain is missing")
        elif bytes(previous) != self.hash:
            self.find("reordered", seq, entry_id, "does not follow the entry before it: moved or replaced")
        canonical = "{}" if payload == "{}" else canonical_payload(json.loads(payload))
        expected = entry_hash(
            bytes(previous), commitment, row[0], seq, entry_id, microseconds(row[3]), *row[4:9], canonical
        )
        if expected != bytes(digest):
            self.find("altered", seq, entry_id, "its content no longer has the hash it was written with")
        self._check_identity(row)
        self.seq, self.hash, self.last_entry = seq, bytes(digest), str(entry_id)
        if seq in self.wanted:
            self.seen[seq] = self.hash.hex()

    def _check_identity(self, row: tuple[Any, ...]) -> None:
        commitment, (salt, person_id, role, organisation_id) = row[10], row[13:17]
        if salt is None:
            self.erased += commitment is not None
        elif commitment is None or commitment_to(bytes(salt), person_id, role, organisation_id) != bytes(commitment):
            self.find("identity", row[1], row[2], "the person recorded beside it is not who it was committed to")


def verify_ledger(progress: Progress | None = None) -> Verification:
    """Walk every chain once, in one snapshot. A million entries take well under a minute."""
    signed = list(read_heads())
    wanted: dict[int, set[int]] = {}
    for _, line in signed:
        for shard, (seq, _digest) in line.heads.items() if line else ():
            wanted.setdefault(shard, set()).add(seq)
    with _snapshot():
        total = Entry.objects.count() if progress else 0
        heads = list(Head.objects.order_by("shard"))
        walks: dict[int, _Walk] = {}
        for head in heads:
            walks[head.shard] = _walk_chain(_Walk(head.shard, wanted.get(head.shard, set())), head)
            if progress:
                progress(sum(walk.entries for walk in walks.values()), total)
    findings = [finding for walk in walks.values() for finding in walk.findings]
    findings += _check_signed(signed, walks)
    return Verification(
        entries=sum(walk.entries for walk in walks.values()),
        identities_erased=sum(walk.erased for walk in walks.values()),
        heads_checked=len(signed),
        findings=tuple(findings),
    )


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read one moment, so that entries written meanwhile are not taken for damage."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _walk_chain(walk: _Walk, head: Head) -> _Walk:
    with connection.chunked_cursor() as cursor:
        cursor.itersize = 10_000
        cursor.execute(ROWS, [walk.shard])
        for row in cursor:
            walk.step(row)
    if (walk.seq, walk.hash) != (head.seq, bytes(head.hash)):
        walk.find(
            "cut off",
            walk.seq,
            f"after {walk.last_entry}",
            f"the chain ends at {walk.seq}, but its recorded end is {head.seq}",
        )
    return walk


def _check_signed(signed: list[tuple[int, SignedHeads | None]], walks: dict[int, _Walk]) -> Iterator[Finding]:
    key = signing_key().public_key()
    for number, line in signed:
        if line is None or not line.is_signed_by(key):
            yield Finding("bad signature", -1, 0, "", f"line {number} of the signed heads was altered")
            continue
        for shard, (seq, digest) in line.heads.items():
            walk = walks.get(shard)
            if walk is None or walk.seen.get(seq) != digest:
                last = walk.seq if walk else 0
                problem = "cut off" if last < seq else "rewritten"
                entry = f"after {walk.last_entry}" if walk and last < seq else f"entry {seq}"
                yield Finding(
                    problem,
                    shard,
                    seq,
                    entry,
                    f"on {line.at} this chain was signed at entry {seq}; now it ends at {last} or differs there",
                )
