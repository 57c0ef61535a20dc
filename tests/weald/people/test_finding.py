"""People found by name, role and school: only those one may know of, and led to their page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import RoleFactory, UserFactory
from tests.personas import make_cast

from weald.core.permissions import NOBODY
from weald.people.models import Role
from weald.people.queries.finding import find_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def names(text, actor):
    return [hit.title for hit in find_people(text, actor)]


@pytest.mark.parametrize("text", ["amina", "AMI", "amina alder", "amina subject lead", "Amina, Alder Vale!"])
def test_a_colleague_is_found_by_name_and_what_else_one_knows(cast, text):
    (hit,) = find_people(text, cast.owen.actor)

    assert hit.title == cast.amina.user.name
    assert "Subject lead" in hit.subtitle
    assert "at Alder Vale Primary" in hit.subtitle
    assert hit.url == reverse("home:person_contribution", args=[cast.amina.user.pk])


@pytest.mark.parametrize(
    ("who", "found"),
    [("tom", 1), ("amina", 1), ("jo", 1), ("dev", 0), ("sian", 0), ("helen", 0), ("bo", 0), ("nobody", 0)],
)
def test_nobody_is_found_whom_one_may_not_know_of(cast, who, found):
    assert len(names("amina", getattr(cast, who).actor)) == found


@pytest.mark.parametrize("text", ["", "--", "alder vale", "amina fenwick", "zyzzyva", "amina:*|tom & ! ("])
def test_what_is_no_name_finds_nobody_and_breaks_nothing(cast, text):
    assert names(text, cast.owen.actor) in ([], [cast.amina.user.name])
    assert names("alder vale", cast.owen.actor) == names("amina fenwick", cast.owen.actor) == []


def test_who_left_or_closed_their_account_is_not_found(cast):
    gone = UserFactory(name="Xanthe Moor")
    RoleFactory(person=gone, organisation=cast.alder_vale)
    before = names("xanthe", cast.tom.actor)
    Role.objects.filter(person=gone).update(
        period=(timezone.localdate() - timedelta(days=9), timezone.localdate() - timedelta(days=2))
    )

    assert (before, names("xanthe", cast.tom.actor)) == (["Xanthe Moor"], [])


def test_a_whole_name_does_not_stand_behind_all_who_share_half_of_it(cast, monkeypatch):
    monkeypatch.setattr("weald.people.queries.finding.MOST_ROLES", 2)
    for name in ("John Abbot", "John Brook", "Zoe Smith", "John Smith"):
        RoleFactory(person=UserFactory(name=name), organisation=cast.alder_vale)

    assert names("john smith", cast.tom.actor) == ["John Smith"]


def test_several_roles_are_one_person(cast):
    RoleFactory(person=cast.amina.user, organisation=cast.hartwood, kind="governor", subject="")

    (hit,) = find_people("amina", cast.tom.actor)

    assert "Alder Vale" in hit.subtitle
    assert "overnor at Hartwood Trust" in hit.subtitle
    assert list(find_people("amina", NOBODY)) == []


@pytest.mark.parametrize("n", [1, 3])
def test_any_number_is_one_question(cast, django_assert_num_queries, n):
    actor = cast.tom.actor
    for _ in range(n):
        RoleFactory(person=UserFactory(name="Xanthe Moor"), organisation=cast.alder_vale)

    with django_assert_num_queries(1):
        assert len(list(find_people("xanthe", actor))) == n


def test_the_search_page_shows_them_apart_from_schools(client, cast):
    cast.sign_in(client, "tom")

    page = client.get("/search?q=amina").content.decode()

    assert ">People</h2>" in page
    assert reverse("home:person_contribution", args=[cast.amina.user.pk]) in page
    assert "like “amina”</a>" not in page
