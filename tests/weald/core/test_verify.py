"""Verification finds every kind of damage to a real database and names the entry."""

import json
from pathlib import Path

import pytest
from tests.weald.core.ledgers import ADA, BEN, act, chain_of, tampering

from weald.core.domain.heads import export_heads, heads_file
from weald.core.domain.keys import key_file, public_key_pem
from weald.core.domain.ledger import hash_of
from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.errors import WealdError
from weald.core.models import Entry, Head
from weald.core.models.ledger import ORDINARY_SHARDS, SECRET_SHARDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.WEALD_DATA = tmp_path


def problems(verification):
    return {finding.problem for finding in verification.findings}


def named(verification):
    return {finding.entry.split()[-1] for finding in verification.findings}


def test_untouched_ledger_is_sound_and_counted():
    for number in range(30):
        act(number, by=(ADA, BEN)[number % 2])
        act(number, verb=Verb.VOTED)
    export_heads()
    told = []

    verification = verify_ledger(lambda done, total: told.append((done, total)))

    assert verification.is_sound
    assert (verification.entries, verification.heads_checked) == (60, 1)
    assert told[-1] == (60, 60)


def test_empty_ledger_is_sound():
    assert verify_ledger().is_sound


@pytest.mark.parametrize(
    "change",
    [
        "id = '00000000-0000-4000-8000-000000000001'",
        "at = at + interval '1 microsecond'",
        "verb = 'withdrew'",
        "target_label = 'test.thin'",
        "target_id = '8'",
        "target_label = target_label || target_id, target_id = ''",
        "place_id = place_id + 1",
        "place_id = NULL",
        "audience = 'public'",
        """payload = '{"n": 3}'""",
        """payload = payload || '{"m": 1}'""",
        "payload = '{}'",
        "commitment = set_byte(commitment, 31, get_byte(commitment, 31) # 1)",
        "commitment = NULL",
        "commitment = ''",
        "previous_hash = set_byte(previous_hash, 0, get_byte(previous_hash, 0) # 128)",
        "hash = set_byte(hash, 16, get_byte(hash, 16) # 1)",
        "shard = (shard + 1) %% 16, seq = 1",
        "seq = 99",
    ],
)
def test_change_of_any_column_is_found_and_names_the_entry(owner_url, change):
    target = chain_of(5)[2]

    with tampering(owner_url) as owner:
        change_it = f"UPDATE core_entry SET {change} WHERE id = %s RETURNING id"  # noqa: S608 -- from above
        [(now,)] = owner.execute(change_it, [target.pk])
    verification = verify_ledger()

    assert not verification.is_sound
    assert str(now) in named(verification)


def test_removed_entry_is_found_by_its_number_and_its_follower(owner_url):
    entries = chain_of(5)

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry WHERE id = %s", [entries[2].pk])
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.shard, finding.seq) == ("removed", entries[2].shard, 3)
    assert finding.entry == f"before {entries[3].pk}"
    assert finding.explanation == "entry 3 is missing from this chain"


def test_several_removed_entries_are_found_as_one_gap_even_at_the_beginning(owner_url):
    entries = chain_of(5)

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry WHERE seq <= 2")
    [finding] = verify_ledger().findings

    assert finding.entry == f"before {entries[2].pk}"
    assert finding.explanation == "entries 1 to 2 are missing from this chain"


def test_reordered_entries_are_both_named(owner_url):
    entries = chain_of(5)

    with tampering(owner_url) as owner:
        for seq, entry in ((100, entries[1]), (2, entries[2]), (3, entries[1])):
            owner.execute("UPDATE core_entry SET seq = %s WHERE id = %s", [seq, entry.pk])
    verification = verify_ledger()

    assert "reordered" in problems(verification)
    assert {str(entries[1].pk), str(entries[2].pk)} <= named(verification)


def test_cut_off_tail_is_found_by_the_recorded_end(owner_url):
    entries = chain_of(5)

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry WHERE seq > 3")
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.seq, finding.entry) == ("cut off", 3, f"after {entries[2].pk}")
    assert finding.explanation == "the chain ends at 3, but its recorded end is 5"


def test_cut_off_tail_is_found_by_the_signed_heads_though_the_recorded_end_was_reset(owner_url):
    entries = chain_of(5)
    export_heads()

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry WHERE seq > 3")
        owner.execute("UPDATE core_head SET seq = 3, hash = %s WHERE shard = %s",
                      [entries[2].hash, entries[2].shard])  # fmt: skip
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.shard, finding.entry) == (
        "cut off",
        entries[0].shard,
        f"after {entries[2].pk}",
    )
    assert "signed at entry 5, now it ends at 3" in finding.explanation


def test_whole_chain_removed_with_its_end_is_found(owner_url):
    shard = chain_of(3)[0].shard
    export_heads()

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry")
        owner.execute("DELETE FROM core_head WHERE shard = %s", [shard])
    found = verify_ledger().findings

    assert {(finding.problem, finding.shard, finding.entry) for finding in found} == {
        ("cut off", shard, "at the beginning")
    }
    assert len(found) == 2


def test_entries_on_a_chain_that_nobody_made_are_found(owner_url):
    chain_of(2)

    with tampering(owner_url) as owner:
        owner.execute("UPDATE core_entry SET shard = -7")
    verification = verify_ledger()

    assert {"altered", "cut off"} <= problems(verification)
    assert -7 in {finding.shard for finding in verification.findings}


def test_entry_added_behind_the_recorded_end_is_found(owner_url):
    entries = chain_of(3)

    with tampering(owner_url) as owner:
        owner.execute("UPDATE core_head SET seq = 2, hash = %s WHERE shard = %s",
                      [entries[1].hash, entries[0].shard])  # fmt: skip
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.entry) == ("added", f"after {entries[2].pk}")


def test_chain_written_anew_without_a_fault_in_it_is_found_by_the_signed_heads(owner_url):
    entries = chain_of(4)
    export_heads()

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_identity")
        previous = entries[0].previous_hash
        for entry in entries:
            entry.payload, entry.commitment, entry.previous_hash = {"n": 77}, None, previous
            previous = hash_of(entry, previous)
            owner.execute(
                """UPDATE core_entry SET payload = '{"n": 77}', commitment = NULL,
                   previous_hash = %s, hash = %s
                   WHERE id = %s""",
                [entry.previous_hash, previous, entry.pk],
            )
        owner.execute("UPDATE core_head SET hash = %s WHERE shard = %s", [previous, entries[0].shard])
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.shard, finding.entry) == ("rewritten", entries[0].shard, "entry 4")


@pytest.mark.parametrize(
    "change",
    [
        "person_id = 99",
        "role = 'steward'",
        "organisation_id = 7",
        "organisation_id = NULL",
        "salt = set_byte(salt, 5, get_byte(salt, 5) # 1)",
    ],
)
def test_exchanged_identity_is_found_and_names_the_entry(owner_url, change):
    target = chain_of(3)[1]

    with tampering(owner_url) as owner:
        owner.execute(f"UPDATE core_identity SET {change} WHERE entry_id = %s", [target.pk])  # noqa: S608 -- from above
    [finding] = verify_ledger().findings

    assert (finding.problem, finding.entry) == ("identity", str(target.pk))


def test_identities_swapped_between_two_entries_are_found(owner_url):
    mine, hers = act(1, by=ADA), act(2, by=BEN)

    with tampering(owner_url) as owner:
        for entry, other in ((mine.pk, "00000000-0000-4000-8000-000000000001"), (hers.pk, mine.pk),
                             ("00000000-0000-4000-8000-000000000001", hers.pk)):  # fmt: skip
            owner.execute("UPDATE core_identity SET entry_id = %s WHERE entry_id = %s", [other, entry])
    verification = verify_ledger()

    assert problems(verification) == {"identity"}
    assert named(verification) == {str(mine.pk), str(hers.pk)}


def test_identity_given_to_an_act_of_nobody_is_found(owner_url):
    secret, known = act(1, verb=Verb.VOTED), act(2)

    with tampering(owner_url) as owner:
        owner.execute("UPDATE core_identity SET entry_id = %s WHERE entry_id = %s", [secret.pk, known.pk])
    findings = verify_ledger().findings

    assert [(finding.problem, finding.entry) for finding in findings] == [("identity", str(secret.pk))]


def test_altered_line_of_signed_heads_is_found_by_its_number():
    act(1)
    export_heads()
    export_heads()
    lines = heads_file().read_text().splitlines()
    record = json.loads(lines[1])
    record["heads"] = [[shard, 0, "00" * 32] for shard, _, _ in record["heads"]]

    heads_file().write_text("\n".join([lines[0], json.dumps(record), "not json", '{"at": 1}', ""]))
    verification = verify_ledger()

    assert [finding.explanation for finding in verification.findings] == [
        f"line {number} of the signed heads was altered" for number in (2, 3, 4)
    ]
    assert verification.heads_checked == 4


def test_signature_that_is_not_hexadecimal_is_an_altered_line():
    act(1)
    record = json.loads(export_heads().line)

    heads_file().write_text(json.dumps(record | {"signature": "no"}) + "\n")

    assert problems(verify_ledger()) == {"bad signature"}


def test_copy_of_signed_heads_that_somebody_kept_is_held_against_the_ledger(owner_url, tmp_path):
    entries = chain_of(3)
    kept = tmp_path / "kept.jsonl"
    kept.write_text(export_heads().line)
    heads_file().write_text("")

    with tampering(owner_url) as owner:
        owner.execute("DELETE FROM core_entry WHERE seq = 3")
        owner.execute("UPDATE core_head SET seq = 2, hash = %s WHERE shard = %s",
                      [entries[1].hash, entries[0].shard])  # fmt: skip

    assert verify_ledger().is_sound
    assert problems(verify_ledger(heads=kept)) == {"cut off"}


def test_copy_of_signed_heads_that_is_not_there_is_said():
    with pytest.raises(WealdError, match="cannot be read: No such file"):
        verify_ledger(heads=Path("/nowhere/heads.jsonl"))


def test_signed_heads_that_cannot_be_read_are_said():
    heads_file().mkdir(parents=True)

    with pytest.raises(WealdError, match=r"cannot be read: Is a directory\."):
        verify_ledger()


def test_signed_heads_that_cannot_be_written_are_said():
    act(1)
    heads_file().mkdir(parents=True)
    heads_file().rmdir()
    public_key_pem()
    heads_file().mkdir()

    with pytest.raises(WealdError, match=r"cannot be written: Is a directory\."):
        export_heads()


def test_lost_key_is_found_and_never_silently_made_anew():
    act(1)
    export_heads()
    key_file().unlink()

    verification = verify_ledger()

    assert problems(verification) == {"no key"}
    assert "The key is gone" in verification.findings[0].explanation
    with pytest.raises(WealdError, match="Put the key back"):
        export_heads()
    assert not key_file().exists()


def test_exchanged_key_is_found():
    act(1)
    export_heads()
    kept = heads_file().read_text()
    key_file().unlink()
    heads_file().unlink()
    public_key_pem()

    heads_file().write_text(kept)

    assert problems(verify_ledger()) == {"bad signature"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no key at all", "cannot be read"),
        (
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIHcHbQpzGKV9PBbBclGyZkXfTC+H68CZKrF3+6UduSwq\n"
            "-----END PRIVATE KEY-----\n",
            "another kind of key",
        ),
    ],
)
def test_key_file_that_holds_something_else_is_said(content, words):
    key_file().parent.mkdir(parents=True)
    key_file().write_text(content)

    with pytest.raises(WealdError, match=words):
        public_key_pem()


def test_key_is_kept_and_closed_to_others():
    first = public_key_pem()

    assert public_key_pem() == first
    assert key_file().stat().st_mode & 0o777 == 0o600
    assert key_file().parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in key_file().parent.iterdir()] == ["ledger.pem"]


def test_signed_heads_say_nothing_of_today_s_secret_acts(owner_url):
    yesterday = [act(number, verb=Verb.VOTED) for number in range(3)]
    with tampering(owner_url) as owner:
        owner.execute("UPDATE core_entry SET at = at - interval '1 day'")
    today = act(9, verb=Verb.VOTED)
    open_act = act(10)

    heads = export_heads().heads

    ends = {entry.shard: entry.seq for entry in yesterday}
    assert {shard: heads[shard][0] for shard in SECRET_SHARDS} == {
        shard: ends.get(shard, 0) for shard in SECRET_SHARDS
    }
    assert Head.objects.get(shard=today.shard).seq == heads[today.shard][0] + 1
    assert heads[open_act.shard] == (1, bytes(Entry.objects.get(pk=open_act.pk).hash).hex())
    assert set(heads) == {*ORDINARY_SHARDS, *SECRET_SHARDS}


def test_secret_acts_after_a_signature_stay_sound():
    act(1, verb=Verb.VOTED)
    export_heads()
    act(2, verb=Verb.VOTED)
    export_heads()

    assert verify_ledger().is_sound
