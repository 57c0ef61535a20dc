"""Rows by COPY: the same as INSERT would have stored, under keys the database gave."""

from __future__ import annotations

import pytest

from weald.core.bulk import copy_in, create_many
from weald.people.models import User

pytestmark = pytest.mark.django_db


def person(number: int) -> User:
    return User(email=f"person{number}@school.example", name=f"Person {number}", password="!")


def test_rows_get_keys_of_their_own_and_what_inserting_would_add():
    before = person(0)
    before.save()

    made = create_many([person(1), person(2)])

    stored = list(User.objects.order_by("pk"))
    assert [user.pk for user in stored] == [before.pk, *(user.pk for user in made)]
    assert all(user.joined_at for user in stored)
    assert person(3).pk is None


def test_next_row_inserted_after_them_gets_a_key_of_its_own():
    made = create_many([person(1), person(2)])

    later = person(3)
    later.save()

    assert later.pk > max(user.pk for user in made)


def test_nothing_is_nothing():
    copy_in([])

    assert list(create_many([])) == []
    assert not User.objects.exists()
