"""Walking one chain of the ledger from its beginning: every hash and every commitment computed again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from weald.core.domain.chain import GENESIS, canonical_payload, commitment_to, entry_hash

ROWS_AT_A_TIME = 10_000
# The database turns ids, times and payloads into plain texts and numbers while we hash.
ROWS = """
    SELECT e.seq, e.id::text, (extract(epoch FROM e.at) * 1000000)::bigint, e.verb, e.target_label,
           e.target_id, e.place_id, e.audience, e.payload::text, e.commitment, e.previous_hash, e.hash,
           i.salt, i.person_id, i.role, i.organisation_id
    FROM core_entry e LEFT JOIN core_identity i ON i.entry_id = e.id
    WHERE e.shard = %s ORDER BY e.seq
"""


class Row(NamedTuple):
    """An entry as stored, with the identity beside it if that was not erased."""

    seq: int
    id: str
    at: int
    verb: str
    target_label: str
    target_id: str
    place_id: int | None
    audience: str
    payload: str
    commitment: bytes | None
    previous_hash: bytes
    hash: bytes
    salt: bytes | None
    person_id: int
    role: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and the entry it is wrong with."""

    problem: str
    shard: int
    seq: int
    entry: str
    explanation: str


class Walk:
    """One chain as far as it was walked; keeps the hashes that signed heads must agree with."""

    def __init__(self, shard: int, signed: frozenset[int] = frozenset()) -> None:
        self.shard = shard
        self.signed = signed
        self.seq = 0
        self.hash = GENESIS
        self.last_entry = ""
        self.seen: dict[int, str] = {0: GENESIS.hex()}
        self.entries = 0
        self.erased = 0
        self.findings: list[Finding] = []

    @property
    def end(self) -> str:
        return f"after {self.last_entry}" if self.last_entry else "at the beginning"

    def find(self, problem: str, seq: int, entry: str, explanation: str) -> None:
        self.findings.append(Finding(problem, self.shard, seq, entry, explanation))

    def step(self, row: Row) -> None:
        self.entries += 1
        if row.seq != self.seq + 1:
            first, last = self.seq + 1, row.seq - 1
            missing = f"entry {first} is" if first == last else f"entries {first} to {last} are"
            self.find("removed", first, f"before {row.id}", f"{missing} missing from this chain")
        elif row.previous_hash != self.hash:
            self.find("reordered", row.seq, row.id, "it does not follow the entry before it")
        if self.hash_of(row) != row.hash:
            self.find("altered", row.seq, row.id, "its content no longer has the hash it was written with")
        self._check_identity(row)
        self.seq, self.hash, self.last_entry = row.seq, row.hash, row.id
        if row.seq in self.signed:
            self.seen[row.seq] = row.hash.hex()

    def hash_of(self, row: Row) -> bytes:
        payload = row.payload if row.payload == "{}" else canonical_payload(json.loads(row.payload))
        return entry_hash(row.previous_hash, row.commitment, self.shard, *row[:8], payload)

    def _check_identity(self, row: Row) -> None:
        if row.salt is None:
            self.erased += row.commitment is not None
        elif commitment_to(row.salt, row.person_id, row.role, row.organisation_id) != row.commitment:
            explanation = "the person recorded beside it is not who it was committed to"
            self.find("identity", row.seq, row.id, explanation)


def walk_chain(shard: int, signed: frozenset[int]) -> Walk:
    """Walk a chain in bounded memory; needs a transaction for its cursor."""
    walk = Walk(shard, signed)
    for row in _rows(shard):
        walk.step(row)
    return walk


def _rows(shard: int) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS, [shard])
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for row in rows:
                yield Row._make(row)
