"""Many writers at once: nothing lost, nothing twice, nobody waits for ever."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, transaction
from tests.weald.core.ledgers import act

from weald.core.domain import ledger
from weald.core.domain.ledger import append
from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.errors import Conflict
from weald.core.models import Entry, Job
from weald.core.models.ledger import ORDINARY_SHARDS
from weald.core.permissions import Actor

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 16
TRANSACTIONS = 25


class Undo(Exception):
    """Something went wrong in the middle of an act."""


def write(writer, start):
    """Do what people do: acts with other rows, several to a transaction, some of them undone."""
    dice = random.Random(writer)
    start.wait()
    kept = []
    try:
        for number in range(TRANSACTIONS):
            names = [f"{writer}.{number}.{part}" for part in range(dice.randint(1, 3))]
            if transact(writer, names, dice):
                kept += names
    finally:
        connection.close()
    return kept


def transact(writer, names, dice):
    try:
        with transaction.atomic():
            Job.objects.filter(kind="counter", pk=dice.choice(COUNTERS)).update(done=writer)
            for name in names:
                verb = dice.choice([Verb.SHARED, Verb.CHANGED, Verb.VOTED])
                append(verb, ("test.thing", name), by=Actor(person_id=writer))
            undone_in_part(writer, dice)
            if dice.random() < 0.3:
                raise Undo
    except Undo:
        return False
    return True


def undone_in_part(writer, dice):
    if dice.random() < 0.3:
        with transaction.atomic():
            append(Verb.WITHDREW, ("test.thing", "undone"), by=Actor(person_id=writer))
            transaction.set_rollback(True)


COUNTERS = []


def test_sixteen_writers_lose_nothing_and_write_nothing_twice():
    COUNTERS[:] = [Job.objects.create(kind="counter", title="row to fight for").pk for _ in range(3)]
    start = threading.Barrier(WRITERS)

    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(write, writer, start) for writer in range(WRITERS)]
        looks = [verify_ledger() for _ in range(3)]
        kept = [name for future in running for name in future.result(timeout=60)]

    verification = verify_ledger()
    written = Entry.objects.values_list("target_id", flat=True)
    assert sorted(written) == sorted(kept)
    assert verification.is_sound
    assert verification.entries == len(kept) > WRITERS * 10
    assert all(look.is_sound for look in looks)


@pytest.fixture
def all_chains_taken(web_url):
    """Somebody holds every ordinary chain; gives what lets go of one."""
    holders = {shard: psycopg.connect(web_url) for shard in ORDINARY_SHARDS}
    for shard, holder in holders.items():
        holder.execute("SELECT 1 FROM core_head WHERE shard = %s FOR UPDATE", [shard])
    yield lambda shard: holders[shard].rollback()
    for holder in holders.values():
        holder.close()


def test_writer_takes_whichever_chain_is_free_first(all_chains_taken):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: (act(1), connection.close())[0])
        assert not waiting.done()
        all_chains_taken(11)
        entry = waiting.result(timeout=10)

    assert entry.shard == 11
    assert verify_ledger().is_sound


@pytest.mark.usefixtures("all_chains_taken")
def test_writer_gives_up_in_words_when_no_chain_is_ever_free(monkeypatch):
    monkeypatch.setattr(ledger, "LONGEST_WAIT", 0.1)

    with pytest.raises(Conflict, match="All of its chains have been busy"):
        act(1)

    assert not Entry.objects.exists()
