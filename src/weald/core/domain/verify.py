"""Re-computing the whole ledger: every hash, every commitment, every signed head."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from weald.core.domain.heads import SignedHeads, read_heads
from weald.core.domain.keys import public_key
from weald.core.domain.walk import Finding, Walk, walk_chain
from weald.core.errors import WealdError
from weald.core.models import Entry, Head
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS

__all__ = ["Finding", "Verification", "verify_ledger"]

Progress = Callable[[int, int], None]
Signed = list[tuple[int, SignedHeads | None]]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the walk over every chain came to."""

    entries: int
    identities_erased: int
    heads_checked: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings


def verify_ledger(progress: Progress | None = None, *, heads: Path | None = None) -> Verification:
    """Walk every chain once, in one snapshot, and hold it against the signed heads.

    `heads` names a copy of the file of heads that somebody kept; without it our own is read.
    """
    signed = list(read_heads(heads))
    wanted: dict[int, set[int]] = {}
    for _, line in signed:
        for shard, (seq, _digest) in line.heads.items() if line else ():
            wanted.setdefault(shard, set()).add(seq)
    walks: dict[int, Walk] = {}
    with _snapshot():
        total = Entry.objects.count() if progress else 0
        for shard in _shards():
            walks[shard] = walk_chain(shard, frozenset(wanted.get(shard, ())))
            if progress:
                progress(sum(walk.entries for walk in walks.values()), total)
        _check_ends(walks)
    findings = [finding for walk in walks.values() for finding in walk.findings]
    return Verification(
        entries=sum(walk.entries for walk in walks.values()),
        identities_erased=sum(walk.erased for walk in walks.values()),
        heads_checked=len(signed),
        findings=(*findings, *_check_signed(signed, walks)),
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


def _shards() -> list[int]:
    """Every chain there should be, and any other somebody made."""
    found = Entry.objects.order_by("shard").values_list("shard", flat=True).distinct()
    return sorted({*ORDINARY_SHARDS, *SECRET_SHARDS, *found})


def _check_ends(walks: dict[int, Walk]) -> None:
    heads = {head.shard: (head.seq, bytes(head.hash)) for head in Head.objects.all()}
    for shard, walk in walks.items():
        recorded = heads.get(shard)
        if recorded is None:
            walk.find("cut off", walk.seq, walk.end, "the record of where this chain ends is gone")
        elif recorded != (walk.seq, walk.hash):
            explanation = f"the chain ends at {walk.seq}, but its recorded end is {recorded[0]}"
            walk.find("cut off" if walk.seq < recorded[0] else "added", walk.seq, walk.end, explanation)


def _check_signed(signed: Signed, walks: dict[int, Walk]) -> Iterator[Finding]:
    if not signed:
        return
    try:
        key = public_key()
    except WealdError as error:
        yield Finding("no key", -1, 0, "", str(error))
        return
    for number, line in signed:
        if line is None or not line.is_signed_by(key):
            yield Finding("bad signature", -1, 0, "", f"line {number} of the signed heads was altered")
            continue
        for shard, (seq, digest) in line.heads.items():
            finding = _against(line.at, shard, seq, digest, walks.get(shard) or Walk(shard))
            if finding:
                yield finding


def _against(at: str, shard: int, seq: int, digest: str, walk: Walk) -> Finding | None:
    if walk.seen.get(seq) == digest:
        return None
    if walk.seq < seq:
        explanation = f"on {at} this chain was signed at entry {seq}, now it ends at {walk.seq}"
        return Finding("cut off", shard, seq, walk.end, explanation)
    return Finding("rewritten", shard, seq, f"entry {seq}", f"on {at} another entry {seq} was signed")
