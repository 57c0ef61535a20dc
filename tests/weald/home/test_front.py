"""The front page, Today and search."""

from datetime import UTC, datetime

import pytest
from tests.factories.people import InterestFactory, InvitationFactory, JoinRequestFactory

from weald.core.permissions import NOBODY, Actor, HeldRole
from weald.core.registry import SLOTS, Hit, Slot
from weald.home.domain.search import MOST_HITS, find
from weald.home.domain.today import greeting, lede
from weald.people.queries.interests import academic_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(monkeypatch):
    """One more app that answers searches."""
    found = []
    monkeypatch.setattr("weald.home.domain.search.SEARCH_PROVIDERS", [lambda words, actor: found])
    return found


def test_a_stranger_sees_what_weald_is_for(client):
    page = client.get("/").content.decode()

    assert "How do schools become more than the sum of their parts?" in page
    assert "Sign in" in page


def test_whoever_is_signed_in_goes_straight_to_today(client, cast):
    response = cast.sign_in(client, "ruth").get("/")

    assert response.status_code == 302
    assert response.url == "/today"


def test_today_says_in_which_roles_one_is_here(client, cast):
    page = cast.sign_in(client, "marian").get("/today").content.decode()

    for role, place in (("Headteacher", cast.fenwick), ("Reviewer", cast.ridgeway)):
        assert f'{role}, <a href="/schools/organisations/{place.pk}">{place.name}</a>' in page


def test_an_empty_today_teaches(client, cast):
    InterestFactory(person=cast.tom.user, academic_year=academic_year())

    page = cast.sign_in(client, "tom").get("/today").content.decode()

    assert "Nothing needs you today" in page


def test_today_shows_what_apps_put_there(client, cast, monkeypatch):
    monkeypatch.setattr(
        "weald.core.registry.SLOTS", [*SLOTS, Slot("home.today", 1, lambda request, actor: "something moved")]
    )

    page = cast.sign_in(client, "tom").get("/today").content.decode()

    assert "something moved" in page
    assert "Nothing needs you today" not in page


def test_somebody_without_a_role_is_told_how_to_get_one(client, cast):
    page = cast.sign_in(client, "bo").get("/today").content.decode()

    assert "You hold no role at the moment." in page


def test_today_is_for_those_who_are_signed_in(client):
    assert client.get("/today").status_code == 302


@pytest.mark.parametrize(("hour", "time_of_day"), [(8, "morning"), (13, "afternoon"), (19, "evening")])
def test_the_greeting_knows_the_time_of_day(hour, time_of_day):
    now = datetime(2026, 1, 15, hour, tzinfo=UTC)

    assert greeting(Actor(person_id=1, name="Ruth Calloway"), now) == f"Good {time_of_day}, Ruth."


def test_the_lede_says_what_there_is():
    held = Actor(person_id=1, name="R", roles=(HeldRole("teacher", 1),))

    assert "no role" in lede(Actor(person_id=1), 0)
    assert lede(held, 2) == "What needs you, and what your organisations’ figures say."
    assert lede(held, 0) == ""


def test_the_best_hits_come_first_and_not_too_many(provider):
    provider += [Hit(f"School {n}", "", "/", "school", n / 100) for n in range(80)]

    hits = find("school", NOBODY)

    assert len(hits) == MOST_HITS
    assert hits[0].title == "School 79"


def test_no_words_find_nothing(provider):
    provider.append(Hit("School", "", "/", "school", 1.0))

    assert find("", NOBODY) == []


@pytest.mark.parametrize(
    ("hits", "heading"),
    [(0, "Nothing like “alder”"), (1, "One thing like “alder”"), (2, "2 things like “alder”")],
)
def test_the_search_page_counts_what_it_found(client, provider, hits, heading):
    provider += [Hit(f"Alder {n}", "a school", "/schools/1", "school", 1.0) for n in range(hits)]

    assert heading in client.get("/search?q=alder").content.decode()


def test_an_empty_search_asks_what_one_is_looking_for(client):
    assert "What are you looking for?" in client.get("/search").content.decode()


def test_words_of_a_search_are_escaped(client):
    assert "<script>" not in client.get("/search?q=<script>alert(1)</script>").content.decode()


def test_today_says_what_waits_until_it_is_done(client, cast):
    client = cast.sign_in(client, "tom")
    JoinRequestFactory(name="Sam Asker", organisation=cast.alder_vale)
    JoinRequestFactory(name="Lu Elsewhere", organisation=cast.larkrise)
    InvitationFactory(email=cast.tom.user.email, organisation=cast.fenwick)

    before = client.get("/today").content.decode()
    InterestFactory(person=cast.tom.user, academic_year=academic_year())
    after = client.get("/today").content.decode()

    assert "Sam Asker asks to join" in before
    assert "Lu Elsewhere" not in before
    assert "To be teacher at Fenwick Academy" in before
    assert "Declare your interests" in before
    assert "Declare your interests" not in after
