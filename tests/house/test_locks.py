"""The locks are whole and name no address; and one that did not would be found."""

import pytest
from checks.locks import addresses, faults, missing, without_hash

HASH = "    --hash=sha256:" + "0" * 64


def test_locks_hold_what_is_wanted_with_hashes_and_without_addresses():
    assert faults() == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url somewhere",
        "--extra-index-url=somewhere",
        "--find-links folder",
        "django @ file:///wheels/django.whl",
        "# from https://somewhere.example/simple",
    ],
)
def test_address_in_a_lock_is_found(line):
    lock = f"click==8.1 \\\n{HASH}\n{line}\n"

    assert addresses(lock) == [f"line 3 names an address: {line}"]


def test_package_without_a_hash_is_found():
    lock = f"click==8.1 \\\n{HASH}\nrich==14.0 ; python_version > '3'\nnumpy==2.1 \\\n{HASH}\n"

    assert without_hash(lock) == ["rich has no hash"]


def test_package_that_is_wanted_and_not_locked_is_found():
    lock = f"click==8.1 \\\n{HASH}\npsycopg[binary]==3.2.1 \\\n{HASH}\n"

    assert missing(["Click>=8", "psycopg[binary,pool]>=3.2"], lock) == []
    assert missing(["click>=9", "rich>=14"], lock) == [
        "click is locked at 8.1, wanted >=9",
        "rich is not locked",
    ]
