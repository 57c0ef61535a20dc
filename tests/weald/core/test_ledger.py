"""Writing the ledger: what it keeps, what it refuses, what it never says."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.weald.core.ledgers import ADA, act, chain_of

from weald.core.domain.chain import check_payload, commitment_to, framed
from weald.core.domain.identity import acts_of, erase_identity
from weald.core.domain.ledger import Act, append, append_many
from weald.core.domain.verify import verify_ledger
from weald.core.enums import SECRET_VERBS, Audience, Verb
from weald.core.models import Entry, Head, Identity, ImportRun, Job
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS
from weald.core.permissions import NOBODY, Actor, HeldRole

FIELDS = st.tuples(*[st.none() | st.text(max_size=6)] * 3)


@given(FIELDS, FIELDS)
def test_different_fields_never_frame_to_the_same_bytes(one, other):
    assert (framed(one) == framed(other)) == (one == other)


def test_a_longer_salt_cannot_take_a_digit_of_the_person():
    assert commitment_to(b"salt", 12, "teacher", 5) != commitment_to(b"salt1", 2, "teacher", 5)


@pytest.mark.parametrize(
    "payload",
    [
        {"note": "Ada was late"},
        {"a key": 1},
        {"share": 0.5},
        {"list": [1]},
        {"name": "Zoë"},
        {"empty": ""},
        {"long": "x" * 65},
        {f"key{number}": number for number in range(17)},
    ],
)
def test_payload_refuses_whatever_could_describe_a_person(payload):
    with pytest.raises(ValueError, match="ledger payload"):
        check_payload(payload)


def test_payload_takes_codes_whole_numbers_and_truth():
    check_payload({"kind": "ks2_rwm:2025", "rows": 12, "is_dry": True, "before": None})


@pytest.mark.django_db
def test_entry_says_what_was_done_and_its_identity_says_who():
    entry = act(7, payload={"rows": 3})

    stored = Entry.objects.get(pk=entry.pk)
    identity = Identity.objects.get(pk=entry.pk)

    assert (stored.verb, stored.target_label, stored.target_id) == ("shared", "test.thing", "7")
    assert (stored.place_id, stored.audience, stored.payload) == (6, "trust", {"rows": 3})
    assert (identity.person_id, identity.role, identity.organisation_id) == (1, "governor", 6)
    assert bytes(stored.commitment) == commitment_to(bytes(identity.salt), 1, "governor", 6)


@pytest.mark.django_db
def test_actor_without_a_role_at_the_place_acts_in_their_first_role():
    with transaction.atomic():
        entry = append(Verb.JOINED, ("test.thing", "1"), by=ADA, place_id=99)

    assert Identity.objects.get(pk=entry.pk).role == "teacher"


@pytest.mark.django_db
def test_actor_without_any_role_is_still_committed_to():
    with transaction.atomic():
        entry = append(Verb.JOINED, ("test.thing", "1"), by=Actor(person_id=3))

    assert Identity.objects.get(pk=entry.pk).role == ""


@pytest.mark.django_db
def test_act_of_nobody_has_no_identity():
    with transaction.atomic():
        entry = append(Verb.IMPORTED, ("test.thing", "1"), by=NOBODY)

    assert entry.commitment is None
    assert not Identity.objects.exists()


@pytest.mark.django_db
def test_target_may_be_the_thing_itself():
    job = Job.objects.create(kind="test", title="Import")

    with transaction.atomic():
        entry = append(Verb.IMPORTED, job, by=ADA)

    assert (entry.target_label, entry.target_id) == ("core.job", str(job.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("target", [("test.thing", "Ada Fern"), ("a label", "1"), ("test.thing", "")])
def test_target_is_a_code(target):
    with transaction.atomic(), pytest.raises(ValueError, match="ledger target"):
        append(Verb.SHARED, target, by=ADA)


@pytest.mark.django_db(transaction=True)
def test_ledger_refuses_to_be_written_outside_the_act_s_transaction():
    with pytest.raises(transaction.TransactionManagementError, match="transaction of the act"):
        append(Verb.SHARED, ("test.thing", "1"), by=ADA)


@pytest.mark.django_db
def test_nothing_is_written_for_no_acts():
    with transaction.atomic():
        assert append_many([]) == []


@pytest.mark.django_db
def test_one_transaction_keeps_to_one_chain():
    entries = chain_of(20)

    assert {entry.shard for entry in entries} == {entries[0].shard}
    assert [entry.seq for entry in entries] == list(range(1, 21))


@pytest.mark.django_db
def test_many_acts_are_written_in_as_many_queries_as_one(django_assert_num_queries):
    acts = [Act(Verb.CHANGED, "test.thing", str(number), person_id=1) for number in range(100)]

    # Which chain is free, remembering it, entries, identities, the chain's new end.
    with django_assert_num_queries(5), transaction.atomic(savepoint=False):
        append_many(acts)

    assert Entry.objects.count() == 100
    assert verify_ledger().is_sound


@pytest.mark.django_db
def test_rolled_back_act_leaves_neither_entry_nor_gap():
    with transaction.atomic():
        append(Verb.SHARED, ("test.thing", "1"), by=ADA)
        transaction.set_rollback(True)
    act(2)

    assert Entry.objects.get().target_id == "2"
    assert verify_ledger().is_sound


@pytest.mark.django_db
@pytest.mark.parametrize("verb", sorted(SECRET_VERBS))
def test_secret_act_keeps_neither_actor_nor_time_nor_place_nor_content(verb):
    entry = act(3, verb=verb, payload={"choice": "agree"})

    stored = Entry.objects.get(pk=entry.pk)

    assert stored.shard in SECRET_SHARDS
    assert (stored.commitment, stored.place_id, stored.payload) == (None, None, {})
    assert stored.at.astimezone(UTC).time() == datetime.min.time()
    assert stored.pk.version == 4
    assert not Identity.objects.exists()
    assert verify_ledger().is_sound


@pytest.mark.django_db
def test_open_and_secret_acts_of_one_transaction_share_no_chain():
    acts = [Act(Verb.SHARED, "test.thing", "1", person_id=1), Act(Verb.VOTED, "test.thing", "2", person_id=1)]

    with transaction.atomic():
        entries = append_many(acts)

    assert [entry.shard in ORDINARY_SHARDS for entry in entries] == [True, False]
    assert verify_ledger().is_sound


@pytest.mark.django_db
@pytest.mark.parametrize(
    "told",
    [
        {"commitment": bytes(32)},
        {"place_id": 5},
        {"payload": {"choice": "agree"}},
        {"at": datetime(2026, 11, 21, 9, 30, tzinfo=UTC)},
        {"shard": 3},
    ],
)
def test_database_refuses_a_secret_act_that_says_more(told):
    secret = {
        "id": "00000000-0000-4000-8000-000000000001",
        "shard": SECRET_SHARDS.start,
        "seq": 1,
        "at": datetime(2026, 11, 21, tzinfo=UTC),
        "verb": Verb.VOTED,
        "target_label": "test.thing",
        "target_id": "1",
        "audience": Audience.TRUST,
        "previous_hash": bytes(32),
        "hash": bytes(32),
    }

    with transaction.atomic(), pytest.raises(IntegrityError, match="entry_secret_acts"):
        Entry.objects.create(**secret | told)


@pytest.mark.django_db
def test_database_refuses_an_open_act_on_a_secret_chain():
    entry = act(1)
    entry.shard, entry.at = SECRET_SHARDS.start, datetime(2026, 11, 21, tzinfo=UTC)
    entry.pk = None

    with transaction.atomic(), pytest.raises(IntegrityError, match="entry_secret_acts_stay_apart"):
        Entry.objects.create(
            id="00000000-0000-4000-8000-000000000001",
            **{name: getattr(entry, name) for name in ("shard", "seq", "at", "verb", "target_label")},
            target_id="1",
            audience="trust",
            previous_hash=bytes(32),
            hash=bytes(32),
        )


FORBIDDEN = [
    "UPDATE core_entry SET payload = '{}'",
    "DELETE FROM core_entry",
    "TRUNCATE core_entry",
    "UPDATE core_identity SET person_id = 9",
    "TRUNCATE core_identity",
    "DELETE FROM core_head",
    "TRUNCATE core_head",
    "UPDATE core_head SET seq = 0",
    "UPDATE core_head SET shard = shard + 100, seq = seq + 1",
]


@pytest.mark.django_db(transaction=True)
def test_database_refuses_to_change_the_ledger_whoever_asks(owner_url, web_url):
    for number in range(40):
        act(number)

    for url in (owner_url, web_url):
        for statement in FORBIDDEN:
            with psycopg.connect(url) as asking, pytest.raises(psycopg.errors.InsufficientPrivilege):
                asking.execute(statement)

    assert Entry.objects.count() == 40
    assert verify_ledger().is_sound


@pytest.mark.django_db
def test_erasing_a_person_leaves_a_ledger_that_verifies_and_does_not_say_who():
    act(1)
    act(2)
    kept = act(3, by=Actor(person_id=2, roles=(HeldRole("teacher", 5),)))
    Job.objects.create(kind="test", title="Import", requested_by_id=1)
    ImportRun.objects.create(kind="x", file_name="x.csv", file_hash="", mode="dry_run", requested_by_id=1,
                             started_at=datetime(2026, 11, 21, tzinfo=UTC))  # fmt: skip

    erased = erase_identity(1)
    verification = verify_ledger()

    assert erased == 2
    assert (verification.is_sound, verification.entries, verification.identities_erased) == (True, 3, 2)
    assert Identity.objects.get().pk == kept.pk
    assert Job.objects.get().requested_by_id is None
    assert ImportRun.objects.get().requested_by_id is None


@pytest.mark.django_db
def test_a_person_s_own_acts_are_theirs_to_take_away():
    act(1)
    act(2, by=Actor(person_id=2))

    [own] = acts_of(1)

    assert own["what"] == "shared"
    assert own["of"] == "test.thing 1"
    assert (own["role"], own["organisation"]) == ("governor", 6)


@pytest.mark.django_db
def test_chain_ends_are_there_from_the_start():
    shards = Head.objects.order_by("shard").values_list("shard", flat=True)

    assert list(shards) == [*ORDINARY_SHARDS, *SECRET_SHARDS]


@pytest.mark.django_db
def test_models_say_what_they_are():
    entry = act(1)

    assert str(entry) == "shared test.thing 1"
    assert str(Identity.objects.get()) == f"identity of {entry.pk}"
    assert str(Head.objects.get(shard=entry.shard)) == f"shard {entry.shard} at 1"
